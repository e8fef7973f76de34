import {mkdir, mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import {prepareRoot} from '../../../src/connections/directory/index.ts';
import type {Part} from '../../../src/core/diagnostic.ts';
import type {HolderState} from '../../../src/core/model/actual.ts';
import type {Connection, Step} from '../../../src/engine/ports/connection.ts';
import {files as realFiles} from '../../../src/host/files.ts';
import {encodePrivateKey, generateKey} from '../../../src/x509/key.ts';
import {type MemoryFiles, systemError} from '../../support/memory-files.ts';
import {callContext, createRequestStep, lockInfo, spec} from '../../support/world.ts';
import {Bench, connect, FE01, FE02, preparedFiles, ROOT, SETTINGS} from './support.ts';

const MODE = {mode: 0o600};
const HOME = `${ROOT}/${FE01}`;

/** One server with an assigned certificate and a pending request, made once; each test spoils a copy. */
let good: MemoryFiles;
let installed: {spki: string; thumbprint: string};
let pendingSpki: string;
const bench = new Bench();
beforeAll(async () => {
  good = await preparedFiles();
  const connection = await connect(good);
  installed = await bench.obtain(connection);
  await bench.do(connection, {do: 'assign', usage: 'Default', thumbprint: installed.thumbprint});
  await bench.do(connection, {do: 'trust', store: 'Root', der: bench.ca.root});
  pendingSpki = (await bench.do(connection, createRequestStep(spec(FE01)))).after.spki ?? '';
});

let files: MemoryFiles;
let connection: Connection;
beforeEach(async () => {
  files = good.clone();
  connection = await connect(files);
});

const PARTS = {
  My: (state: HolderState): Part<unknown> => state.stores.My,
  CA: (state: HolderState): Part<unknown> => state.stores.CA,
  Root: (state: HolderState): Part<unknown> => state.stores.Root,
  requests: (state: HolderState): Part<unknown> => state.requests,
  assigned: (state: HolderState): Part<unknown> => state.assigned,
};

/** The details of the parts that could not be read, by part. */
async function problems(deep = false): Promise<Record<string, string>> {
  const state = await bench.read(connection, FE01, deep);
  const found = Object.entries(PARTS).map(([name, part]) => [name, part(state)] as const);
  return Object.fromEntries(found.flatMap(([name, part]) => ('problem' in part ? [[name, part.problem.detail]] : [])));
}

describe('what is found on disk', () => {
  test('reads without a problem when nobody spoiled it', async () => {
    expect(await problems(true)).toEqual({});
  });

  test.each([
    ['a certificate that is no PEM', 'My', 'not PEM at all', 'exactly one certificate'],
    ['a certificate that is broken', 'CA', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', ''],
    ['a certificate file that is too large', 'Root', 'x'.repeat(256 * 1024 + 1), 'larger than 256 KiB'],
  ])('%s spoils its own store only', async (_title, store, text, why) => {
    const name = `${'AB'.repeat(20)}.pem`;
    await files.makeFolder(`${HOME}/${store}`);
    await files.write(`${HOME}/${store}/${name}`, text, MODE);
    const found = await problems();
    expect(Object.keys(found)).toEqual([store]);
    expect(found[store]).toContain(`servers/${FE01}/${store}/${name}`);
    expect(found[store]).toContain(why);
  });

  test('a certificate under another name is a problem of its store', async () => {
    const text = files.text(`${HOME}/My/${installed.thumbprint}.pem`);
    await files.write(`${HOME}/My/copy.pem`, text, MODE);
    expect((await problems())['My']).toContain(`holds the certificate ${installed.thumbprint}`);
  });

  test('what is no PEM file by its name is left alone', async () => {
    await files.write(`${HOME}/My/README.txt`, 'mine', MODE);
    await files.write(`${HOME}/My/.hidden.pem`, 'mine', MODE);
    expect(await problems()).toEqual({});
  });

  test('what is no regular file is a problem of its store', async () => {
    files.plant(`${HOME}/My/${'CD'.repeat(20)}.pem`, 'other');
    expect((await problems())['My']).toContain('is not a regular file');
  });

  test.each([
    ['no JSON', '{"format":1'],
    ['another format', '{"format":2,"usages":{}}'],
    ['an unknown usage', `{"format":1,"usages":{"Everything":{"current":"${'AB'.repeat(20)}"}}}`],
    ['a thumbprint that is none', '{"format":1,"usages":{"Default":{"current":"../../x"}}}'],
  ])('assignments that are %s spoil only the assignments', async (_title, text) => {
    await files.write(`${HOME}/assigned.json`, text, MODE);
    const found = await problems();
    expect(Object.keys(found)).toEqual(['assigned']);
    expect(found['assigned']).toContain(`servers/${FE01}/assigned.json`);
  });

  test.each([
    ['a note that is no JSON', 'json', '[]'],
    ['a note with an unknown state', 'json', '{"format":1,"progress":{"state":"lost"}}'],
    ['a CSR that is none', 'p10', 'nothing'],
  ])('%s spoils only the requests', async (_title, extension, text) => {
    await files.write(`${HOME}/Request/${pendingSpki}.${extension}`, text, MODE);
    expect(Object.keys(await problems())).toEqual(['requests']);
  });

  test('a note without its CSR is a problem, a CSR without a note is none', async () => {
    await files.remove(`${HOME}/Request/${pendingSpki}.p10`);
    expect((await problems())['requests']).toContain('is missing');
    await files.write(`${HOME}/Request/${pendingSpki}.p10`, good.text(`${HOME}/Request/${pendingSpki}.p10`), MODE);
    await files.remove(`${HOME}/Request/${pendingSpki}.json`);
    expect(await problems()).toEqual({});
  });

  test('a file that was cut off anywhere spoils its own part only, or is as good as whole', async () => {
    const parts = {
      [`My/${installed.thumbprint}.pem`]: 'My',
      [`Request/${pendingSpki}.p10`]: 'requests',
      [`Request/${pendingSpki}.json`]: 'requests',
      'assigned.json': 'assigned',
    };
    for (const [path, part] of Object.entries(parts)) {
      const whole = files.text(`${HOME}/${path}`);
      for (let length = 0; length < whole.trimEnd().length; length += 29) {
        await files.write(`${HOME}/${path}`, whole.slice(0, length), MODE);
        expect({path, length, parts: Object.keys(await problems())}).toEqual({path, length, parts: [part]});
      }
      await files.write(`${HOME}/${path}`, whole.trimEnd(), MODE);
      expect(await problems()).toEqual({});
    }
  });

  const DEEP = 20_000;
  test.each([
    ['huge', `{"format":1,"usages":{},"x":"${'x'.repeat(256 * 1024)}"}`, 'larger than 256 KiB'],
    ['nested without end', '['.repeat(60_000), 'not a JSON object'],
    ['nested very deep', `{"format":1,"usages":{"Default":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}}`, 'thumbprint'],
    ['a list', '[{"format":1}]', 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['a number', '1e999', 'not a JSON object'],
    ['without usages', '{"format":1}', 'not of format 1'],
    ['usages as a list', '{"format":1,"usages":[]}', 'not of format 1'],
    ['usages in __proto__', '{"__proto__":{"format":1,"usages":{}}}', 'not of format 1'],
    ['a usage called __proto__', '{"format":1,"usages":{"__proto__":{"current":"x"}}}', '__proto__'],
    ['a usage called constructor', '{"format":1,"usages":{"constructor":{}}}', 'constructor'],
    [
      'a thumbprint in __proto__',
      `{"format":1,"usages":{"Default":{"__proto__":{"current":"${'AB'.repeat(20)}"}}}}`,
      'thumbprint',
    ],
  ])('assigned.json and replicated.json that are %s spoil only the assignments', async (_title, text, why) => {
    for (const name of ['assigned.json', 'replicated.json']) {
      files = good.clone();
      connection = await connect(files);
      await files.write(`${HOME}/${name}`, text, MODE);
      const found = await problems();
      expect(Object.keys(found)).toEqual(['assigned']);
      expect(found['assigned']).toContain(`servers/${FE01}/${name}`);
      expect(found['assigned']).toContain(why);
    }
    expect(Object.prototype).not.toHaveProperty('usages');
    expect(Object.prototype).not.toHaveProperty('current');
  });

  test.each([
    ['a state that every object has', {progress: {state: 'constructor'}}],
    ['a state in a list', {progress: [{state: 'created'}]}],
    ['a progress as text', {progress: 'created'}],
    ['a time that is none', {progress: {state: 'waiting', ticket: '7', since: 'yesterday'}}],
    ['a time that does not exist', {progress: {state: 'sent', at: '2026-13-45T99:99:99Z'}}],
    ['a birth that is none', {createdAt: '1e9'}],
    ['another key', {spki: 'ab'.repeat(32)}],
    ['a name that is none', {friendlyName: {toString: 'x'}}],
    ['too much to say', {progress: {state: 'denied', at: '2026-03-01T12:00:00Z', reason: 'x'.repeat(256 * 1024)}}],
  ])('a note with %s spoils only the requests', async (_title, change) => {
    const path = `${HOME}/Request/${pendingSpki}.json`;
    await files.write(path, JSON.stringify({...JSON.parse(files.text(path)), ...change}), MODE);
    expect(Object.keys(await problems())).toEqual(['requests']);
  });

  test.each([
    ['My', 'my', ['My']],
    ['Keys', 'KEYS', ['My', 'requests']],
    ['Request', 'request', ['requests']],
    ['assigned.json', 'Assigned.JSON', ['assigned']],
  ])('%s is not taken for absent when it is called %s', async (right, wrong, parts) => {
    await files.rename(`${HOME}/${right}`, `${HOME}/${wrong}`);
    const found = await problems();
    expect(Object.keys(found)).toEqual(parts);
    for (const detail of Object.values(found)) expect(detail).toContain(`should be called ${right}`);
  });

  test('keys, requests and certificates whose names are in capitals are not taken for absent', async () => {
    const {spki, thumbprint} = installed;
    await files.rename(`${HOME}/Keys/${spki}.key`, `${HOME}/Keys/${spki.toUpperCase()}.KEY`);
    expect(Object.keys(await problems())).toEqual(['My', 'requests']);
    files = good.clone();
    connection = await connect(files);
    await files.rename(`${HOME}/Request/${pendingSpki}.json`, `${HOME}/Request/${pendingSpki.toUpperCase()}.json`);
    expect(Object.keys(await problems())).toEqual(['requests']);
    files = good.clone();
    connection = await connect(files);
    await files.rename(`${HOME}/My/${thumbprint}.pem`, `${HOME}/My/${thumbprint}.PEM`);
    expect((await problems())['My']).toContain('should end with .pem');
  });

  test('more files in a store than any server has are not looked at', async () => {
    for (let number = 0; number < 2000; number++) files.plant(`${HOME}/CA/${number}.pem`, 'other');
    expect(await problems()).toEqual({
      CA: expect.stringContaining('holds 2001 files; more than 2000 are not looked at'),
    });
  });

  test('a folder that goes away while it is read is no empty store', async () => {
    const list = files.list.bind(files);
    files.list = async path => (path === `${HOME}/My` ? undefined : list(path));
    expect(await problems()).toEqual({My: expect.stringContaining('has gone while it was being read')});
    files.list = async path => (path === HOME ? undefined : list(path));
    expect(await connection.read(FE01, {deep: false}, callContext())).toMatchObject({
      problem: {code: 'STORE_UNREADABLE'},
    });
  });

  test('a key that is gone is seen at once: no private key, and no request', async () => {
    await files.remove(`${HOME}/Keys/${installed.spki}.key`);
    await files.remove(`${HOME}/Keys/${pendingSpki}.key`);
    const state = await bench.read(connection);
    expect(state.stores.My).toMatchObject({ok: [{hasPrivateKey: false}]});
    expect(state.requests).toEqual({ok: []});
  });

  test('a key that is another is seen by a deep look and stops an assignment', async () => {
    const path = `${HOME}/Keys/${installed.spki}.key`;
    await files.write(path, encodePrivateKey(await generateKey(spec(FE01).key)), MODE);
    expect(await problems(false)).toEqual({});
    expect((await problems(true))['My']).toContain(`servers/${FE01}/Keys/${installed.spki}.key`);
    const step = {do: 'assign', usage: 'WebServicesInternal', thumbprint: installed.thumbprint} as const;
    const [result] = await connection.perform(FE01, [step], callContext());
    expect(result).toMatchObject({outcome: 'failed', problem: {code: 'STORE_FILE_BROKEN'}});
    expect(JSON.parse(files.text(`${HOME}/assigned.json`)).usages).not.toHaveProperty('WebServicesInternal');
  });

  test('a bracket that was copied from another certificate marks nothing', async () => {
    const path = `${HOME}/My/${installed.thumbprint}.pem`;
    const forged = files.text(path).replace(/^friendlyName: .*$/m, 'friendlyName: Web [cscert 00000000 11111111]');
    await files.write(path, forged, MODE);
    const {My} = (await bench.read(connection)).stores;
    if ('problem' in My) throw new Error(My.problem.detail);
    expect(My.ok[0]?.friendlyName).toBe('Web');
    expect(My.ok[0]?.mark).toBeUndefined();
  });

  test('a friendly name that looks like PEM stays a friendly name', async () => {
    const friendlyName = '-----BEGIN CERTIFICATE-----';
    const {thumbprint} = installed;
    await bench.do(connection, {do: 'mark', thumbprint, friendlyName, specDigest: 'ab'.repeat(32)});
    expect((await bench.read(connection)).stores.My).toMatchObject({ok: [{friendlyName, thumbprint}]});
  });

  test('a friendly name that another certificate has is not given twice', async () => {
    const other = await bench.obtain(connection);
    const path = `${HOME}/My/${other.thumbprint}.pem`;
    const taken = `Web [cscert ${installed.spki.slice(0, 8)} ${'ab'.repeat(4)}]`;
    await files.write(path, files.text(path).replace(/^friendlyName: .*$/m, `friendlyName: ${taken}`), MODE);
    const step = {
      do: 'mark',
      thumbprint: installed.thumbprint,
      friendlyName: 'Web',
      specDigest: 'ab'.repeat(32),
    } as const;
    const results = await connection.perform(FE01, [step], callContext());
    expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'FRIENDLY_NAME_TAKEN'}}]);
  });

  test('a lock that cannot be read is held, and is released by its name', async () => {
    const far = {...lockInfo('a', bench.clock), owner: 'x'.repeat(1000)};
    await files.write(`${HOME}/lock.json`, JSON.stringify(far), MODE);
    expect((await connection.lockOf(FE01, callContext()))?.owner).toBe('unknown');
    await files.write(`${HOME}/lock.json`, '{"id":7}', MODE);
    const [result] = await connection.perform(FE01, [{do: 'lock', lock: lockInfo('a', bench.clock)}], callContext());
    expect(result).toMatchObject({
      outcome: 'failed',
      problem: {code: 'LOCK_HELD', help: expect.stringContaining('unlock unreadable')},
    });
    await bench.do(connection, {do: 'unlock', id: 'unreadable'});
    await bench.do(connection, {do: 'lock', lock: lockInfo('a', bench.clock)});
  });
});

