import {describe, expect, test} from '@jest/globals';
import type {Assignments} from '../../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import type {MemberPlan} from '../../../src/core/model/plan.ts';
import {readPlan, writePlan} from '../../../src/report/plan-json.ts';
import {statusRows} from '../../../src/report/status.ts';
import {
  aCertificate,
  aGlobalSlot,
  aGoodHolder,
  aHolder,
  aPending,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  FE01,
  FE02,
  inDays,
  POOL,
  planOf,
  slotIn,
  unreadable,
  WAITING,
} from '../../support/small-world.ts';

const slot = aSlot();
const since = inDays(-400);
const ended = aCertificate(slot, {label: 'ended', notBefore: inDays(-500), notAfter: inDays(-3)});
const good = aCertificate(slot, {label: 'good', notBefore: inDays(-10)});
const absent = 'AB'.repeat(20);

const planWith = (assigned: Assignments, my: readonly StoredCertificate[] = [ended, good]) =>
  planOf(aWorld([slot], {[FE01]: aHolder({my, assigned})}));

const to = ({thumbprint}: {readonly thumbprint: string}) => ({current: thumbprint, since});

function memberOf(assigned: Assignments): MemberPlan | undefined {
  return planWith(assigned).slots[0]?.members[0];
}

describe('a plan tells when each assigned certificate ends', () => {
  test('once where all usages have the same', () => {
    const all = {Default: to(good), WebServicesInternal: to(good), WebServicesExternal: to(good)};
    expect(memberOf(all)).toMatchObject({notAfter: good.notAfter});
    expect(memberOf(all)).not.toHaveProperty('ends');
  });

  test('by usage where they have different ones, as far as they are in the store', () => {
    const mixed = {Default: to(ended), WebServicesInternal: to(good), WebServicesExternal: to({thumbprint: absent})};
    expect(memberOf(mixed)?.ends).toEqual({Default: ended.notAfter, WebServicesInternal: good.notAfter});
  });

  test('not at all where none of them is in the store', () => {
    const lost = memberOf({Default: to({thumbprint: absent})});
    expect(lost).not.toHaveProperty('notAfter');
    expect(lost).not.toHaveProperty('ends');
  });

  test.each<readonly [string, Assignments, readonly string[]]>([
    ['one', {Default: to(ended), WebServicesInternal: to(good), WebServicesExternal: to(good)}, ['Default']],
    [
      'most',
      {Default: to(good), WebServicesInternal: to(ended), WebServicesExternal: to(ended)},
      ['WebServicesInternal', 'WebServicesExternal'],
    ],
  ])('so that a status calls those usages expired whose certificate is: %s of them', (_what, assigned, expected) => {
    const plan = planWith(assigned);
    const rows = statusRows(plan);
    expect(rows.filter(({condition}) => condition === 'expired').map(({usage}) => usage)).toEqual(expected);
    expect(readPlan(writePlan(plan))).toEqual({ok: plan});
  });
});

test('a slot is named with its pool, where it has one', () => {
  expect(slotIn(planOf(aWorld([slot]))).pool).toBe(POOL);
  expect(slotIn(planOf(aWorld([aPoolSlot({members: [FE01]})]))).pool).toBe(POOL);
  expect(slotIn(planOf(aWorld([aGlobalSlot({members: [FE01]})])))).not.toHaveProperty('pool');
});

describe('a shared slot of which nothing is to be done now is, for what is to come on one member alone,', () => {
  const members = [FE01, FE02];
  const stateOf = (shared: ReturnType<typeof aPoolSlot>, on: (other: StoredCertificate) => Assignments) => {
    const there = aGoodHolder([shared]);
    const next = aCertificate(shared);
    const other = aCertificate(shared, {label: 'other', notBefore: inDays(-300), notAfter: inDays(20)});
    const lacking = aHolder({my: [next, other], assigned: on(other)});
    const [first, second] = [
      planOf(aWorld([shared], {[FE01]: lacking, [FE02]: there})),
      planOf(aWorld([shared], {[FE01]: there, [FE02]: lacking})),
    ].map(plan => ({state: slotIn(plan).state, actions: plan.actions.length}));
    expect(first).toEqual(second);
    return first;
  };

  test('ready, where a person assigns it', () => {
    const byHand = aPoolSlot({members, assign: 'manual'});
    expect(stateOf(byHand, other => assign(byHand, other))).toEqual({state: 'ready', actions: 0});
  });

  test('staged', () => {
    const own = aPoolSlot({members, usages: ['AudioVideoAuthentication']});
    const staged = {thumbprint: aCertificate(own).thumbprint, at: inDays(1)};
    const assigned = (other: StoredCertificate) => ({
      AudioVideoAuthentication: {current: other.thumbprint, staged},
    });
    expect(stateOf(own, assigned)).toEqual({state: 'staged', actions: 0});
  });

  test("a person's, where something else would take over that nobody else drops", () => {
    const byHand = aPoolSlot({members, assign: 'manual', usages: ['AudioVideoAuthentication']});
    const staged = (other: StoredCertificate) => ({
      AudioVideoAuthentication: {
        current: aCertificate(byHand).thumbprint,
        staged: {thumbprint: other.thumbprint, at: inDays(1)},
      },
    });
    expect(stateOf(byHand, staged)).toEqual({state: 'person', actions: 0});
  });

  test('unknown, where the member could not be read', () => {
    const shared = aPoolSlot({members});
    expect(slotIn(planOf(aWorld([shared], {[FE01]: unreadable()}))).state).toBe('unknown');
  });
});

test('a request is said to wait only until its authority says that there is an answer', () => {
  const requests = [aPending(slot, WAITING)];
  const plan = (rest = {}) => slotIn(planOf(aWorld([slot], {[FE01]: aHolder({requests})}, rest)));
  expect(plan()).toMatchObject({state: 'waiting', blocked: [expect.stringContaining('has been waiting at "corp"')]});
  const answered = plan({answers: {[requests[0]?.spki ?? '']: 'issued'}});
  expect(answered.state).toBe('changes');
  expect(answered).not.toHaveProperty('blocked');
});
