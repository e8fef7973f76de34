/**
 * A run is killed before its n-th change to the disk, for every n. Afterwards the stores read without a problem, every
 * request and every certificate has its key, and a second run comes to the same end as one that was never killed.
 */
import {beforeAll, describe, expect, test} from '@jest/globals';
import {decodeCertificateFile} from '../../../src/connections/directory/certificate-file.ts';
import type {HolderState} from '../../../src/core/model/actual.ts';
import type {Connection} from '../../../src/engine/ports/connection.ts';
import {Killed, killedAt, type MemoryFiles} from '../../support/memory-files.ts';
import {createRequestStep, lockInfo, spec} from '../../support/world.ts';
import {Bench, connect, FE01, FE02, preparedFiles, ROOT} from './support.ts';

const OAUTH = spec('contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});

function certificates({stores, requests, assigned}: HolderState) {
  if ('problem' in stores.My) throw new Error(stores.My.problem.detail);
  if ('problem' in stores.CA) throw new Error(stores.CA.problem.detail);
  if ('problem' in requests) throw new Error(requests.problem.detail);
  if ('problem' in assigned) throw new Error(assigned.problem.detail);
  return {my: stores.My.ok, pending: requests.ok, assigned: assigned.ok};
}

/** Certificates without their key: of every server, whatever else brought them there, and of what is global. */
function keyless(files: MemoryFiles): readonly string[] {
  const paths = files.tree(ROOT);
  return paths.filter(path => {
    const [home, store] = path.split('/');
    if (store !== 'My') return false;
    const {spki} = decodeCertificateFile(files.text(`${ROOT}/${path}`)).facts;
    return !paths.some(other => other.startsWith(`${home}/Keys/${spki}.`));
  });
}

/** What an apply does, as far as the stores tell that it is still to be done. */
async function converge(bench: Bench, connection: Connection, usage: 'Default' | 'OAuthTokenIssuer'): Promise<void> {
  bench.clock.pass(120_000);
  const lock = lockInfo(`run-${bench.clock.now().getTime()}`, bench.clock);
  await bench.do(connection, {do: 'lock', lock});
  const before = certificates(await bench.read(connection));
  if (before.my.length === 0 && before.pending.length === 0) {
    await bench.do(connection, createRequestStep(usage === 'Default' ? spec(FE01) : OAUTH));
  }
  for (const request of certificates(await bench.read(connection)).pending) {
    const at = '2026-03-01T12:00:00.000Z';
    await bench.do(connection, {do: 'note', spki: request.spki, progress: {state: 'sent', at}});
    await bench.install(connection, request);
  }
  const [certificate] = certificates(await bench.read(connection)).my;
  if (certificate === undefined) throw new Error('there is no certificate');
  await bench.do(connection, {do: 'assign', usage, thumbprint: certificate.thumbprint});
  await bench.do(connection, {do: 'unlock', id: lock.id});
}

/** Runs with a kill before change 1, 2, 3, …, until a run needs fewer changes than that; returns how many kills there were. */
async function killEverywhere(start: MemoryFiles, usage: 'Default' | 'OAuthTokenIssuer'): Promise<number> {
  for (let n = 1; ; n++) {
    const files = start.clone();
    const bench = new Bench();
    const first = await converge(bench, await connect(killedAt(files, n)), usage).catch((error: unknown) => error);
    if (first === undefined) return n - 1;
    if (!(first instanceof Killed)) throw first;
    const connection = await connect(files);
    const left = certificates(await bench.read(connection));
    expect(left.my.every(({hasPrivateKey}) => hasPrivateKey)).toBe(true);
    expect(keyless(files)).toEqual([]);
    await converge(bench, connection, usage);
    const after = certificates(await bench.read(connection));
    expect(after.my).toMatchObject([{hasPrivateKey: true, mark: expect.anything()}]);
    expect(after.pending).toEqual([]);
    const current = after.my[0]?.thumbprint;
    expect(after.assigned[usage]).toMatchObject({current});
    if (usage === 'Default') continue;
    // The next run asks only the home for it, and does not know how far the killed one came with the others.
    expect(certificates(await bench.read(connection, FE02)).assigned[usage]).toMatchObject({current});
  }
}

describe('a kill at any point', () => {
  let start: MemoryFiles;
  beforeAll(async () => {
    start = await preparedFiles();
  });

  test('between request and assignment loses nothing', async () => {
    expect(await killEverywhere(start, 'Default')).toBeGreaterThanOrEqual(12);
  }, 120_000);

  test('of a global assignment loses nothing, and the next one brings every server up to date', async () => {
    const two = start.clone();
    await new Bench().do(await connect(two), {do: 'unlock', id: 'nobody'}, FE02);
    expect(await killEverywhere(two, 'OAuthTokenIssuer')).toBeGreaterThanOrEqual(15);
  }, 120_000);
});

describe('a kill while a request is discarded', () => {
  test('is finished by discarding it again, and then no key is left', async () => {
    const base = await preparedFiles();
    const bench = new Bench();
    const {spki = ''} = (await bench.do(await connect(base), createRequestStep(spec(FE01)))).after;
    for (let n = 1; n <= 3; n++) {
      const files = base.clone();
      const killed = bench.do(await connect(killedAt(files, n)), {do: 'discardRequest', spki});
      await expect(killed).rejects.toBeInstanceOf(Killed);
      const connection = await connect(files);
      expect(certificates(await bench.read(connection)).pending.length).toBeLessThanOrEqual(1);
      await bench.do(connection, {do: 'discardRequest', spki});
      expect(files.tree('/base/servers').filter(path => path.includes(spki))).toEqual([]);
    }
  });
});

describe('a kill while a certificate is removed', () => {
  test.each([
    ['stays where it was made', spec(FE01)],
    ['may leave', OAUTH],
  ])('whose key %s leaves no certificate without its key', async (_where, wanted) => {
    const base = await preparedFiles();
    const bench = new Bench();
    const {thumbprint} = await bench.obtain(await connect(base), wanted);
    for (let n = 1; n <= 3; n++) {
      const files = base.clone();
      const killed = bench.do(await connect(killedAt(files, n)), {do: 'remove', thumbprint});
      await expect(killed).rejects.toBeInstanceOf(Killed);
      expect(keyless(files)).toEqual([]);
      const connection = await connect(files);
      await bench.do(connection, {do: 'remove', thumbprint});
      expect(certificates(await bench.read(connection)).my).toEqual([]);
    }
  });
});