describe('the root', () => {
  test('that does not exist is unreachable, and nothing is made there', async () => {
    await files.rename(ROOT, '/elsewhere');
    expect(await connection.read(FE01, {deep: false}, callContext())).toMatchObject({
      problem: {code: 'STORE_ROOT_MISSING'},
    });
    const results = await connection.perform(FE01, [createRequestStep(spec(FE01))], callContext());
    expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'STORE_ROOT_MISSING'}}]);
    expect(await files.list(ROOT)).toBeUndefined();
  });

  test('without its marker is unreachable, and is not taken for a new one', async () => {
    await files.remove(`${ROOT}/.cscert-stores`);
    expect(await connection.read(FE01, {deep: false}, callContext())).toMatchObject({
      problem: {code: 'STORE_ROOT_UNMARKED'},
    });
    expect(await prepareRoot(SETTINGS, {files, base: '/base'})).toMatchObject({problem: {code: 'STORE_ROOT_UNMARKED'}});
  });

  test('whose disk goes away after a server was read has no new servers, and nothing is made there', async () => {
    expect(await connection.read(FE01, {deep: false}, callContext())).toHaveProperty('ok');
    await files.rename(ROOT, '/elsewhere');
    await files.makeFolder(ROOT);
    for (const server of [FE01, FE02]) {
      expect(await connection.read(server, {deep: false}, callContext())).toMatchObject({
        problem: {code: 'STORE_ROOT_UNMARKED', address: server},
      });
      const results = await connection.perform(server, [createRequestStep(spec(server))], callContext());
      expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'STORE_ROOT_UNMARKED'}}]);
    }
    expect(await files.list(ROOT)).toEqual([]);
  });

  test('of a later format is left alone', async () => {
    await files.write(`${ROOT}/.cscert-stores`, '{"format":2}', MODE);
    expect(await connection.read(FE01, {deep: false}, callContext())).toMatchObject({
      problem: {code: 'STORE_ROOT_UNKNOWN_FORMAT'},
    });
  });

  test('is prepared once', async () => {
    const fresh = await preparedFiles();
    expect(fresh.tree(ROOT)).toEqual(['.cscert-stores']);
    expect(await prepareRoot(SETTINGS, {files: fresh, base: '/base'})).toEqual({ok: 'there'});
  });

  test('that the system does not let us read is a problem in words', async () => {
    const refusing = {...filesOf(files), read: () => Promise.reject(systemError('EACCES', ROOT))};
    const found = await (await connect(refusing)).read(FE01, {deep: false}, callContext());
    expect(found).toMatchObject({
      problem: {code: 'STORE_UNREADABLE', address: FE01, detail: expect.stringContaining('EACCES')},
    });
  });
});

