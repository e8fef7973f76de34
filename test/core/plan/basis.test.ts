import {describe, expect, test} from '@jest/globals';
import {specDigest} from '../../../src/core/digest.ts';
import {makeMark} from '../../../src/core/mark.ts';
import type {Assignment, Assignments} from '../../../src/core/model/actual.ts';
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
  inDays,
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

const mark = makeMark({spki: good.spki, specDigest: specDigest(slot.spec)});

const AT = inDays(1);
const STAGED = {thumbprint: ROOT.thumbprint, at: AT};
/** All usages point to the same certificate, and this is what else is known of the first of them. */
const withDefault = (rest: Omit<Assignment, 'current'>): Assignments => ({
  ...assign(slot, good),
  Default: {current: good.thumbprint, ...rest},
});

const MY = ['the certificates in My'];
const REQUESTS = ['the pending requests'];
const ASSIGNED = ['the assignments'];

describe('what has moved since a plan was made', () => {
  test('is nothing when nothing has, in whatever order it is read', () => {
    const stranger = aForeignCertificate(slot);
    const other = aPending(slot, WAITING, 'other');
    const usages = Object.entries(assign(slot, good));
    expect(
      moved(
        {
          my: [good, stranger],
          root: [ROOT, STRANGE_ROOT],
          requests: [pending, other],
          assigned: Object.fromEntries(usages),
        },
        {
          my: [stranger, good],
          root: [STRANGE_ROOT, ROOT],
          requests: [other, pending],
          assigned: Object.fromEntries(usages.toReversed()),
        },
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
    ['a key lies with another provider', {my: [{...good, provider: 'another one'}]}, MY],
    ['a mark tells of another declaration', {my: [{...good, mark: {...mark, spec: 'f'.repeat(8)}}]}, MY],
    ['a mark tells of another key', {my: [{...good, mark: {...mark, spki: 'f'.repeat(8)}}]}, MY],
    ['a mark tells of another request', {my: [{...good, mark: {...mark, ticket: '4711'}}]}, MY],
    ['an intermediate was removed', {ca: []}, ['the intermediates in CA']],
    ['a root was added', {root: [ROOT, STRANGE_ROOT]}, ['the roots in Root']],
    ['a request went', {requests: []}, REQUESTS],
    ['a request got further', {requests: [{...pending, progress: WAITING}]}, REQUESTS],
    ['a request was made for something else', {requests: [{...pending, specDigest: 'f'.repeat(64)}]}, REQUESTS],
    ['a request has another name', {requests: [{...pending, friendlyName: 'x'}]}, REQUESTS],
    ['a usage points elsewhere', {assigned: assign(slot, ISSUING)}, ASSIGNED],
    ['a usage points nowhere', {assigned: {}}, ASSIGNED],
    [
      'another certificate is staged',
      {assigned: withDefault({staged: {thumbprint: 'AB'.repeat(20), at: AT}})},
      ASSIGNED,
    ],
    ['it takes over at another moment', {assigned: withDefault({staged: {...STAGED, at: inDays(2)}})}, ASSIGNED],
    ['nothing is staged any more', {assigned: assign(slot, good)}, ASSIGNED],
    ['a usage remembers another one', {assigned: withDefault({staged: STAGED, previous: 'AB'.repeat(20)})}, ASSIGNED],
    ['a usage was pointed there anew', {assigned: withDefault({staged: STAGED, since: inDays(-1)})}, ASSIGNED],
    ['a usage was replicated', {assigned: withDefault({staged: STAGED, replicated: true})}, ASSIGNED],
    ['a part can no longer be read', {ca: unreadable()}, ['the intermediates in CA']],
    ['several things', {my: [], assigned: {}}, [...MY, ...ASSIGNED]],
  ])('is named: %s', (_what, now, parts) => {
    const then = {requests: [pending], assigned: withDefault({staged: STAGED})};
    expect(moved(then, {...then, ...now})).toEqual(parts);
  });

  test('is short enough for a plan that people read', () => {
    for (const digest of Object.values(basisOf(aGoodHolder([slot])))) expect(digest).toMatch(/^[0-9a-f]{12}$/);
  });
});
