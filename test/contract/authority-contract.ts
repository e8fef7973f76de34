/** What every authority must do, told from the easy to the hard. */
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {AuthorityChain} from '../../src/core/model/actual.ts';
import {EKU_OIDS} from '../../src/core/model/certificate.ts';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import type {Answer, Authority, Order} from '../../src/engine/ports/authority.ts';
import {verifyChain} from '../../src/x509/chain.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {generateKey, spkiHash} from '../../src/x509/key.ts';
import {createRequest} from '../../src/x509/request.ts';
import {callContext, spec, type TestClock} from '../support/world.ts';

/** An authority that was never used, and how to leave nothing behind. */
export interface AuthorityRig {
  readonly authority: Authority;
  readonly clock: TestClock;
  /** The same authority as another runner has it: nothing that was only in memory is there. */
  reopen(): Promise<Authority>;
  /** Who decides on what waits; absent where nothing ever does. */
  readonly person?: Person;
  close(): Promise<void>;
}

/**
 * What can be asked of it besides what every authority does. Said here as well as in its capabilities, so that one that is
 * taken away by mistake takes its tests away no more than one that is promised by mistake passes them.
 */
export interface Traits {
  /** A request that is handed in twice gets the same certificate. */
  readonly idempotent: boolean;
  /** What it issued is found by its public key. */
  readonly finds: boolean;
  /** It takes certificates back; or it lists what it issued and says where they are taken back; or it knows of none. */
  readonly revokes: 'itself' | 'elsewhere' | 'no';
  /** Its orders can wait for a person. */
  readonly waits: boolean;
  /** The person can say no. */
  readonly denies: boolean;
}

export interface Person {
  /** Has the next order wait, where the authority would answer at once. */
  hold?(): void;
  approve(order: Order, ticket: string): Promise<void>;
  deny?(order: Order, ticket: string, reason: string): Promise<void>;
}

const FE01 = 'fe01.contoso.com';
const noted = async (): Promise<void> => undefined;

/** An order as the engine hands it in: the key is made, the request is signed, nothing was sent. */
export async function orderFor(wanted: CertificateSpec): Promise<Order> {
  const key = await generateKey(wanted.key);
  const csr = createRequest({spec: wanted, key}).toString('base64');
  return {
    csr,
    spki: spkiHash(key),
    spec: wanted,
    server: FE01,
    slot: 'fepool01.contoso.com/fe01.contoso.com/default',
    progress: {state: 'created'},
  };
}

