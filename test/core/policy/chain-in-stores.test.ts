/** Whether a server could trust what it has: for certificates that were there before, and where a store is unreadable. */
import {describe, expect, test} from '@jest/globals';
import type {CertificateFacts} from '../../../src/core/model/certificate.ts';
import {judge} from '../../../src/core/policy/checks.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aSlot,
  assign,
  aWorld,
  CORP,
  FE01,
  type HolderWish,
  ISSUING,
  NOT_MADE_YET,
  NOW,
  planOf,
  ROOT,
  STRANGE_ROOT,
  slotIn,
  unreadable,
} from '../../support/small-world.ts';

const plain = aSlot();
const bought = aForeignCertificate(plain, {label: 'bought'});
const named = aSlot({use: {thumbprint: bought.thumbprint}});

const codes = (issuers: readonly CertificateFacts[] | undefined, certificate = bought, authority = NOT_MADE_YET) =>
  judge({slot: named, certificate, authority, issuers, now: NOW}).map(({code}) => code);

describe('the chain of a certificate that was there before', () => {
  test('has to be in the stores of the server', () => {
    expect(codes([ISSUING, ROOT])).toEqual([]);
    expect(codes([ROOT])).toEqual(['CHAIN_MISSING']);
    expect(codes([ISSUING])).toEqual(['CHAIN_MISSING']);
  });

  test('may lack what the server is to be given of its authority', () => {
    expect(codes([], bought, CORP)).toEqual([]);
  });

  test('is not judged where a store could not be read', () => {
    expect(codes(undefined)).toEqual([]);
  });

  test('of one that issued itself is itself, which has to be trusted as any root', () => {
    const own = {...bought, issuer: bought.subject, selfIssued: true};
    expect(codes([ISSUING, ROOT], own)).toEqual(['CHAIN_MISSING']);
    expect(codes([own], own)).toEqual([]);
  });
});

describe('on a server', () => {
  const state = (slot: typeof plain, holder: HolderWish, rest = {}) =>
    slotIn(planOf(aWorld([slot], {[FE01]: aHolder(holder)}, rest))).state;

  test('a root counts in Root alone', () => {
    const lying = {my: [bought], ca: [ISSUING, ROOT], root: []};
    const rest = {authorities: {corp: NOT_MADE_YET}};
    expect(state(named, lying, rest)).toBe('person');
    expect(state(named, {...lying, root: [ROOT]}, rest)).toBe('changes');
  });

  /** An authority of which only the root is known: its intermediates come with its answers. */
  const rest = {authorities: {corp: {chain: {ok: {roots: [ROOT], intermediates: []}}}}};
  const used = aCertificate(plain);

  test.each(['ca', 'root'])('an unreadable %s never makes a certificate one of another authority', store => {
    const holder = {my: [used], assigned: assign(plain, used), [store]: unreadable()};
    const plan = planOf(aWorld([plain], {[FE01]: aHolder(holder)}, rest));
    expect(plan.summary.request).toBe(0);
    expect(slotIn(plan)).toMatchObject({
      state: 'person',
      blocked: [expect.stringContaining('looked for in CA and Root, which could not be read')],
    });
  });

  test('readable stores tell whose it is', () => {
    expect(state(plain, {my: [used], assigned: assign(plain, used)}, rest)).toBe('in-sync');
    const strange = {authorities: {corp: {chain: {ok: {roots: [STRANGE_ROOT], intermediates: []}}}}};
    expect(state(plain, {my: [used], assigned: assign(plain, used)}, strange)).toBe('changes');
  });
});
