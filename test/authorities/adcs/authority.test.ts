/** Which CA is asked about a request that waits. */
import {describe, expect, test} from '@jest/globals';
import {submitAsAccount} from '../../../src/authorities/adcs/account.ts';
import {adcsAuthority} from '../../../src/authorities/adcs/authority.ts';
import {newDoor} from '../../../src/authorities/adcs/door.ts';
import type {AdcsSite} from '../../../src/authorities/adcs/settings.ts';
import type {Progress} from '../../../src/core/model/actual.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {Order} from '../../../src/engine/ports/authority.ts';
import type {RelayAnswer, RelayCall} from '../../../src/engine/ports/connection.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {writePkcs7} from '../../../src/x509/pkcs7.ts';
import {MemoryFiles} from '../../support/memory-files.ts';
import {callContext, spec} from '../../support/world.ts';
import {CA, EC, STRAY} from '../../x509/pkcs12/material.ts';

const ONE = 'ca01.contoso.com\\Contoso Issuing CA';
const TWO = 'ca02.contoso.com\\Contoso Second CA';
const SINCE = '2026-02-01T12:00:00Z';
const PENDING: Partial<RelayAnswer> = {output: 'RequestId: 12\r\nRequestId: "12"\r\n'};

const siteOf = (ca: string): AdcsSite => ({
  name: 'corp',
  files: new MemoryFiles(),
  ca,
  enrollAs: 'computer',
  rootFiles: [],
  pinned: [],
});

/** An order whose server tells what it was to ask, and gives an answer. */
function orderOf(progress: Progress, answer: Partial<RelayAnswer> = PENDING) {
  const calls: RelayCall[] = [];
  const order: Order = {
    csr: '',
    spki: 'a'.repeat(64),
    spec: spec('fe01.contoso.com', {template: 'LyncServer'}),
    server: 'fe01.contoso.com',
    slot: 'pool/fe01/default',
    progress,
    relay: async call => {
      calls.push(call);
      return {ok: {exitCode: 0, output: '', ...answer}};
    },
  };
  return {order, calls};
}

const note = async () => undefined;

describe('an answer', () => {
  const base64 = (...ders: readonly Buffer[]): string => writePkcs7(ders).toString('base64');

  test('is not spoiled by a certificate in its chain that cannot be read', async () => {
    const given = {certificate: EC.certificate.toString('base64'), chain: base64(STRAY, CA.certificate)};
    const {order} = orderOf({state: 'created'}, given);
    const {spki} = readCertificate(EC.certificate);
    expect(await adcsAuthority(siteOf(ONE)).submit({...order, spki}, note, callContext())).toEqual({
      state: 'issued',
      leaf: given.certificate,
      chain: [CA.certificate.toString('base64')],
    });
  });

  test('whose own certificate cannot be read is an error that says why', async () => {
    const {order} = orderOf({state: 'created'}, {certificate: base64(STRAY), chain: base64(CA.certificate)});
    expect(await adcsAuthority(siteOf(ONE)).submit(order, note, callContext())).toMatchObject({
      state: 'failed',
      problem: {detail: expect.stringContaining('could not be read')},
    });
  });
});

describe('a request that was just handed in', () => {
  test('and that the CA says it does not know is not handed in again', async () => {
    const {order} = orderOf({state: 'created'}, {exitCode: 1, output: 'The request does not exist. 0x80094002'});
    expect(await adcsAuthority(siteOf(ONE)).submit(order, note, callContext())).toMatchObject({
      state: 'failed',
      repeatable: false,
      problem: {code: 'CA_NOT_ASKED'},
    });
  });
});

describe('a request of which nobody knows whether it was answered', () => {
  test('says what to look for at the CA where every later plan repeats it', async () => {
    const {order, calls} = orderOf({state: 'sent', at: SINCE});
    expect(await adcsAuthority(siteOf(ONE)).submit(order, note, callContext())).toMatchObject({
      state: 'failed',
      repeatable: false,
      problem: {code: 'CA_ANSWER_LOST', detail: expect.stringContaining(`look for the key ${'a'.repeat(16)} among`)},
    });
    expect(calls).toEqual([]);
  });
});

