/**
 * What every connection must do, told from the easy to the hard. Each test is a sequence of steps; after each the
 * server reads as it should, and doing the same again is `already-done`. Whoever writes a connection makes the tests
 * pass from the top.
 */
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Assignments, HolderState, PendingRequest} from '../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../src/core/model/certificate.ts';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import type {Usage} from '../../src/core/model/usage.ts';
import type {Connection, Step, StepFacts, StepResult} from '../../src/engine/ports/connection.ts';
import {readRequest} from '../../src/x509/request.ts';
import {FakeAuthority} from '../support/fake-authority.ts';
import {callContext, createRequestStep, lockInfo, spec, type TestClock} from '../support/world.ts';

/** A connection to servers on which nothing was done yet, and how to leave nothing behind. */
export interface ConnectionRig {
  readonly connection: Connection;
  readonly clock: TestClock;
  close(): Promise<void>;
}

const FE01 = 'fe01.contoso.com';
const FE02 = 'fe02.contoso.com';
const FE03 = 'fe03.contoso.com';
const EDGE01 = 'edge01.contoso.com';

/** Every step there is. */
const STEPS = {
  lock: true,
  unlock: true,
  trust: true,
  createRequest: true,
  note: true,
  relay: true,
  enroll: true,
  findEnrolled: true,
  takeEnrolled: true,
  install: true,
  mark: true,
  assign: true,
  dropPrevious: true,
  discardRequest: true,
  remove: true,
  oweRestart: true,
  restart: true,
  exportShared: true,
  importShared: true,
} as const satisfies Record<Step['do'], true>;

