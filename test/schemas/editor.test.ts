import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {LanguageClient} from './language-client.ts';

const ROOT = join(__dirname, '..', '..');
const SERVER = join(ROOT, 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server');
const MODELINE = `# yaml-language-server: $schema=${pathToFileURL(join(ROOT, 'schemas', 'config.schema.json')).href}\n`;
const SETTINGS = {schemaStore: {enable: false}, validate: true, completion: true};

/** What an editor with the YAML extension offers people who write a configuration. */
describe('yaml-language-server with the schema in a modeline', () => {
  let documents = 0;
  let client: LanguageClient;
  const listeners = new Map<string, (messages: readonly string[]) => void>();

  beforeAll(async () => {
    client = new LanguageClient(SERVER, {
      'workspace/configuration': params =>
        (params as {items: {section: string}[]}).items.map(({section}) => (section === 'yaml' ? SETTINGS : null)),
      'textDocument/publishDiagnostics': params => {
        const {uri, diagnostics} = params as {uri: string; diagnostics: {message: string}[]};
        listeners.get(uri)?.(diagnostics.map(({message}) => message));
      },
    });
    await client.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(ROOT).href,
      capabilities: {workspace: {configuration: true}, textDocument: {completion: {}}},
    });
    client.notify('initialized', {});
  });

  afterAll(() => client.close());

  const open = (text: string): {uri: string; messages: Promise<readonly string[]>} => {
    const uri = pathToFileURL(join(ROOT, `unsaved-${documents++}.yaml`)).href;
    const messages = new Promise<readonly string[]>(resolve => listeners.set(uri, resolve));
    client.notify('textDocument/didOpen', {textDocument: {uri, languageId: 'yaml', version: 1, text}});
    return {uri, messages};
  };

  /** What is offered at the `|` of a text. */
  const complete = async (marked: string): Promise<readonly string[]> => {
    const text = MODELINE + marked;
    const before = text.slice(0, text.indexOf('|')).split('\n');
    const {uri} = open(text.replace('|', ''));
    const position = {line: before.length - 1, character: before.at(-1)?.length ?? 0};
    const params = {textDocument: {uri}, position};
    const answer = (await client.request('textDocument/completion', params)) as {items: {label: string}[]};
    return answer.items.map(({label}) => label);
  };

  test.each([
    ['the roles', 'pools:\n  x.contoso.com:\n    role: |', ['frontEnd', 'standardEdition', 'director', 'mediation']],
    ['the keys of a pool', 'pools:\n  x.contoso.com:\n    |', ['role', 'servers', 'webServices', 'certificates']],
    ['the usages', 'deployment:\n  certificates:\n    oauth:\n      usages:\n        - |', ['OAuthTokenIssuer']],
    [
      'what another file of the schema says',
      'authorities:\n  corp:\n    type: local\n    |',
      ['folder', 'passphrase', 'profiles'],
    ],
    ['the types of authorities', 'authorities:\n  corp:\n    type: |', ['local', 'offline']],
    [
      'the names of an Edge',
      'pools:\n  x.contoso.com:\n    edge:\n      |',
      ['access', 'webConferencing', 'av', 'xmpp'],
    ],
    [
      'the choices of a certificate',
      'pools:\n  x.contoso.com:\n    certificates:\n      external:\n        |',
      ['scope', 'assign', 'use'],
    ],
    ['the types of connections', 'connections:\n  lab:\n    type: |', ['directory']],
  ])('offers %s', async (_what, marked, expected) => {
    expect(await complete(marked)).toEqual(expect.arrayContaining(expected));
  });

  test('marks what the schema forbids, also where that comes from another file', async () => {
    const secret = open(`${MODELINE}authorities: {corp: {type: local, folder: ca, passphrase: hunter2}}\n`);
    expect((await secret.messages).join()).toContain('pattern');
    const fine = open(`${MODELINE}authorities: {corp: {type: local, folder: ca, passphrase: env:CA}}\n`);
    expect(await fine.messages).toEqual([]);
  });
});
