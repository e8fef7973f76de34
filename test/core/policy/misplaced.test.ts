import {describe, expect, test} from '@jest/globals';
import type {AuthorityState} from '../../../src/core/model/actual.ts';
import {fingerprint} from '../../../src/core/policy/climb.ts';
import {misplacedNeeds} from '../../../src/core/policy/misplaced.ts';
import {misplacedInRoot} from '../../../src/core/policy/trust.ts';
import {simulate} from '../../support/simulate.ts';
import {
  aGoodHolder,
  aHolder,
  aSlot,
  aWorld,
  CORP,
  FE01,
  ISSUING,
  NEW_ISSUING,
  NEW_ROOT,
  NOT_MADE_YET,
  NOW,
  planOf,
  ROOT,
  STRANGE_ROOT,
  unreadable,
} from '../../support/small-world.ts';

/** An authority that knows its root alone, as an enterprise CA does. */
const ROOT_ONLY: AuthorityState = {chain: {ok: {roots: [ROOT], intermediates: [], pinned: []}}};
const PINNED: AuthorityState = {chain: {ok: {roots: [], intermediates: [], pinned: [fingerprint(ROOT)]}}};

const needs = (...args: Parameters<typeof misplacedNeeds>) =>
  misplacedNeeds(...args).map(({store, certificate, finding}) => [finding.code, certificate?.thumbprint, store]);

describe('an intermediate in Root alone', () => {
  test('is put into CA where it leads to a root of the authority', () => {
    expect(needs(aHolder({root: [ROOT, ISSUING], ca: []}), 'corp', ROOT_ONLY)).toEqual([
      ['INTERMEDIATE_NOT_IN_CA', ISSUING.thumbprint, 'CA'],
    ]);
  });

  test('is left to a person where it is a stranger', () => {
    const holder = aHolder({root: [ROOT, NEW_ROOT, NEW_ISSUING], ca: []});
    expect(needs(holder, 'corp', ROOT_ONLY)).toEqual([]);
    expect(misplacedInRoot(holder)).toMatchObject([{code: 'INTERMEDIATE_IN_ROOT', cure: 'person'}]);
  });

  test('is no news where CA has it as well, or where the authority supplies it itself', () => {
    expect(needs(aHolder({root: [ROOT, ISSUING], ca: [ISSUING]}), 'corp', ROOT_ONLY)).toEqual([]);
    expect(needs(aHolder({root: [ROOT, ISSUING], ca: []}), 'corp', CORP)).toEqual([]);
  });

  test('is left alone where any root would do', () => {
    const careless: AuthorityState = {chain: {ok: {roots: [], intermediates: [], fromResponse: true}}};
    expect(needs(aHolder({root: [ROOT, ISSUING], ca: []}), 'corp', careless)).toEqual([]);
  });
});

describe('a root in CA or My alone', () => {
  test('is put into Root where the authority declares its fingerprint', () => {
    const expected = [['ROOT_NOT_IN_ROOT', ROOT.thumbprint, 'Root']];
    expect(needs(aHolder({root: [], ca: [ROOT, STRANGE_ROOT]}), 'corp', PINNED)).toEqual(expected);
    expect(needs(aHolder({root: [], ca: [], my: [ROOT]}), 'corp', PINNED)).toEqual(expected);
    expect(needs(aHolder({root: [], ca: [ROOT], my: [ROOT]}), 'corp', PINNED)).toEqual(expected);
  });

  test('is left to a person where nobody declares it', () => {
    expect(needs(aHolder({root: [ROOT], ca: [STRANGE_ROOT]}), 'corp', PINNED)).toEqual([]);
  });
});

test('what could not be read, or does not exist yet, is not judged', () => {
  expect(needs(aHolder({root: unreadable(), ca: [ROOT]}), 'corp', PINNED)).toEqual([]);
  expect(needs(aHolder({root: [ROOT, ISSUING], ca: unreadable()}), 'corp', ROOT_ONLY)).toEqual([]);
  expect(needs(aHolder({root: [ROOT, ISSUING], ca: []}), 'lab', NOT_MADE_YET)).toEqual([]);
});

test('the plan puts it right without taking anything away, and then only a person is left to be asked', () => {
  const slots = [aSlot()];
  const misplaced = aGoodHolder(slots, {root: [ROOT, ISSUING], ca: []});
  const before = aWorld(slots, {[FE01]: misplaced}, {authorities: {corp: ROOT_ONLY}});
  const first = planOf(before);
  const trusts = first.actions.filter(({verb}) => verb === 'trust');
  expect(trusts).toMatchObject([
    {because: ['INTERMEDIATE_NOT_IN_CA'], args: {store: 'CA', certificate: {thumbprint: ISSUING.thumbprint}}},
  ]);
  const after = simulate(before, {...first, actions: trusts}, NOW);
  const holder = after.actual.holders[FE01];
  if (holder === undefined || !('ok' in holder)) throw new Error('it was there before');
  expect(holder.ok.stores).toMatchObject({CA: {ok: [ISSUING]}, Root: {ok: [ROOT, ISSUING]}});
  expect(planOf(after).actions.filter(({verb}) => verb === 'trust')).toEqual([]);
  expect(misplacedInRoot(holder.ok)[0]?.message).toContain('CA has it as well, so remove it from Root');
});
