import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

const ROOT = join(__dirname, '..', '..');
const SERVER = join(ROOT, 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server');
const MODELINE = `# yaml-language-server: $schema=${pathToFileURL(join(ROOT, 'schemas', 'config.schema.json')).href}\n`;

/** What an editor with the YAML extension offers people who write a configuration. */
describe('yaml-language-server with the schema in a modeline', () => {
  let server: ChildProcessWithoutNullStreams;
  let connection: MessageConnection;
  let documents = 0;
  const problems = new Map<string, (messages: readonly string[]) => void>();

  beforeAll(async () => {
    server = spawn(process.execPath, [SERVER, '--stdio']);
    connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    const settings = {schemaStore: {enable: false}, validate: true, completion: true};
    connection.onRequest('workspace/configuration', ({items}: {items: {section: string}[]}) =>
      items.map(({section}) => (section === 'yaml' ? settings : null)),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onNotification(
      'textDocument/publishDiagnostics',
      (params: {uri: string; diagnostics: {message: string}[]}) =>
        problems.get(params.uri)?.(params.diagnostics.map(({message}) => message)),
    );
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(ROOT).href,
      capabilities: {workspace: {configuration: true}, textDocument: {completion: {}}},
    });
    await connection.sendNotification('initialized', {});
  });

  afterAll(() => {
    connection.dispose();
    server.kill();
  });

  const open = async (text: string): Promise<{uri: string; messages: Promise<readonly string[]>}> => {
    const uri = pathToFileURL(join(ROOT, `unsaved-${documents++}.yaml`)).href;
    const messages = new Promise<readonly string[]>(resolve => problems.set(uri, resolve));
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: {uri, languageId: 'yaml', version: 1, text},
    });
    return {uri, messages};
  };

  /** What is offered at the `|` of a text. */
  const complete = async (marked: string): Promise<readonly string[]> => {
    const text = MODELINE + marked;
    const before = text.slice(0, text.indexOf('|')).split('\n');
    const {uri} = await open(text.replace('|', ''));
    const position = {line: before.length - 1, character: before.at(-1)?.length ?? 0};
    const params = {textDocument: {uri}, position};
    const answer = await connection.sendRequest<{items: {label: string}[]}>('textDocument/completion', params);
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
    ['the types of connections', 'connections:\n  lab:\n    type: |', ['directory']],
  ])('offers %s', async (_what, marked, expected) => {
    expect(await complete(marked)).toEqual(expect.arrayContaining(expected));
  });

  test('marks what the schema forbids, also where that comes from another file', async () => {
    const secret = await open(`${MODELINE}authorities: {corp: {type: local, folder: ca, passphrase: hunter2}}\n`);
    expect((await secret.messages).join()).toContain('pattern');
    const fine = await open(`${MODELINE}authorities: {corp: {type: local, folder: ca, passphrase: env:CA}}\n`);
    expect(await fine.messages).toEqual([]);
  });
});
