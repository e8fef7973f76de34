import {describe, expect, test} from '@jest/globals';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import {storeHealth} from '../../../src/core/policy/store-health.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aSlot,
  type HolderWish,
  ISSUING,
  inDays,
  NOW,
  ROOT,
  STRANGE_ROOT,
  unreadable,
} from '../../support/small-world.ts';

const codes = (wish: HolderWish): readonly string[] => storeHealth(aHolder(wish), NOW).map(({code}) => code);
const root = (n: number, over: Partial<StoredCertificate> = {}): StoredCertificate => ({
  ...ROOT,
  thumbprint: String(n).padStart(40, '0'),
  spki: String(n).padStart(64, '0'),
  subject: [{type: 'CN', value: `Root ${n}`}],
  ...over,
});
const roots = (count: number, over?: Partial<StoredCertificate>) =>
  Array.from({length: count}, (_, n) => root(n, over));

test('stores that are in order say nothing', () => {
  expect(codes({root: [ROOT, STRANGE_ROOT]})).toEqual([]);
});

test('every finding is a warning for a person', () => {
  const all = storeHealth(aHolder({root: roots(101, {notAfter: inDays(-1)}), ca: [ROOT]}), NOW);
  expect(all.length).toBeGreaterThan(2);
  expect(all.filter(({severity, cure}) => severity !== 'warning' || cure !== 'person')).toEqual([]);
});

describe('the roots of a server', () => {
  test('that have expired are named, the first few', () => {
    const [finding] = storeHealth(aHolder({root: [ROOT, ...roots(5, {notAfter: inDays(-1)})]}), NOW);
    expect(finding?.code).toBe('ROOT_EXPIRED');
    expect(finding?.message).toBe(
      'Root holds CN=Root 0 (00000000); CN=Root 1 (00000000); CN=Root 2 (00000000) and 2 more, which have expired',
    );
  });

  test('that end this second have expired', () => {
    expect(codes({root: [root(1, {notAfter: inDays(0)})]})).toEqual(['ROOT_EXPIRED']);
    expect(codes({root: [root(1, {notAfter: inDays(0.001)})]})).toEqual([]);
  });

  test('with one name and one key are doubles; those with keys of their own are not', () => {
    expect(codes({root: [ROOT, {...ROOT, thumbprint: 'AB'.repeat(20)}]})).toEqual(['ROOT_TWICE']);
    expect(codes({root: [ROOT, {...ROOT, thumbprint: 'AB'.repeat(20), spki: '1'.repeat(64)}]})).toEqual([]);
  });

  test('may be a hundred, and no more', () => {
    expect(codes({root: roots(100)})).toEqual([]);
    expect(codes({root: roots(101)})).toEqual(['ROOTS_TOO_MANY']);
  });

  test('with long names are too many sooner', () => {
    const long = {subject: [{type: 'CN', value: 'x'.repeat(400)}]};
    expect(codes({root: roots(39, long)})).toEqual([]);
    expect(codes({root: roots(40, long)})).toEqual(['ROOTS_TOO_MANY']);
  });

  test('belong into Root: one in CA or in My is misplaced, a self-signed server certificate is none', () => {
    expect(codes({ca: [ISSUING, STRANGE_ROOT]})).toEqual(['ROOT_MISPLACED']);
    expect(codes({my: [ROOT]})).toEqual(['ROOT_MISPLACED']);
    expect(codes({my: [{...aForeignCertificate(aSlot()), selfIssued: true}]})).toEqual([]);
  });
});

test('two certificates with one friendly name are told; ours differ by their marks', () => {
  const slot = aSlot();
  const foreign = (label: string) => aForeignCertificate(slot, {label, friendlyName: 'Default'});
  expect(codes({my: [foreign('one'), foreign('two')]})).toEqual(['FRIENDLY_NAME_TWICE']);
  expect(codes({my: [aCertificate(slot, {label: 'one'}), aCertificate(slot, {label: 'two'})]})).toEqual([]);
});

test('a store that could not be read is not judged', () => {
  expect(codes({root: unreadable(), ca: unreadable(), my: unreadable()})).toEqual([]);
});
