import {describe, expect, test} from '@jest/globals';
import {basisOf, movedParts} from '../../../src/core/plan/basis.ts';
import {
  aCertificate,
  aForeignCertificate,
  aGoodHolder,
  aPending,
  aSlot,
  assign,
  type HolderWish,
  ISSUING,
  ROOT,
  STRANGE_ROOT,
  unreadable,
  WAITING,
} from '../../support/small-world.ts';

const slot = aSlot();
const good = aCertificate(slot);
const pending = aPending(slot);
const moved = (then: HolderWish, now: HolderWish) =>
  movedParts(basisOf(aGoodHolder([slot], then)), basisOf(aGoodHolder([slot], now)));

const MY = ['the certificates in My'];
const REQUESTS = ['the pending requests'];
const ASSIGNED = ['the assignments'];

describe('what has moved since a plan was made', () => {
  test('is nothing when nothing has, in whatever order it is read', () => {
    const stranger = aForeignCertificate(slot);
    const other = aPending(slot, WAITING, 'other');
    expect(
      moved(
        {my: [good, stranger], root: [ROOT, STRANGE_ROOT], requests: [pending, other]},
        {my: [stranger, good], root: [STRANGE_ROOT, ROOT], requests: [other, pending]},
      ),
    ).toEqual([]);
  });

  test.each<[string, HolderWish, readonly string[]]>([
    ['a certificate was added', {my: [good, aForeignCertificate(slot)]}, MY],
    ['a certificate was removed', {my: []}, MY],
    ['a key was lost', {my: [{...good, hasPrivateKey: false}]}, MY],
    ['a certificate was renamed', {my: [{...good, friendlyName: 'x'}]}, MY],
    ['a mark was lost', {my: [aCertificate(slot, {without: ['mark']})]}, MY],
    ['a key became exportable', {my: [{...good, exportable: true}]}, MY],
    ['an intermediate was removed', {ca: []}, ['the intermediates in CA']],
    ['a root was added', {root: [ROOT, STRANGE_ROOT]}, ['the roots in Root']],
    ['a request went', {requests: []}, REQUESTS],
    ['a request got further', {requests: [{...pending, progress: WAITING}]}, REQUESTS],
    ['a request was made for something else', {requests: [{...pending, specDigest: 'f'.repeat(64)}]}, REQUESTS],
    ['a request has another name', {requests: [{...pending, friendlyName: 'x'}]}, REQUESTS],
    ['a usage points elsewhere', {assigned: assign(slot, ISSUING)}, ASSIGNED],
    ['a usage points nowhere', {assigned: {}}, ASSIGNED],
    ['a part can no longer be read', {ca: unreadable()}, ['the intermediates in CA']],
    ['several things', {my: [], assigned: {}}, [...MY, ...ASSIGNED]],
  ])('is named: %s', (_what, now, parts) => {
    expect(moved({requests: [pending]}, {requests: [pending], ...now})).toEqual(parts);
  });

  test('is short enough for a plan that people read', () => {
    for (const digest of Object.values(basisOf(aGoodHolder([slot])))) expect(digest).toMatch(/^[0-9a-f]{12}$/);
  });
});
