/** A step that is not true after it was done has failed, whatever the file system said of its writes. */
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Step} from '../../../src/engine/ports/connection.ts';
import type {Files} from '../../../src/engine/ports/host.ts';
import type {MemoryFiles} from '../../support/memory-files.ts';
import {callContext, createRequestStep, spec} from '../../support/world.ts';
import {Bench, connect, FE01, preparedFiles} from './support.ts';

const OAUTH = spec('contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});
const OTHER = 'AB'.repeat(20);
const bench = new Bench();

/** One server with certificates that were assigned one after the other, and a request; each test has a copy. */
let start: MemoryFiles;
let known: {readonly first: string; readonly old: string; readonly pending: string};

beforeAll(async () => {
  start = await preparedFiles();
  const connection = await connect(start);
  const assign = (usage: 'Default' | 'OAuthTokenIssuer', thumbprint: string) =>
    bench.do(connection, {do: 'assign', usage, thumbprint});
  const [first, second] = [await bench.obtain(connection), await bench.obtain(connection)];
  const [old, token] = [await bench.obtain(connection, OAUTH), await bench.obtain(connection, OAUTH)];
  for (const {thumbprint} of [first, second]) await assign('Default', thumbprint);
  for (const {thumbprint} of [old, token]) await assign('OAuthTokenIssuer', thumbprint);
  const {spki = ''} = (await bench.do(connection, createRequestStep(spec(FE01)))).after;
  known = {first: first.thumbprint, old: old.thumbprint, pending: spki};
});

/** What is found instead of what was written. */
type Spoil = (text: string) => string;

interface Case {
  readonly title: string;
  readonly step: () => Step;
  /** The file that is not written, or otherwise. */
  readonly file: RegExp;
  readonly otherwise: Spoil;
}

const named: Spoil = text => `friendlyName: another\n${text}`;
const pointedElsewhere: Spoil = text => text.replace(/"current": "\w+"/, `"current": "${OTHER}"`);
const longAgo: Spoil = text => text.replaceAll('2026', '2016');

const CASES: readonly Case[] = [
  {
    title: 'trust',
    step: () => ({do: 'trust', store: 'Root', der: bench.ca.root}),
    file: /\/Root\//,
    otherwise: named,
  },
  {
    title: 'createRequest',
    step: () => createRequestStep(spec(FE01)),
    file: /\/Request\/.*\.json$/,
    otherwise: longAgo,
  },
  {
    title: 'note',
    step: () => ({
      do: 'note',
      spki: known.pending,
      progress: {state: 'sent', at: '2026-03-01T12:00:00.000Z'},
    }),
    file: /\/Request\//,
    otherwise: longAgo,
  },
  {
    title: 'mark',
    step: () => ({do: 'mark', thumbprint: known.first, specDigest: '0'.repeat(64), friendlyName: 'renamed'}),
    file: /\/My\//,
    otherwise: named,
  },
  {
    title: 'assign',
    step: () => ({do: 'assign', usage: 'Default', thumbprint: known.first}),
    file: /fe01.*\/assigned\.json$/,
    otherwise: pointedElsewhere,
  },
  {
    title: 'dropPrevious',
    step: () => ({do: 'dropPrevious', usage: 'Default'}),
    file: /fe01.*\/assigned\.json$/,
    otherwise: pointedElsewhere,
  },
  {
    title: 'dropPrevious of what is global',
    step: () => ({do: 'dropPrevious', usage: 'OAuthTokenIssuer'}),
    file: /\/global\/assigned\.json$/,
    otherwise: pointedElsewhere,
  },
  {
    title: 'assign of what is global',
    step: () => ({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint: known.old}),
    file: /fe01.*\/replicated\.json$/,
    otherwise: pointedElsewhere,
  },
  {
    title: 'dropPrevious of what is global, on the server',
    step: () => ({do: 'dropPrevious', usage: 'OAuthTokenIssuer'}),
    file: /fe01.*\/replicated\.json$/,
    otherwise: pointedElsewhere,
  },
  {
    title: 'oweRestart',
    step: () => ({do: 'oweRestart'}),
    file: /\/restart\.json$/,
    otherwise: longAgo,
  },
];

/** Files of which only the writing is another. */
function writing(files: MemoryFiles, write: Files['write']): Files {
  return {
    read: (path, limit, options) => files.read(path, limit, options),
    list: path => files.list(path),
    look: path => files.look(path),
    isExposed: path => files.isExposed(path),
    write,
    create: (path, data, options) => files.create(path, data, options),
    makeFolder: path => files.makeFolder(path),
    rename: (from, to) => files.rename(from, to),
    remove: path => files.remove(path),
    removeLeftovers: (path, before) => files.removeLeftovers(path, before),
  };
}

describe.each(CASES)('the step $title', ({step, file, otherwise}) => {
  const perform = async (spoil: (text: string) => string | undefined) => {
    const files = start.clone();
    const connection = await connect(
      writing(files, async (path, data, options) => {
        const text = file.test(path) ? spoil(String(data)) : String(data);
        if (text !== undefined) await files.write(path, text, options);
      }),
    );
    const [result] = await connection.perform(FE01, [step()], callContext(bench.clock));
    return result;
  };
  const failed = {outcome: 'failed', problem: {code: 'STORE_NOT_AS_WRITTEN', address: FE01}};

  test('is done where its file is written', async () => {
    expect(await perform(text => text)).toMatchObject({outcome: 'done'});
  });

  test('has failed where nothing is written', async () => {
    expect(await perform(() => undefined)).toMatchObject(failed);
  });

  test('has failed where something else is found in its file', async () => {
    expect(await perform(otherwise)).toMatchObject(failed);
  });
});