export function describeConnection(name: string, make: () => Promise<ConnectionRig>): void {
  describe(`${name}: what every connection does`, () => {
    let rig: ConnectionRig;
    let ca: FakeAuthority;
    beforeEach(async () => {
      rig = await make();
      ca = new FakeAuthority(rig.clock.now());
    });
    afterEach(() => rig.close());

    const cx = () => callContext(rig.clock);
    const perform = (server: string, ...steps: readonly Step[]) => rig.connection.perform(server, steps, cx());

    async function read(server = FE01): Promise<HolderState> {
      const state = await rig.connection.read(server, {deep: true}, cx());
      if ('problem' in state) throw new Error(state.problem.detail);
      return state.ok;
    }
    /** As a plan writes it, without milliseconds. */
    const moment = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');
    const inSeconds = (seconds: number): string => moment(rig.clock.now().getTime() + seconds * 1000);
    const my = async (server = FE01) => okOf((await read(server)).stores.My);
    const pending = async (server = FE01) => okOf((await read(server)).requests);
    /** Not every connection knows since when a usage points to a certificate; some write moments with milliseconds. */
    const assigned = async (server = FE01): Promise<Assignments> => {
      const entries = Object.entries(okOf((await read(server)).assigned));
      return Object.fromEntries(
        entries.map(([usage, {since: _, staged, ...rest}]) => [
          usage,
          staged === undefined ? rest : {...rest, staged: {...staged, at: moment(Date.parse(staged.at))}},
        ]),
      );
    };

    /** Does a step, then again: the first time it is done, the second time it was done already. */
    async function does(step: Step, server = FE01): Promise<StepFacts> {
      const first = successOf(await perform(server, step));
      expect(first.outcome).toBe('done');
      const second = successOf(await perform(server, step));
      expect(second).toEqual({outcome: 'already-done', after: second.after});
      return first.after;
    }

    async function fails(step: Step, server = FE01): Promise<string> {
      const [result, ...more] = await perform(server, step);
      expect(more).toEqual([]);
      if (result?.outcome !== 'failed') throw new Error(`${step.do} did not fail`);
      expect(result.problem.detail).not.toBe('');
      return result.problem.code;
    }

    async function ask(wanted: CertificateSpec, server = FE01): Promise<PendingRequest> {
      const {spki} = successOf(await perform(server, createRequestStep(wanted))).after;
      const request = (await pending(server)).find(candidate => candidate.spki === spki);
      if (request === undefined) throw new Error('the request is not there');
      return request;
    }

    async function issue(request: PendingRequest): Promise<{leaf: string; chain: readonly string[]}> {
      const order = {...request, spec: spec(FE01), server: FE01, slot: `fepool01.contoso.com/${FE01}/default`};
      const answer = await ca.submit(order, async () => undefined, cx());
      if (answer.state !== 'issued') throw new Error(`the authority answered ${answer.state}`);
      return answer;
    }

    async function obtain(wanted = spec(FE01), server = FE01): Promise<StoredCertificate> {
      const request = await ask(wanted, server);
      await does({do: 'install', spki: request.spki, ...(await issue(request))}, server);
      const found = (await my(server)).find(({spki}) => spki === request.spki);
      if (found === undefined) throw new Error('the certificate is not there');
      return found;
    }

    test('a server on which nothing was done has empty stores, no requests and no assignments', async () => {
      expect(await read()).toEqual({
        at: rig.clock.now().toISOString(),
        stores: {My: {ok: []}, CA: {ok: []}, Root: {ok: []}},
        requests: {ok: []},
        assigned: {ok: {}},
      });
    });

    test('a CA is trusted: its root goes into Root and its intermediate into CA, each once', async () => {
      await does({do: 'trust', store: 'Root', der: ca.root});
      await does({do: 'trust', store: 'CA', der: ca.issuing});
      const {stores} = await read();
      expect(okOf(stores.Root).map(({der}) => der)).toEqual([ca.root]);
      expect(okOf(stores.CA).map(({der}) => der)).toEqual([ca.issuing]);
    });

    test('an intermediate never gets into Root', async () => {
      expect(await fails({do: 'trust', store: 'Root', der: ca.issuing})).toBe('ROOT_NOT_SELF_ISSUED');
      expect(okOf((await read()).stores.Root)).toEqual([]);
    });

    test('a request is durable with its key, and asks for what is declared', async () => {
      const wanted = spec(FE01, {names: [FE01, 'sip.contoso.com'].map(value => ({value, reasons: ['test']}))});
      const request = await ask(wanted);
      expect(request).toMatchObject({
        specDigest: createRequestStep(wanted).specDigest,
        friendlyName: `Default - ${FE01}`,
        authority: 'corp',
        createdAt: rig.clock.now().toISOString(),
        progress: {state: 'created'},
      });
      const facts = readRequest(Buffer.from(request.csr, 'base64'));
      expect(facts.signatureValid).toBe(true);
      expect(facts.spki).toBe(request.spki);
      expect(facts.names.map(({value}) => value)).toEqual([FE01, 'sip.contoso.com']);
    });

    test('a second request for the same declaration has a key of its own', async () => {
      const first = await ask(spec(FE01));
      const second = await ask(spec(FE01));
      expect(second.spki).not.toBe(first.spki);
      expect(await pending()).toHaveLength(2);
    });

    test('how far a request got is kept with it', async () => {
      const {spki} = await ask(spec(FE01));
      const at = rig.clock.now().toISOString();
      for (const progress of [
        {state: 'sent', at},
        {state: 'waiting', ticket: '4711', since: at},
        {state: 'denied', reason: 'not like this', at},
      ] as const) {
        await does({do: 'note', spki, progress});
        expect((await pending())[0]?.progress).toEqual(progress);
      }
    });

    test('a certificate is joined with its key: marked, with its intermediate in CA, and no root anywhere', async () => {
      const request = await ask(spec(FE01));
      const {leaf, chain} = await issue(request);
      await does({do: 'install', spki: request.spki, leaf, chain: [...chain, ca.root]});
      expect(await my()).toMatchObject([
        {
          der: leaf,
          hasPrivateKey: true,
          exportable: false,
          friendlyName: `Default - ${FE01}`,
          mark: {spki: request.spki.slice(0, 8), spec: request.specDigest.slice(0, 8)},
        },
      ]);
      expect(await pending()).toEqual([]);
      const {stores} = await read();
      expect(okOf(stores.CA).map(({der}) => der)).toEqual([ca.issuing]);
      expect(okOf(stores.Root)).toEqual([]);
    });

    test("the CA's ticket stays with the certificate, also when it is renamed", async () => {
      const request = await ask(spec(FE01));
      const since = rig.clock.now().toISOString();
      await does({do: 'note', spki: request.spki, progress: {state: 'waiting', ticket: '4711', since}});
      const {thumbprint = ''} = await does({do: 'install', spki: request.spki, ...(await issue(request))});
      expect((await my())[0]?.mark?.ticket).toBe('4711');
      await does({do: 'mark', thumbprint, friendlyName: 'Renamed', specDigest: 'ab'.repeat(32)});
      expect((await my())[0]).toMatchObject({friendlyName: 'Renamed', mark: {spec: 'abababab', ticket: '4711'}});
    });

    test('a certificate for another key is refused, and the request stays', async () => {
      const mine = await ask(spec(FE01));
      const answer = await issue(await ask(spec(FE02), FE02));
      expect(await fails({do: 'install', spki: mine.spki, ...answer})).toBe('CERTIFICATE_WRONG_KEY');
      expect(await my()).toEqual([]);
      expect((await pending()).map(({spki}) => spki)).toEqual([mine.spki]);
    });

    test('a chain that holds what is no CA is refused, and nothing of it is stored', async () => {
      const stranger = await obtain(spec(FE02), FE02);
      const request = await ask(spec(FE01));
      const {leaf, chain} = await issue(request);
      const step = {do: 'install', spki: request.spki, leaf, chain: [...chain, stranger.der]} as const;
      expect(await fails(step)).toBe('CHAIN_NOT_A_CA');
      expect(okOf((await read()).stores.CA)).toEqual([]);
      expect(await my()).toEqual([]);
    });

    test('assigning points a usage to a certificate; renewing remembers the one before', async () => {
      const old = (await obtain()).thumbprint;
      await does({do: 'assign', usage: 'Default', thumbprint: old});
      await does({do: 'assign', usage: 'WebServicesInternal', thumbprint: old});
      const renewed = (await obtain()).thumbprint;
      await does({do: 'assign', usage: 'Default', thumbprint: renewed});
      expect(await assigned()).toEqual({
        Default: {current: renewed, previous: old},
        WebServicesInternal: {current: old},
      });
      await does({do: 'dropPrevious', usage: 'Default'});
      expect((await assigned())['Default']).toEqual({current: renewed});
    });

    test('several usages are assigned in one call, each with a result of its own', async () => {
      const [old, renewed] = [(await obtain()).thumbprint, (await obtain()).thumbprint];
      const to = (thumbprint: string, ...usages: readonly Usage[]) =>
        usages.map(usage => ({do: 'assign', usage, thumbprint}) as const);
      await does({do: 'assign', usage: 'WebServicesInternal', thumbprint: renewed});
      const all = await perform(
        FE01,
        ...to(old, 'Default'),
        ...to(renewed, 'WebServicesInternal', 'WebServicesExternal'),
      );
      expect(all.map(({outcome}) => outcome)).toEqual(['done', 'already-done', 'done']);
      expect(await assigned()).toEqual({
        Default: {current: old},
        WebServicesInternal: {current: renewed},
        WebServicesExternal: {current: renewed},
      });
    });

    test('of several usages those before one that cannot be assigned are, and those after it are left', async () => {
      const {thumbprint} = await obtain();
      const results = await perform(
        FE01,
        {do: 'assign', usage: 'Default', thumbprint},
        {do: 'assign', usage: 'WebServicesInternal', thumbprint: 'AB'.repeat(20)},
        {do: 'assign', usage: 'WebServicesExternal', thumbprint},
      );
      expect(results).toMatchObject([{outcome: 'done'}, {outcome: 'failed', problem: {code: 'CERTIFICATE_MISSING'}}]);
      expect(results).toHaveLength(2);
      expect(await assigned()).toEqual({Default: {current: thumbprint}});
    });

    test('what is not there cannot be assigned', async () => {
      expect(await fails({do: 'assign', usage: 'Default', thumbprint: 'AB'.repeat(20)})).toBe('CERTIFICATE_MISSING');
      expect(await assigned()).toEqual({});
    });

    test('an assigned certificate is not removed; a superseded one is', async () => {
      const old = (await obtain()).thumbprint;
      const renewed = (await obtain()).thumbprint;
      await does({do: 'assign', usage: 'Default', thumbprint: old});
      expect(await fails({do: 'remove', thumbprint: old})).toBe('CERTIFICATE_ASSIGNED');
      await does({do: 'assign', usage: 'Default', thumbprint: renewed});
      expect(await fails({do: 'remove', thumbprint: old})).toBe('CERTIFICATE_ASSIGNED');
      await does({do: 'dropPrevious', usage: 'Default'});
      await does({do: 'remove', thumbprint: old});
      expect((await my()).map(({thumbprint}) => thumbprint)).toEqual([renewed]);
    });

    test('a discarded request is gone; its certificate can no longer be installed', async () => {
      const request = await ask(spec(FE01));
      const answer = await issue(request);
      await does({do: 'discardRequest', spki: request.spki});
      expect(await pending()).toEqual([]);
      const code = await fails({do: 'install', spki: request.spki, ...answer});
      expect(['KEY_MISSING', 'REQUEST_MISSING']).toContain(code);
    });

    test('discarding a request that was answered leaves the key of its certificate alone', async () => {
      const {spki} = await obtain();
      expect(successOf(await perform(FE01, {do: 'discardRequest', spki})).outcome).toBe('already-done');
      expect((await my())[0]?.hasPrivateKey).toBe(true);
    });

    test('a global certificate reaches every server, those of later too', async () => {
      await perform(FE02, {do: 'trust', store: 'Root', der: ca.root});
      const wanted = spec('contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});
      const {thumbprint} = await obtain(wanted);
      await does({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint});
      await perform(FE03, {do: 'trust', store: 'Root', der: ca.root});
      for (const server of [FE01, FE02, FE03]) {
        expect(await assigned(server)).toEqual({OAuthTokenIssuer: {current: thumbprint, replicated: true}});
        expect(await my(server)).toMatchObject([{thumbprint, hasPrivateKey: true, mark: expect.anything()}]);
        const again = await perform(server, {do: 'assign', usage: 'OAuthTokenIssuer', thumbprint});
        expect(successOf(again).outcome).toBe('already-done');
      }
    });

    test('a certificate that is staged takes over at its moment, and not before', async () => {
      const old = (await obtain(spec(EDGE01), EDGE01)).thumbprint;
      await does({do: 'assign', usage: 'AudioVideoAuthentication', thumbprint: old}, EDGE01);
      const next = (await obtain(spec(EDGE01), EDGE01)).thumbprint;
      const at = inSeconds(3600);
      await does({do: 'assign', usage: 'AudioVideoAuthentication', thumbprint: next, at}, EDGE01);
      expect(await assigned(EDGE01)).toEqual({
        AudioVideoAuthentication: {current: old, staged: {thumbprint: next, at}},
      });
      expect(await fails({do: 'remove', thumbprint: next}, EDGE01)).toBe('CERTIFICATE_ASSIGNED');
      rig.clock.pass(3_599_000);
      expect((await assigned(EDGE01))['AudioVideoAuthentication']?.current).toBe(old);
      rig.clock.pass(1_000);
      expect(await assigned(EDGE01)).toEqual({AudioVideoAuthentication: {current: next, previous: old}});
      const again = await perform(EDGE01, {do: 'assign', usage: 'AudioVideoAuthentication', thumbprint: next});
      expect(successOf(again).outcome).toBe('already-done');
      await does({do: 'dropPrevious', usage: 'AudioVideoAuthentication'}, EDGE01);
      expect(await assigned(EDGE01)).toEqual({AudioVideoAuthentication: {current: next}});
    });

    test('what is staged can be staged for another moment, or assigned at once', async () => {
      const old = (await obtain(spec(EDGE01), EDGE01)).thumbprint;
      await does({do: 'assign', usage: 'AudioVideoAuthentication', thumbprint: old}, EDGE01);
      const next = (await obtain(spec(EDGE01), EDGE01)).thumbprint;
      const staged = {do: 'assign', usage: 'AudioVideoAuthentication', thumbprint: next} as const;
      await does({...staged, at: inSeconds(3600)}, EDGE01);
      await does({...staged, at: inSeconds(7200)}, EDGE01);
      expect((await assigned(EDGE01))['AudioVideoAuthentication']?.staged).toEqual({
        thumbprint: next,
        at: inSeconds(7200),
      });
      await does(staged, EDGE01);
      expect(await assigned(EDGE01)).toEqual({AudioVideoAuthentication: {current: next, previous: old}});
    });

    test('what is staged is dropped when what is in use is assigned again', async () => {
      const old = (await obtain(spec(EDGE01), EDGE01)).thumbprint;
      const own = {do: 'assign', usage: 'AudioVideoAuthentication', thumbprint: old} as const;
      await does(own, EDGE01);
      const next = (await obtain(spec(EDGE01), EDGE01)).thumbprint;
      await does({...own, thumbprint: next, at: inSeconds(3600)}, EDGE01);
      await does(own, EDGE01);
      expect((await assigned(EDGE01))['AudioVideoAuthentication']).toMatchObject({current: old});
      expect((await assigned(EDGE01))['AudioVideoAuthentication']).not.toHaveProperty('staged');
      expect(successOf(await perform(EDGE01, own)).outcome).toBe('already-done');
      rig.clock.pass(3_600_000);
      expect((await assigned(EDGE01))['AudioVideoAuthentication']?.current).toBe(old);
    });

    test('what is staged for the deployment is dropped on every server', async () => {
      await perform(FE02, {do: 'trust', store: 'Root', der: ca.root});
      const wanted = spec('contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});
      const old = (await obtain(wanted)).thumbprint;
      const own = {do: 'assign', usage: 'OAuthTokenIssuer', thumbprint: old} as const;
      await does(own);
      const next = (await obtain(wanted)).thumbprint;
      await does({...own, thumbprint: next, at: inSeconds(3600)});
      await does(own);
      rig.clock.pass(3_600_000);
      for (const server of [FE01, FE02]) {
        expect((await assigned(server))['OAuthTokenIssuer']).toMatchObject({current: old, replicated: true});
        expect((await assigned(server))['OAuthTokenIssuer']).not.toHaveProperty('staged');
      }
    });

    test('a global certificate is staged on every server', async () => {
      await perform(FE02, {do: 'trust', store: 'Root', der: ca.root});
      const wanted = spec('contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable: true}});
      const old = (await obtain(wanted)).thumbprint;
      await does({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint: old});
      const next = (await obtain(wanted)).thumbprint;
      const at = inSeconds(3600);
      await does({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint: next, at});
      for (const server of [FE01, FE02]) {
        const expected = {current: old, staged: {thumbprint: next, at}, replicated: true};
        expect(await assigned(server)).toEqual({OAuthTokenIssuer: expected});
        expect((await my(server)).find(({thumbprint}) => thumbprint === next)?.hasPrivateKey).toBe(true);
      }
      rig.clock.pass(3_600_000);
      for (const server of [FE01, FE02]) {
        const expected = {current: next, previous: old, replicated: true};
        expect(await assigned(server)).toEqual({OAuthTokenIssuer: expected});
      }
    });

    test('a global certificate whose key must stay is refused', async () => {
      const {thumbprint} = await obtain(spec('contoso.com'));
      expect(await fails({do: 'assign', usage: 'OAuthTokenIssuer', thumbprint})).toBe('KEY_NOT_EXPORTABLE');
      expect(await assigned()).toEqual({});
    });

    test('a lock is held by one, renewed by its owner, and given back', async () => {
      const mine = lockInfo('mine', rig.clock);
      const others = lockInfo('other', rig.clock);
      await does({do: 'lock', lock: mine});
      expect(await rig.connection.lockOf(FE01, cx())).toEqual(mine);
      expect(await fails({do: 'lock', lock: others})).toBe('LOCK_HELD');
      expect(await fails({do: 'unlock', id: 'other'})).toBe('LOCK_HELD');
      rig.clock.pass(30_000);
      const renewed = {...mine, lease: lockInfo('mine', rig.clock).lease};
      await does({do: 'lock', lock: renewed});
      expect(await rig.connection.lockOf(FE01, cx())).toEqual(renewed);
      await does({do: 'unlock', id: 'mine'});
      expect(await rig.connection.lockOf(FE01, cx())).toBeUndefined();
      await does({do: 'lock', lock: others});
    });

    test('an expired lock is taken over, with a warning that names its owner', async () => {
      await does({do: 'lock', lock: lockInfo('dead', rig.clock)});
      rig.clock.pass(61_000);
      const result = successOf(await perform(FE01, {do: 'lock', lock: lockInfo('next', rig.clock)}));
      expect(result.warning).toMatchObject({severity: 'warning', code: 'LOCK_TAKEN_OVER'});
      expect(result.warning?.detail).toContain('dead@runner');
      expect((await rig.connection.lockOf(FE01, cx()))?.id).toBe('next');
      expect(await fails({do: 'unlock', id: 'dead'})).toBe('LOCK_HELD');
      await does({do: 'unlock', id: 'next'});
      expect(await rig.connection.lockOf(FE01, cx())).toBeUndefined();
    });

    test('a lock is had for longer only by who has it, whether or not its lease has run out', async () => {
      const again = (id: string) => ({do: 'lock', lock: lockInfo(id, rig.clock), again: true}) as const;
      expect(await fails(again('mine'))).toBe('LOCK_LOST');
      expect(await rig.connection.lockOf(FE01, cx())).toBeUndefined();
      await does({do: 'lock', lock: lockInfo('mine', rig.clock)});
      for (const passed of [30_000, 61_000]) {
        rig.clock.pass(passed);
        await does(again('mine'));
        expect(await rig.connection.lockOf(FE01, cx())).toEqual(lockInfo('mine', rig.clock));
      }
      rig.clock.pass(61_000);
      expect(await fails(again('other'))).toBe('LOCK_LOST');
      await does({do: 'lock', lock: lockInfo('other', rig.clock)});
      expect(await fails(again('mine'))).toBe('LOCK_LOST');
      rig.clock.pass(61_000);
      expect(await fails(again('mine'))).toBe('LOCK_LOST');
      expect((await rig.connection.lockOf(FE01, cx()))?.id).toBe('other');
      await does({do: 'unlock', id: 'other'});
      expect(await fails(again('mine'))).toBe('LOCK_LOST');
    });

    test('a lock is had for longer also while other steps are being done on the server', async () => {
      await does({do: 'lock', lock: lockInfo('mine', rig.clock)});
      rig.clock.pass(20_000);
      const renewed = lockInfo('mine', rig.clock);
      const [made, ...renewals] = await Promise.all([
        perform(FE01, createRequestStep(spec(FE01)), {do: 'trust', store: 'Root', der: ca.root}),
        perform(FE01, {do: 'lock', lock: renewed, again: true}),
      ]);
      expect(made.map(({outcome}) => outcome)).toEqual(['done', 'done']);
      expect(renewals).toMatchObject([[{outcome: 'done'}]]);
      expect(await rig.connection.lockOf(FE01, cx())).toEqual(renewed);
      expect(await pending()).toHaveLength(1);
      expect(okOf((await read()).stores.Root)).toHaveLength(1);
    });

    test('what has become impossible meanwhile is not begun, and says why; what was begun is done', async () => {
      const problem = {
        severity: 'error',
        code: 'LOCK_LOST',
        summary: 'It is lost',
        detail: 'Somebody has it.',
      } as const;
      const whyNot = async () => (okOf((await read()).stores.Root).length > 0 ? problem : undefined);
      const steps = [{do: 'trust', store: 'Root', der: ca.root}, {do: 'oweRestart'}, {do: 'oweRestart'}] as const;
      const results = await rig.connection.perform(FE01, steps, {...cx(), whyNot});
      expect(results).toMatchObject([{outcome: 'done'}, {outcome: 'failed', problem}]);
      expect(results).toHaveLength(2);
      expect((await read()).restartOwed).toBeUndefined();
    });

    test.each([
      ['a free lock', 0],
      ['an expired lock', 61_000],
    ])('of ten who want %s at the same moment exactly one gets it', async (_title, passed) => {
      if (passed > 0) await does({do: 'lock', lock: lockInfo('dead', rig.clock)});
      rig.clock.pass(passed);
      const ids = Array.from({length: 10}, (_, index) => `taker-${index}`);
      const results = await Promise.all(ids.map(id => perform(FE01, {do: 'lock', lock: lockInfo(id, rig.clock)})));
      const winners = ids.filter((_, index) => results[index]?.[0]?.outcome === 'done');
      expect(winners).toHaveLength(1);
      expect((await rig.connection.lockOf(FE01, cx()))?.id).toBe(winners[0]);
    });

    test('steps are done in order, and the first failure ends them', async () => {
      const results = await perform(
        FE01,
        {do: 'trust', store: 'Root', der: ca.root},
        {do: 'assign', usage: 'Default', thumbprint: 'AB'.repeat(20)},
        {do: 'trust', store: 'CA', der: ca.issuing},
      );
      expect(results.map(({outcome}) => outcome)).toEqual(['done', 'failed']);
      expect(okOf((await read()).stores.CA)).toEqual([]);
    });

    test('nothing is begun after the run was cancelled', async () => {
      const stopped = callContext(rig.clock, AbortSignal.abort());
      const step = {do: 'trust', store: 'Root', der: ca.root} as const;
      const results = await rig.connection.perform(FE01, [step], stopped);
      expect(results).toMatchObject([{outcome: 'failed', problem: {code: 'STOPPED'}}]);
      expect(okOf((await read()).stores.Root)).toEqual([]);
    });

    test('a restart that is owed is remembered until it is done, by whoever does it', async () => {
      expect((await read()).restartOwed).toBeUndefined();
      await does({do: 'oweRestart'});
      const since = (await read()).restartOwed;
      expect(since).toBeDefined();
      await perform(FE01, {do: 'oweRestart'});
      expect((await read()).restartOwed).toBe(since);
      // Whoever asks for a restart wants new processes, however often.
      for (const _again of [1, 2])
        expect(successOf(await perform(FE01, {do: 'restart', services: []})).outcome).toBe('done');
      expect((await read()).restartOwed).toBeUndefined();
    });

    test('every step is done that the connection offers, and any other is refused in words', async () => {
      const refused: string[] = [];
      for (const name of Object.keys(STEPS) as readonly Step['do'][]) {
        // Without what it needs it ends badly in any case; whether anybody took it is the question.
        const [result] = await perform(FE01, {do: name} as Step).catch(() => []);
        if (result?.outcome === 'failed' && result.problem.code === 'STEP_NOT_SUPPORTED') refused.push(name);
      }
      const {steps} = rig.connection.can;
      expect([...refused, ...steps].toSorted()).toEqual(Object.keys(STEPS).toSorted());
    });

    test('a key of a size that the connection does not offer is refused, and leaves nothing', async () => {
      const size = 1024;
      expect(rig.connection.can.keySizes).not.toContain(size);
      const wanted = spec(FE01, {key: {algorithm: 'rsa', size, exportable: false}});
      expect(await fails(createRequestStep(wanted))).toBe('KEY_REFUSED');
      expect(await pending()).toEqual([]);
    });
  });
}

function okOf<T>(part: {readonly ok: T} | {readonly problem: {readonly detail: string}}): T {
  if ('problem' in part) throw new Error(part.problem.detail);
  return part.ok;
}

function successOf(results: readonly StepResult[]): Exclude<StepResult, {outcome: 'failed'}> {
  const last = results.at(-1);
  if (last === undefined) throw new Error('nothing was tried');
  if (last.outcome === 'failed') throw new Error(`${last.problem.code}: ${last.problem.detail}`);
  return last;
}