describe('a request that waits', () => {
  test('is noted with its CA, also with one that is declared by its name', async () => {
    const {order} = orderOf({state: 'created'});
    const answer = await adcsAuthority(siteOf(ONE)).submit(order, note, callContext());
    expect(answer).toMatchObject({state: 'waiting', progress: {ticket: `12@${ONE}`}});
  });

  test('is asked of the CA that has it, though another one is declared by now', async () => {
    const {order, calls} = orderOf({state: 'waiting', ticket: `12@${ONE}`, since: SINCE});
    const answer = await adcsAuthority(siteOf(TWO)).resume(order, note, callContext());
    expect(calls).toMatchObject([{ask: 'retrieve', ca: ONE, ticket: '12'}]);
    expect(answer).toMatchObject({progress: {state: 'waiting', ticket: `12@${ONE}`, since: SINCE}});
  });

  test.each<[string, Partial<RelayAnswer>]>([
    ['is not reached', {exitCode: -2147023174, output: 'The RPC server is unavailable. 0x800706ba'}],
    ['breaks off', {exitCode: -2147023174, output: 'RequestId: 12\r\nThe RPC server is unavailable. 0x800706ba'}],
  ])('says, where the CA that has it %s and is not the declared one, how to ask that one', async (_what, given) => {
    const waits = {state: 'waiting', ticket: `12@${ONE}`, since: SINCE} as const;
    const {order} = orderOf(waits, given);
    expect(await adcsAuthority(siteOf(TWO)).resume(order, note, callContext())).toMatchObject({
      state: 'failed',
      repeatable: true,
      problem: {
        code: 'CA_NOT_ASKED',
        detail: expect.stringContaining(`handed to ${ONE} before authorities.corp.ca was changed`),
        help: expect.stringMatching(/delete the entry of the request on fe01\.contoso\.com .* asks ca02\.contoso\.com/),
      },
    });
    for (const declared of [ONE, 'auto'])
      expect(await adcsAuthority(siteOf(declared)).resume(order, note, callContext())).toMatchObject({
        problem: {help: expect.stringMatching(/^Look at the name of the CA/)},
      });
  });

  describe('whose certificate is for another key, as the one that the command of the product made', () => {
    const waits = {state: 'waiting', ticket: `12@${ONE}`, since: SINCE} as const;
    const resume = async (enroll: Order['enroll']) => {
      const {order} = orderOf(waits, {certificate: EC.certificate.toString('base64')});
      return adcsAuthority(siteOf(ONE)).resume({...order, ...(enroll && {enroll})}, note, callContext());
    };
    const leaf = EC.certificate.toString('base64');

    test('is answered with it where that key waits', async () => {
      expect(await resume(async () => ({ok: {waits: true}}))).toMatchObject({state: 'issued', leaf, enrolled: true});
    });

    test('is answered with what a person has fetched with that command', async () => {
      const enrolled = {certificate: leaf, chain: ['AAAA'], waits: false};
      const answer = {state: 'issued', leaf, chain: ['AAAA'], enrolled: true};
      expect(await resume(async () => ({ok: enrolled}))).toEqual(answer);
    });

    test('is asked for again where the server cannot be asked for that key', async () => {
      const problem = {severity: 'error', code: 'SERVER_UNREACHABLE', summary: 'No answer', detail: 'fe01'} as const;
      expect(await resume(async () => ({problem}))).toEqual({state: 'failed', problem, repeatable: true});
    });

    test('is for a person where there is no such key', async () => {
      for (const enroll of [undefined, async () => ({ok: {waits: false}})])
        expect(await resume(enroll)).toMatchObject({
          state: 'failed',
          repeatable: false,
          problem: {code: 'CA_ANSWER_UNREADABLE'},
        });
    });
  });

  test('that its CA does not know keeps its number, and says how another is made', async () => {
    const output = 'The requested property value is empty. 0x80094004 (-2146877436 CERTSRV_E_PROPERTY_EMPTY)';
    const {order} = orderOf({state: 'waiting', ticket: `12@${ONE}`, since: SINCE}, {exitCode: -2146877436, output});
    expect(await adcsAuthority(siteOf(ONE)).resume(order, note, callContext())).toMatchObject({
      state: 'failed',
      repeatable: true,
      problem: {
        code: 'CA_REQUEST_UNKNOWN',
        detail: expect.stringContaining(`asked ${ONE} for its request that waits, and certreq says: The requested`),
        help: expect.stringMatching(/delete its entry on fe01\.contoso\.com .* the next apply makes another/),
      },
    });
  });

  test('that was noted without its CA gets it from the one that is declared, and waits since when it did', async () => {
    const {order, calls} = orderOf({state: 'waiting', ticket: '12', since: SINCE});
    const answer = await adcsAuthority(siteOf(ONE)).resume(order, note, callContext());
    expect(calls).toMatchObject([{ask: 'retrieve', ca: ONE, ticket: '12'}]);
    expect(answer).toMatchObject({progress: {state: 'waiting', ticket: `12@${ONE}`, since: SINCE}});
  });

  test('that was noted without its CA is asked of nobody where the CA is to be found', async () => {
    const {order, calls} = orderOf({state: 'waiting', ticket: '12', since: SINCE});
    const answer = await adcsAuthority(siteOf('auto')).resume(order, note, callContext());
    expect(calls).toEqual([]);
    expect(answer).toMatchObject({state: 'failed', problem: {code: 'CA_NOT_CHOSEN'}, repeatable: true});
  });

  test('that is found after a run was broken off is noted with the CA that issues its template', async () => {
    const {order} = orderOf({state: 'sent', at: SINCE}, {cas: [{ca: TWO, templates: ['lyncserver']}]});
    const account = {user: 'CONTOSO\\enroller', reference: 'env:PASSWORD', password: new Secret('secret')};
    const found: Order = {...order, enroll: async () => ({ok: {waits: true, ticket: '12'}})};
    const answer = await submitAsAccount({...siteOf('auto'), account, door: newDoor()}, found, note, callContext());
    expect(answer).toMatchObject({state: 'waiting', progress: {ticket: `12@${TWO}`}});
  });
});
