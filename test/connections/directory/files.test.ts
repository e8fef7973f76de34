import {afterEach, beforeEach, describe, expect, jest, test} from '@jest/globals';
import type {Connection, Step, StepResult} from '../../../src/engine/ports/connection.ts';
import type {MemoryFiles} from '../../support/memory-files.ts';
import {hasOpenssl, openWorkshop} from '../../support/openssl.ts';
import {realPart} from '../../support/real-parts.ts';
import {callContext, createRequestStep, lockInfo, NOON, spec} from '../../support/world.ts';
import {Bench, connect, FE01, FE02, preparedFiles, ROOT} from './support.ts';

const OAUTH = spec('contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});
const HOME = `${ROOT}/${FE01}`;

let files: MemoryFiles;
let connection: Connection;
let bench: Bench;
beforeEach(async () => {
  files = await preparedFiles();
  connection = await connect(files);
  bench = new Bench();
});

describe('the files of a server', () => {
  test('keys are for their owner alone, and their name says whether they may leave', async () => {
    const own = (await bench.do(connection, createRequestStep(spec(FE01)))).after.spki;
    const shared = (await bench.do(connection, createRequestStep(OAUTH))).after.spki;
    const keys = files.tree(`${HOME}/Keys`);
    expect([...keys].sort()).toEqual([`${own}.key`, `${shared}.exportable.key`].sort());
    for (const name of keys) expect(files.mode(`${HOME}/Keys/${name}`)).toBe(0o600);
  });

  test('a certificate begins with what people want to know', async () => {
    const {thumbprint, spki} = await bench.obtain(connection);
    const [name, subject, valid, begin] = files.text(`${HOME}/My/${thumbprint}.pem`).split('\n');
    expect(name).toMatch(new RegExp(`^friendlyName: Default - ${FE01} \\[cscert ${spki.slice(0, 8)} [0-9a-f]{8}\\]$`));
    expect(subject).toContain(`CN=${FE01}`);
    expect(valid).toMatch(/^valid: 2026-03-01T12:00:00.*Z to 2027-03-01T12:00:00.*Z$/);
    expect(begin).toBe('-----BEGIN CERTIFICATE-----');
  });

  test('a finished installation leaves no request, and a finished lock no file', async () => {
    await bench.do(connection, {do: 'lock', lock: lockInfo('dead', bench.clock)});
    bench.clock.pass(61_000);
    await bench.do(connection, {do: 'lock', lock: lockInfo('next', bench.clock)});
    await bench.obtain(connection);
    await bench.do(connection, {do: 'unlock', id: 'next'});
    expect(files.tree(HOME).filter(path => /^(Request|lock)/.test(path))).toEqual([]);
  });
});

describe('several assignments', () => {
  const usages = ['WebServicesInternal', 'Default', 'WebServicesExternal'] as const;

  test('are one change of one file, so that nobody sees a server with some of them', async () => {
    const {thumbprint} = await bench.obtain(connection);
    const write = jest.spyOn(files, 'write');
    const steps = usages.map(usage => ({do: 'assign', usage, thumbprint}) as const);
    const results = await connection.perform(FE01, steps, callContext(bench.clock));
    expect(results.map(({outcome}) => outcome)).toEqual(['done', 'done', 'done']);
    expect(write.mock.calls.map(([path]) => path)).toEqual([`${HOME}/assigned.json`]);
  });

  test('that cannot be written fail from the first that was to change', async () => {
    const {thumbprint} = await bench.obtain(connection);
    await bench.do(connection, {do: 'assign', usage: 'WebServicesInternal', thumbprint});
    const full = Object.assign(new Error('ENOSPC: no space left on device'), {code: 'ENOSPC'});
    jest.spyOn(files, 'write').mockRejectedValue(full);
    const steps = usages.map(usage => ({do: 'assign', usage, thumbprint}) as const);
    const results = await connection.perform(FE01, steps, callContext(bench.clock));
    expect(results.map(({outcome}) => outcome)).toEqual(['already-done', 'failed']);
    expect(JSON.parse(files.text(`${HOME}/assigned.json`)).usages).toEqual({
      WebServicesInternal: expect.objectContaining({current: thumbprint}),
    });
  });
});

describe('a lock', () => {
  test('is neither taken nor renewed when the folder is no folder of stores any more', async () => {
    await bench.do(connection, {do: 'lock', lock: lockInfo('run', bench.clock)});
    await files.remove(`${ROOT}/.cscert-stores`);
    const results = await connection.perform(
      FE01,
      [{do: 'lock', lock: lockInfo('run', bench.clock)}],
      callContext(bench.clock),
    );
    expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'STORE_ROOT_UNMARKED'}}]);
  });

  const id = async () => (await connection.lockOf(FE01, callContext(bench.clock)))?.id;

  test('whose owner wakes up late cannot be renewed or released by it', async () => {
    await bench.do(connection, {do: 'lock', lock: lockInfo('late', bench.clock)});
    bench.clock.pass(61_000);
    await bench.do(connection, {do: 'lock', lock: lockInfo('next', bench.clock)});
    for (const step of [
      {do: 'lock', lock: lockInfo('late', bench.clock)},
      {do: 'unlock', id: 'late'},
    ] as const) {
      const results = await connection.perform(FE01, [step], callContext(bench.clock));
      expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'LOCK_HELD'}}]);
    }
    expect(await id()).toBe('next');
  });

  test('that expired is renewed by its owner when nobody else has come', async () => {
    await bench.do(connection, {do: 'lock', lock: lockInfo('late', bench.clock)});
    bench.clock.pass(61_000);
    const renewed = await bench.do(connection, {do: 'lock', lock: lockInfo('late', bench.clock)});
    expect(renewed.warning).toBeUndefined();
    await bench.do(connection, {do: 'unlock', id: 'late'});
    expect(await id()).toBeUndefined();
  });

  test('that expires while its owner renews or releases it is had by one alone', async () => {
    const perform = (step: Step) => connection.perform(FE01, [step], callContext(bench.clock));
    const take = (taker: string) => perform({do: 'lock', lock: lockInfo(taker, bench.clock)});
    const renew = () => perform({do: 'lock', lock: lockInfo('late', bench.clock), again: true});
    for (const change of [renew, () => perform({do: 'unlock', id: 'late'})]) {
      await take('late');
      bench.clock.pass(59_000);
      // Just before the owner changes anything, its lease is over, and another one comes.
      let taken: Promise<readonly StepResult[]> | undefined;
      const meanwhile = async (): Promise<void> => {
        if (taken !== undefined) return;
        bench.clock.pass(2000);
        taken = take('other');
        await taken;
      };
      const first =
        <A extends readonly unknown[], T>(work: (...args: A) => Promise<T>) =>
        async (...args: A): Promise<T> => {
          await meanwhile();
          return work.apply(files, args as never);
        };
      const {write, create, remove} = files;
      Object.assign(files, {write: first(write), create: first(create), remove: first(remove)});
      const [changed] = await change();
      Object.assign(files, {write, create, remove});
      const [other] = (await taken) ?? [];
      const holder = await id();
      expect({other: other?.outcome, holder}).toEqual({other: 'done', holder: 'other'});
      expect(changed).toMatchObject({outcome: 'failed'});
      await bench.do(connection, {do: 'unlock', id: 'other'});
    }
  });

  test('that expired is released by its owner, or taken over by another, never both', async () => {
    for (let round = 0; round < 20; round++) {
      await bench.do(connection, {do: 'lock', lock: lockInfo('late', bench.clock)});
      bench.clock.pass(61_000);
      const takers = ['a', 'b', 'c'].map(taker =>
        connection.perform(FE01, [{do: 'lock', lock: lockInfo(taker, bench.clock)}], callContext(bench.clock)),
      );
      const release = connection.perform(FE01, [{do: 'unlock', id: 'late'}], callContext(bench.clock));
      const won = (await Promise.all(takers)).map(([result]) => result?.outcome === 'done');
      await release;
      const winners = ['a', 'b', 'c'].filter((_, index) => won[index]);
      expect(winners.length).toBeLessThanOrEqual(1);
      expect(await id()).toBe(winners[0]);
      if (winners[0]) await bench.do(connection, {do: 'unlock', id: winners[0]});
    }
  });
});

