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
  close(): Promise<void>;
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

export function describeAuthority(name: string, make: () => Promise<AuthorityRig>): void {
  describe(`${name}: what every authority does`, () => {
    let rig: AuthorityRig;
    beforeEach(async () => {
      rig = await make();
    });
    afterEach(() => rig.close());

    const cx = () => callContext(rig.clock);
    const submit = async (order: Order) => issuedOf(await rig.authority.submit(order, noted, cx()));

    async function chain(): Promise<AuthorityChain> {
      const found = await rig.authority.chain({create: true}, cx());
      if ('problem' in found) throw new Error(found.problem.detail);
      if (found.ok === 'made on first use') throw new Error('the chain was not made');
      return found.ok;
    }

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

    test('a request that was handed in before is answered with the same certificate', async () => {
      if (!rig.authority.can.idempotent) return;
      const order = await orderFor(spec(FE01));
      const first = await submit(order);
      const sent = {...order, progress: {state: 'sent', at: rig.clock.now().toISOString()}} as const;
      expect(await submit(order)).toEqual(first);
      expect(issuedOf(await rig.authority.resume(sent, noted, cx()))).toEqual(first);
    });

    test('it is found by its public key, and an unknown key is not', async () => {
      const {authority} = rig;
      if (!authority.can.find) return;
      const order = await orderFor(spec(FE01));
      expect(await authority.find?.(order.spki, cx())).toBe('none');
      const answer = await submit(order);
      await submit(await orderFor(spec(FE01)));
      expect(await authority.find?.(order.spki, cx())).toEqual(answer);
    });

    test('a progress that could not be noted leads to one certificate at most', async () => {
      const order = await orderFor(spec(FE01));
      const failing = async (): Promise<void> => {
        throw new Error('the holder has gone');
      };
      const first = await rig.authority.submit(order, failing, cx()).catch(() => undefined);
      const second = await submit(order);
      if (first !== undefined) expect(first).toEqual(second);
      expect(await submit(order)).toEqual(second);
    });
  });
}

export function issuedOf(answer: Answer): Extract<Answer, {state: 'issued'}> {
  if (answer.state === 'issued') return answer;
  throw new Error(`the answer is ${JSON.stringify(answer)}`);
}