function filesOf(memory: MemoryFiles) {
  return {
    read: memory.read.bind(memory),
    list: memory.list.bind(memory),
    look: memory.look.bind(memory),
    isExposed: memory.isExposed.bind(memory),
    write: memory.write.bind(memory),
    create: memory.create.bind(memory),
    makeFolder: memory.makeFolder.bind(memory),
    rename: memory.rename.bind(memory),
    remove: memory.remove.bind(memory),
    removeLeftovers: memory.removeLeftovers.bind(memory),
  };
}

describe("a server's name", () => {
  test.each([
    '..',
    '.',
    '',
    '../fe01.contoso.com',
    'fe01.contoso.com/../..',
    'fe01\\..\\..',
    '/etc',
    'FE01.contoso.com',
    'fe01.contoso.com.',
    'fe01..contoso.com',
    'fe01.contoso.com\0',
    'fe01.contoso.com\n',
    'con',
    'nul.contoso.com',
    'aux',
    'com1.contoso.com',
    'global',
    '-fe01.contoso.com',
    `${'a'.repeat(64)}.contoso.com`,
    `${'a.'.repeat(130)}com`,
  ])('%j cannot lead anywhere', async name => {
    const before = [...files.nodes.keys()];
    const found = await connection.read(name, {deep: false}, callContext());
    expect(found).toMatchObject({problem: {code: 'SERVER_NAME_UNSAFE'}});
    const results = await connection.perform(name, [createRequestStep(spec(FE01))], callContext());
    expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'SERVER_NAME_UNSAFE'}}]);
    expect([...files.nodes.keys()]).toEqual(before);
  });

  test.each([
    ['a thumbprint', {do: 'assign', usage: 'Default', thumbprint: '../../../secret'}],
    ['the hash of a key', {do: 'discardRequest', spki: '../../My/x'}],
    ['the hash of a key', {do: 'note', spki: '../assigned', progress: {state: 'created'}}],
  ] as const)('%s in a step cannot lead anywhere either', async (_title, step) => {
    const before = [...files.nodes.keys()];
    expect(await connection.perform(FE01, [step], callContext())).toMatchObject([{outcome: 'failed'}]);
    expect([...files.nodes.keys()]).toEqual(before);
  });

  test('a link is not followed as a server or as a store', async () => {
    files.plant(`${ROOT}/${FE02}`, 'link');
    const found = await connection.read(FE02, {deep: false}, callContext());
    expect(found).toMatchObject({problem: {detail: expect.stringContaining('links are not followed')}});
    for (const path of [...files.nodes.keys()]) if (path.startsWith(`${HOME}/Request`)) files.nodes.delete(path);
    files.plant(`${HOME}/Request`, 'link');
    expect(Object.keys(await problems())).toEqual(['requests']);
  });

  test.each([
    ['a certificate', () => `My/${installed.thumbprint}.pem`, ['My']],
    ['the assignments', () => 'assigned.json', ['assigned']],
    ['what replication brought', () => 'replicated.json', ['assigned']],
    ['a request', () => `Request/${pendingSpki}.p10`, ['requests']],
    ['a key', () => `Keys/${installed.spki}.key`, ['My']],
  ])('a link is not followed as %s', async (_title, path, parts) => {
    files.plant(`${HOME}/${path()}`, 'link');
    const found = await problems(true);
    expect(Object.keys(found)).toEqual(parts);
    for (const detail of Object.values(found)) expect(detail).toContain('is a link; links are not followed here');
  });

  test.each(['Keys', 'Request', 'My'])('nothing is written, read or removed behind a link called %s', async name => {
    files.nodes.delete(`${HOME}/${name}`);
    files.plant(`${HOME}/${name}`, 'link');
    const before = [...files.nodes.keys()];
    const {thumbprint} = installed;
    const steps = {
      Keys: createRequestStep(spec(FE01)),
      Request: {do: 'discardRequest', spki: pendingSpki},
      My: {do: 'remove', thumbprint},
    } as const satisfies Record<string, Step>;
    for (const step of [
      steps[name as keyof typeof steps],
      {do: 'assign', usage: 'WebServicesInternal', thumbprint},
    ] as const) {
      if (step.do === 'assign' && name === 'Request') continue;
      const [result] = await connection.perform(FE01, [step], callContext());
      expect(result).toMatchObject({outcome: 'failed', problem: {detail: expect.stringContaining('is a link')}});
    }
    expect([...files.nodes.keys()]).toEqual(before);
  });
});

test('a real link in the place of a server is not followed', async () => {
  const base = await mkdtemp(join(tmpdir(), 'cscert-link-'));
  try {
    const elsewhere = join(base, 'elsewhere');
    await mkdir(elsewhere);
    await prepareRoot(SETTINGS, {files: realFiles, base});
    await symlink(elsewhere, join(base, 'servers', FE01));
    const linked = await connect(realFiles, base);
    const results = await linked.perform(FE01, [createRequestStep(spec(FE01))], callContext());
    expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'STORE_FILE_BROKEN'}}]);
    expect(await realFiles.list(elsewhere)).toEqual([]);
  } finally {
    await rm(base, {recursive: true});
  }
});
