/** What an authority may change of a request: stored and used with a warning, and never asked for twice. */
import {describe, expect, test} from '@jest/globals';
import type {Tolerance} from '../../../src/core/model/upkeep.ts';
import {
  aCertificate,
  aHolder,
  aSlot,
  assign,
  aWorld,
  type CertificateWish,
  FE01,
  planOf,
  reasons,
  slotIn,
} from '../../support/small-world.ts';

const planWith = (tolerate: readonly Tolerance[], wish: CertificateWish) => {
  const slot = aSlot({upkeep: {tolerate}});
  const one = aCertificate(slot, wish);
  return planOf(aWorld([slot], {[FE01]: aHolder({my: [one], assigned: assign(slot, one)})}));
};

const CHANGES: readonly (readonly [Tolerance, string, CertificateWish])[] = [
  ['subject', 'SUBJECT', {subject: [{type: 'CN', value: FE01}]}],
  ['missingNames', 'NAMES_MISSING', {names: [{type: 'dns', value: FE01}]}],
  [
    'surplusNames',
    'NAMES_SURPLUS',
    {names: [FE01, 'sip.contoso.com', 'more.contoso.com'].map(value => ({type: 'dns' as const, value}))},
  ],
  ['eku', 'EKU', {eku: ['1.3.6.1.5.5.7.3.2']}],
  ['keyUsage', 'KEY_USAGE', {keyUsage: ['digitalSignature']}],
  ['template', 'TEMPLATE', {template: {name: 'Another'}}],
];

describe.each(CHANGES)('a CA that changes the %s', (tolerance, code, wish) => {
  test('needs a person, unless that is tolerated; either way nothing is requested', () => {
    expect(slotIn(planWith([], wish))).toMatchObject({state: 'person', actions: []});
    const plan = planWith([tolerance], wish);
    expect(slotIn(plan)).toMatchObject({state: 'in-sync', actions: []});
    expect(reasons(slotIn(plan))).toEqual([code]);
    expect(slotIn(plan).members[0]?.findings[0]).toMatchObject({
      severity: 'warning',
      cure: 'none',
      message: expect.stringContaining('which "tolerate" allows'),
    });
  });

  test('is no excuse for a certificate that was asked for under other settings', () => {
    const plan = planWith([tolerance], {...wish, mark: {spki: '0'.repeat(8), spec: 'f'.repeat(8)}});
    expect(plan.summary.request).toBe(1);
  });
});

test('one tolerance allows nothing else', () => {
  expect(slotIn(planWith(['subject'], {names: []})).state).toBe('person');
});