describe('replication', () => {
  const assign = (thumbprint: string) => ({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint}) as const;

  test('a broken server does not stop it: the others get it, and a warning names the one', async () => {
    await bench.do(connection, {do: 'unlock', id: 'nobody'}, FE02);
    await files.write(`${ROOT}/${FE02}/replicated.json`, 'broken', {mode: 0o600});
    const {thumbprint} = await bench.obtain(connection, OAUTH);
    const result = await bench.do(connection, assign(thumbprint));
    expect(result).toMatchObject({outcome: 'done', warning: {code: 'REPLICATION_INCOMPLETE', severity: 'warning'}});
    expect(result.warning?.detail).toContain(FE02);
  });

  test('what a server lost is brought again by assigning there', async () => {
    await bench.do(connection, {do: 'unlock', id: 'nobody'}, FE02);
    const {thumbprint, spki} = await bench.obtain(connection, OAUTH);
    await bench.do(connection, assign(thumbprint));
    const home = `${ROOT}/${FE02}`;
    for (const path of ['replicated.json', `My/${thumbprint}.pem`, `Keys/${spki}.exportable.key`]) {
      const whole = files.text(`${home}/${path}`);
      await files.remove(`${home}/${path}`);
      expect((await bench.do(connection, assign(thumbprint), FE02)).outcome).toBe('done');
      expect(files.text(`${home}/${path}`)).toBe(whole);
      expect((await bench.do(connection, assign(thumbprint), FE02)).outcome).toBe('already-done');
    }
  });

  test.each(['the key', 'the certificate', 'all'])(
    '%s of what is in use, lost in the global store, comes back from a server, and the next one is assigned',
    async what => {
      const first = await bench.obtain(connection, OAUTH);
      await bench.do(connection, assign(first.thumbprint));
      const [my, key] = [`My/${first.thumbprint}.pem`, `Keys/${first.spki}.exportable.key`];
      for (const path of what === 'all' ? [my, key] : [what === 'the key' ? key : my])
        await files.remove(`${ROOT}/global/${path}`);
      const second = await bench.obtain(connection, OAUTH, FE02);
      const at = new Date(bench.clock.now().getTime() + 86_400_000).toISOString();
      expect((await bench.do(connection, {...assign(second.thumbprint), at}, FE02)).outcome).toBe('done');
      for (const path of [my, key])
        expect(files.text(`${ROOT}/global/${path}`)).toBe(files.text(`${ROOT}/${FE01}/${path}`));
    },
  );

  test('what neither the global store nor any server has is told', async () => {
    const {thumbprint, spki} = await bench.obtain(connection, OAUTH);
    await bench.do(connection, assign(thumbprint));
    for (const place of ['global', FE01]) await files.remove(`${ROOT}/${place}/Keys/${spki}.exportable.key`);
    const second = await bench.obtain(connection, OAUTH);
    const at = new Date(bench.clock.now().getTime() + 86_400_000).toISOString();
    const [result] = await connection.perform(FE01, [{...assign(second.thumbprint), at}], callContext(bench.clock));
    expect(result).toMatchObject({
      outcome: 'failed',
      problem: {code: 'KEY_MISSING', detail: expect.stringContaining(`global/My/${thumbprint}.pem has no private key`)},
    });
  });

  test('of two that assign at the same time no one reports what is not so', async () => {
    const here = await bench.obtain(connection, OAUTH);
    const there = await bench.obtain(connection, OAUTH, FE02);
    const [first, second] = await Promise.all([
      connection.perform(FE01, [assign(here.thumbprint)], callContext()),
      connection.perform(FE02, [assign(there.thumbprint)], callContext()),
    ]);
    const current = JSON.parse(files.text(`${ROOT}/global/assigned.json`)).usages.OAuthTokenIssuer.current;
    const outcomes = {[here.thumbprint]: first[0]?.outcome, [there.thumbprint]: second[0]?.outcome};
    expect(Object.keys(outcomes)).toContain(current);
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'done')).toEqual([[current, 'done']]);
  });

  test("a server's own assignments and the global ones do not touch each other", async () => {
    const own = await bench.obtain(connection);
    const shared = await bench.obtain(connection, OAUTH);
    await bench.do(connection, {do: 'assign', usage: 'Default', thumbprint: own.thumbprint});
    await bench.do(connection, assign(shared.thumbprint));
    const renewed = await bench.obtain(connection, OAUTH);
    await bench.do(connection, assign(renewed.thumbprint));
    expect((await bench.read(connection)).assigned).toEqual({
      ok: {
        Default: {current: own.thumbprint, since: NOON},
        OAuthTokenIssuer: {current: renewed.thumbprint, previous: shared.thumbprint, since: NOON, replicated: true},
      },
    });
    await bench.do(connection, {do: 'dropPrevious', usage: 'OAuthTokenIssuer'});
    expect((await bench.read(connection)).assigned).toMatchObject({
      ok: {OAuthTokenIssuer: {current: renewed.thumbprint, replicated: true}},
    });
    await bench.do(connection, {do: 'remove', thumbprint: shared.thumbprint});
  });
});

realPart('OpenSSL', hasOpenssl()).describe('OpenSSL', () => {
  const workshop = openWorkshop();
  afterEach(() => workshop.remove());

  test('reads certificates, keys and requests as they lie there', async () => {
    const {spki} = (await bench.do(connection, createRequestStep(spec(FE01)))).after;
    const {thumbprint} = await bench.obtain(connection, spec(FE01));
    const path = (name: string) => `${HOME}/${name}`;
    workshop.write('request.p10', files.text(path(`Request/${spki}.p10`)));
    workshop.write('request.key', files.text(path(`Keys/${spki}.key`)));
    workshop.write('certificate.pem', files.text(path(`My/${thumbprint}.pem`)));
    workshop.openssl('req', '-in', 'request.p10', '-verify', '-noout');
    workshop.openssl('pkey', '-in', 'request.key', '-check', '-noout');
    expect(workshop.openssl('x509', '-in', 'certificate.pem', '-noout', '-fingerprint').replaceAll(':', '')).toContain(
      thumbprint,
    );
  });
});