export function describeAuthority(name: string, make: () => Promise<AuthorityRig>, traits: Traits): void {
  describe(`${name}: what every authority does`, () => {
    let rig: AuthorityRig;
    beforeEach(async () => {
      rig = await make();
    });
    afterEach(() => rig.close());

    const cx = () => callContext(rig.clock);

    /** Hands an order in and sees to its answer. */
    async function submit(order: Order): Promise<Extract<Answer, {state: 'issued'}>> {
      const answer = await rig.authority.submit(order, noted, cx());
      if (answer.state !== 'waiting' || rig.person === undefined) return issuedOf(answer);
      const {progress} = waitingOf(answer);
      await rig.person.approve(order, progress.ticket);
      return issuedOf(await rig.authority.resume({...order, progress}, noted, cx()));
    }

    /** An order that waits, as the holder remembers it. */
    async function held(): Promise<{readonly order: Order; readonly ticket: string; readonly person: Person}> {
      const {person} = rig;
      if (person === undefined) throw new Error('nobody is here to decide');
      person.hold?.();
      const order = await orderFor(spec(FE01));
      const {progress} = waitingOf(await rig.authority.submit(order, noted, cx()));
      return {order: {...order, progress}, ticket: progress.ticket, person};
    }

    async function chain(): Promise<AuthorityChain> {
      const found = await rig.authority.chain({create: true}, cx());
      if ('problem' in found) throw new Error(found.problem.detail);
      if (found.ok === 'made on first use') throw new Error('the chain was not made');
      return found.ok;
    }

    test('it says of itself what is known of it, and has what that takes', () => {
      const {can, find, revoke} = rig.authority;
      expect({finds: can.find, idempotent: can.idempotent}).toEqual({
        finds: traits.finds,
        idempotent: traits.idempotent,
      });
      expect(find !== undefined).toBe(traits.finds);
      expect(can.revoke === true).toBe(traits.revokes === 'itself');
      expect(revoke !== undefined).toBe(traits.revokes !== 'no');
    });

    test('it tells its chain, and tells the same again', async () => {
      const before = await rig.authority.chain({create: false}, cx());
      if (rig.authority.can.chainKnownAtPlan) expect(before).toEqual({ok: await chain()});
      else expect(before).toEqual({ok: 'made on first use'});
      const made = await chain();
      expect(made.roots.map(der => readCertificate(Buffer.from(der, 'base64')).selfIssued)).toEqual([true]);
      expect(await chain()).toEqual(made);
      expect(await rig.authority.chain({create: false}, cx())).toEqual({ok: made});
    });

    test('it issues what is asked for, to the key that asked, below its own chain', async () => {
      const names = [FE01, 'fepool01.contoso.com', 'sip.contoso.com'].map(value => ({value, reasons: ['test']}));
      const wanted = spec(FE01, {names, eku: ['serverAuth', 'clientAuth']});
      const order = await orderFor(wanted);
      const {leaf, chain: sent} = await submit(order);
      const facts = readCertificate(Buffer.from(leaf, 'base64'));
      expect(facts.spki).toBe(order.spki);
      expect(facts.names).toEqual(names.map(({value}) => ({type: 'dns', value})));
      expect(facts.eku).toEqual([EKU_OIDS.serverAuth, EKU_OIDS.clientAuth]);
      expect(facts.keyUsage).toEqual(wanted.keyUsage);
      expect(facts.subject).toContainEqual({type: 'CN', value: FE01});
      const {roots} = await chain();
      const verdict = verifyChain({leaf, intermediates: sent, roots, at: rig.clock.now(), purpose: 'serverAuth'});
      expect(verdict).toMatchObject({ok: true});
    });

    test('two requests get two certificates with two serial numbers', async () => {
      const answers = [await submit(await orderFor(spec(FE01))), await submit(await orderFor(spec(FE01)))];
      const serials = answers.map(({leaf}) => readCertificate(Buffer.from(leaf, 'base64')).serial);
      expect(new Set(serials).size).toBe(2);
    });

    if (traits.idempotent) {
      test('a request that was handed in before is answered with the same certificate', async () => {
        const order = await orderFor(spec(FE01));
        const first = await submit(order);
        const sent = {...order, progress: {state: 'sent', at: rig.clock.now().toISOString()}} as const;
        expect(await submit(order)).toEqual(first);
        expect(issuedOf(await rig.authority.resume(sent, noted, cx()))).toEqual(first);
      });
    }

    if (traits.finds) {
      test('it is found by its public key, and an unknown key is not', async () => {
        const {authority} = rig;
        const order = await orderFor(spec(FE01));
        expect(await authority.find?.(order.spki, cx())).toBe('none');
        const answer = await submit(order);
        await submit(await orderFor(spec(FE01)));
        expect(await authority.find?.(order.spki, cx())).toEqual(answer);
      });
    }

    test('a progress that could not be noted leads to one certificate at most', async () => {
      const order = await orderFor(spec(FE01));
      const failing = async (): Promise<void> => {
        throw new Error('the holder has gone');
      };
      const first = await rig.authority.submit(order, failing, cx()).catch(() => undefined);
      const second = await submit(order);
      if (first?.state === 'issued') expect(first).toEqual(second);
      expect(await submit(order)).toEqual(second);
    });

    if (traits.revokes === 'itself') {
      test('what it issued is revoked once, for every runner', async () => {
        const order = await orderFor(spec(FE01));
        const leaf = readCertificate(Buffer.from((await submit(order)).leaf, 'base64'));
        expect(await rig.authority.listIssued?.(leaf.thumbprint.slice(0, 8), cx())).toEqual({ok: [leaf.der]});
        const said = await rig.authority.revoke?.(leaf, 'keyCompromise', cx());
        expect(said).toMatchObject({ok: {outcome: 'done', reason: 'keyCompromise'}});
        const other = await rig.reopen();
        const again = await other.revoke?.(leaf, 'superseded', cx());
        expect(again).toMatchObject({ok: {outcome: 'already-done', reason: 'keyCompromise'}});
        expect(await other.chain({create: false}, cx())).toMatchObject({ok: {revoked: [leaf.serial]}});
        // What was taken back is not handed out again.
        expect(await other.submit(order, noted, cx())).toMatchObject({state: 'denied'});
      });
    }

    if (traits.revokes === 'elsewhere') {
      test('where what it issued is revoked is said', async () => {
        const leaf = readCertificate(Buffer.from((await submit(await orderFor(spec(FE01)))).leaf, 'base64'));
        expect(await rig.authority.listIssued?.(leaf.thumbprint.slice(0, 8), cx())).toEqual({ok: [leaf.der]});
        expect(await rig.authority.revoke?.(leaf, 'keyCompromise', cx())).toMatchObject({
          problem: {code: 'CA_REVOKES_ITSELF', help: expect.stringContaining(leaf.serial)},
        });
      });
    }

    if (!traits.waits) return;

    test('what waits keeps its ticket and its beginning, whoever asks and however often', async () => {
      const {authority, clock} = rig;
      const {order, ticket} = await held();
      for (let time = 0; time < 10; time++) {
        clock.pass(60_000);
        const again = waitingOf(await authority.resume(order, noted, cx()));
        expect(again.progress).toEqual(order.progress);
        expect(again.who).not.toBe('');
      }
      const other = await rig.reopen();
      expect(waitingOf(await other.resume(order, noted, cx())).progress.ticket).toBe(ticket);
    });

    test('what waits is answered after a person has decided, to any runner, with one certificate', async () => {
      const {authority} = rig;
      const {order, ticket, person} = await held();
      await person.approve(order, ticket);
      const other = await rig.reopen();
      const answer = issuedOf(await other.resume(order, noted, cx()));
      expect(readCertificate(Buffer.from(answer.leaf, 'base64')).spki).toBe(order.spki);
      expect(issuedOf(await authority.resume(order, noted, cx()))).toEqual(answer);
      if (traits.finds) expect(await authority.find?.(order.spki, cx())).toEqual(answer);
    });

    if (traits.finds) {
      test('what waits is not found as an answer', async () => {
        const {order} = await held();
        const found = await rig.authority.find?.(order.spki, cx());
        expect(found === 'none' ? found : found?.state).toMatch(/^(none|waiting)$/);
      });
    }

    if (!traits.denies) return;

    test('what was denied stays denied, with the reason, for every runner', async () => {
      const {authority} = rig;
      const {order, ticket, person} = await held();
      await person.deny?.(order, ticket, 'not this year');
      for (const one of [authority, await rig.reopen()]) {
        const answer = await one.resume(order, noted, cx());
        expect(answer).toMatchObject({state: 'denied', reason: expect.stringContaining('not this year')});
      }
    });
  });
}

export function waitingOf(answer: Answer) {
  if (answer.state !== 'waiting' || answer.progress.state !== 'waiting') {
    throw new Error(`the answer is ${JSON.stringify(answer)}`);
  }
  return {...answer, progress: answer.progress};
}

export function issuedOf(answer: Answer): Extract<Answer, {state: 'issued'}> {
  if (answer.state === 'issued') return answer;
  throw new Error(`the answer is ${JSON.stringify(answer)}`);
}
