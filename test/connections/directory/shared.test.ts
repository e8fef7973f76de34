/** What the copy of a shared certificate leaves in the files of a server, whatever comes in between. */
import {beforeAll, describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import type {Step} from '../../../src/engine/ports/connection.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {decodePrivateKey} from '../../../src/x509/key.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {Killed, killedAt, type MemoryFiles} from '../../support/memory-files.ts';
import {spec, testHost} from '../../support/world.ts';
import {Bench, connect, FE01, FE02, preparedFiles, ROOT} from './support.ts';

const PASSWORD = 'canary-password-4711';
const COPY = `${ROOT}/${FE02}`;
const SHARED = spec('access.contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});

type Imported = Extract<Step, {do: 'importShared'}>;

let bench: Bench;
/** fe01 has the certificate and its key; fe02 does not exist yet. */
let home: MemoryFiles;
let spki: string;
let thumbprint: string;
let pfx: Secret;

const importing = (over: Partial<Imported> = {}): Imported => ({
  do: 'importShared',
  pfx,
  password: new Secret(PASSWORD),
  exportable: true,
  friendlyName: 'Edge external',
  specDigest: 'ab'.repeat(32),
  ...over,
});

const importInto = async (files: MemoryFiles, step = importing()) => bench.do(await connect(files), step, FE02);

async function copied(step = importing()): Promise<MemoryFiles> {
  const files = home.clone();
  await importInto(files, step);
  return files;
}

const text = (files: MemoryFiles, path: string): string => files.text(`${COPY}/${path}`);
const keysOf = (files: MemoryFiles): readonly string[] => files.tree(`${COPY}/Keys`);

/** A PFX with the key of the home and certificates that are none of its issuers. */
async function pfxWith(...others: readonly Buffer[]): Promise<Secret> {
  const read = (path: string) => home.text(`${ROOT}/${FE01}/${path}`);
  const made = await writePfx({
    key: decodePrivateKey(read(`Keys/${spki}.exportable.key`)),
    certificate: Buffer.from(derOf(read(`My/${thumbprint}.pem`)), 'base64'),
    chain: others,
    password: new Secret(PASSWORD),
    profile: 'modern',
    random: testHost(home).random,
  });
  return new Secret(made.toString('base64'));
}

const derOf = (pem: string): string => pem.replace(/^[\s\S]*-----BEGIN CERTIFICATE-----|-----END[\s\S]*$|\s/g, '');

beforeAll(async () => {
  bench = new Bench();
  home = await preparedFiles();
  const connection = await connect(home);
  ({spki, thumbprint} = await bench.obtain(connection, SHARED));
  const password = new Secret(PASSWORD);
  const {after} = await bench.do(connection, {do: 'exportShared', thumbprint, profile: 'modern', password});
  if (after.pfx === undefined) throw new Error('there is no PFX');
  pfx = after.pfx;
});

describe('the files of a copy', () => {
  test('are one key, one certificate and its intermediate', async () => {
    const files = await copied();
    const issuing = readCertificate(Buffer.from(bench.ca.issuing, 'base64'));
    expect(files.tree(COPY)).toEqual([
      `CA/${issuing.thumbprint}.pem`,
      `Keys/${spki}.exportable.key`,
      `My/${thumbprint}.pem`,
    ]);
  });

  test('show the key to nobody but their owner, and to him only where it belongs', async () => {
    const files = await copied();
    expect(files.mode(`${COPY}/Keys/${spki}.exportable.key`)).toBe(0o600);
    const everything = files.tree(ROOT).map(path => [path, files.text(`${ROOT}/${path}`)] as const);
    const withKey = everything.filter(([, content]) => content.includes('PRIVATE KEY')).map(([path]) => path);
    expect(withKey).toEqual([`${FE01}/Keys/${spki}.exportable.key`, `${FE02}/Keys/${spki}.exportable.key`]);
    for (const [, content] of everything) {
      expect(content).not.toContain(PASSWORD);
      expect(content).not.toContain(pfx.reveal().slice(0, 40));
    }
  });

  test('are the home’s own but for the mark: exporting changes nothing there', async () => {
    const files = await copied();
    for (const path of home.tree(`${ROOT}/${FE01}`)) {
      expect(files.text(`${ROOT}/${FE01}/${path}`)).toBe(home.text(`${ROOT}/${FE01}/${path}`));
    }
    expect(text(files, `Keys/${spki}.exportable.key`)).toBe(home.text(`${ROOT}/${FE01}/Keys/${spki}.exportable.key`));
  });

  test('hold one key also where it was kept otherwise before', async () => {
    const files = await copied(importing({exportable: false}));
    expect(keysOf(files)).toEqual([`${spki}.key`]);
    await importInto(files);
    expect(keysOf(files)).toEqual([`${spki}.exportable.key`]);
    await importInto(files, importing({exportable: false}));
    expect(keysOf(files)).toEqual([`${spki}.key`]);
  });

  test('hold neither roots nor strangers that the PFX brings', async () => {
    const connection = await connect(home.clone());
    const other = (await bench.obtain(connection, spec(FE02), FE02)).thumbprint;
    const {stores} = await bench.read(connection, FE02);
    const stranger = 'ok' in stores.My ? stores.My.ok.find(one => one.thumbprint === other) : undefined;
    const brought = [bench.ca.root, bench.ca.issuing, stranger?.der ?? ''].map(der => Buffer.from(der, 'base64'));
    const files = await copied(importing({pfx: await pfxWith(...brought)}));
    expect(files.tree(COPY).map(path => path.split('/')[0])).toEqual(['CA', 'Keys', 'My']);
  });

  test('get back an intermediate that somebody removed', async () => {
    const files = await copied();
    const [intermediate = ''] = files.tree(`${COPY}/CA`);
    await files.remove(`${COPY}/CA/${intermediate}`);
    expect(await importInto(files)).toMatchObject({outcome: 'done'});
    expect(files.tree(`${COPY}/CA`)).toEqual([intermediate]);
    expect(await importInto(files)).toMatchObject({outcome: 'already-done'});
  });

  test.each(['Keys', 'My'])('get back what was lost of %s', async folder => {
    const files = await copied();
    const [lost = ''] = files.tree(`${COPY}/${folder}`);
    const before = text(files, `${folder}/${lost}`);
    await files.remove(`${COPY}/${folder}/${lost}`);
    expect(await importInto(files)).toMatchObject({outcome: 'done'});
    expect(text(files, `${folder}/${lost}`)).toBe(before);
  });
});

describe('a copy that is refused', () => {
  const refusal = async (files: MemoryFiles, step: Step, server = FE02) => {
    const [result] = await (await connect(files)).perform(server, [step], {
      signal: new AbortController().signal,
      now: bench.clock.now,
    });
    return result;
  };

  test('for its name leaves not even the key', async () => {
    const files = await copied();
    const connection = await connect(files);
    const other = await bench.obtain(connection, SHARED);
    const second = await bench.do(connection, {
      do: 'exportShared',
      thumbprint: other.thumbprint,
      profile: 'modern',
      password: new Secret(PASSWORD),
    });
    const path = `${COPY}/My/${thumbprint}.pem`;
    const taken = `Edge external [cscert ${other.spki.slice(0, 8)} abababab]`;
    await files.write(path, files.text(path).replace(/friendlyName: .*/, `friendlyName: ${taken}`), {mode: 0o644});
    const before = files.tree(COPY);
    const step = importing({pfx: second.after.pfx ?? pfx});
    expect(await refusal(files, step)).toMatchObject({outcome: 'failed', problem: {code: 'FRIENDLY_NAME_TAKEN'}});
    expect(files.tree(COPY)).toEqual(before);
  });

  test('because the key of the home is another than its name says is told with its file', async () => {
    const files = home.clone();
    const {spki: other} = await bench.obtain(await connect(files), SHARED);
    const key = files.text(`${ROOT}/${FE01}/Keys/${other}.exportable.key`);
    await files.write(`${ROOT}/${FE01}/Keys/${spki}.exportable.key`, key, {mode: 0o600});
    const password = new Secret(PASSWORD);
    const result = await refusal(files, {do: 'exportShared', thumbprint, profile: 'modern', password}, FE01);
    expect(result).toMatchObject({
      outcome: 'failed',
      problem: {code: 'STORE_FILE_BROKEN', detail: expect.stringContaining(`${spki}.exportable.key`)},
    });
  });
});

describe('a kill at any point of a copy', () => {
  /** Kills before change 1, 2, 3, … until the copy needs fewer changes than that; returns how many kills there were. */
  async function killEverywhere(start: MemoryFiles, step: Imported): Promise<number> {
    for (let n = 1; ; n++) {
      const files = start.clone();
      const end = await bench.do(await connect(killedAt(files, n)), step, FE02).catch((error: unknown) => error);
      if (!(end instanceof Killed)) {
        expect(end).toMatchObject({outcome: 'done'});
        return n - 1;
      }
      const {stores} = await bench.read(await connect(files), FE02);
      expect('ok' in stores.My && stores.My.ok.every(({hasPrivateKey}) => hasPrivateKey)).toBe(true);
      await importInto(files, step);
      const whole = await bench.read(await connect(files), FE02);
      expect(whole.stores.My).toMatchObject({ok: [{thumbprint, hasPrivateKey: true, exportable: step.exportable}]});
      expect(whole.stores.CA).toMatchObject({ok: [{der: bench.ca.issuing}]});
      expect(keysOf(files)).toHaveLength(1);
    }
  }

  test('leaves no certificate without its key, and the next run finishes it', async () => {
    expect(await killEverywhere(home, importing())).toBeGreaterThanOrEqual(6);
  });

  test.each([true, false])('also where the key was kept otherwise before (exportable now: %s)', async exportable => {
    const start = await copied(importing({exportable: !exportable}));
    expect(await killEverywhere(start, importing({exportable}))).toBeGreaterThanOrEqual(3);
  });
});
