/** Rolls in plans: what is staged for when, what is shown of it, and that nothing is left to do until then. */
import {describe, expect, test} from '@jest/globals';
import {
  aCertificate,
  aGlobalSlot,
  aHolder,
  aPoolSlot,
  assign,
  aWorld,
  deeds,
  FE01,
  FE02,
  FE03,
  inDays,
  NOW,
  planOf,
  reasons,
  slotIn,
  unreadable,
} from '../../support/small-world.ts';

const AV = 'AudioVideoAuthentication';
const AT = '2026-06-02T12:00:00Z';
const members = [FE01, FE02];
const own = aPoolSlot({members, usages: [AV]});
const combined = aPoolSlot({members, usages: ['AccessEdgeExternal', 'DataEdgeExternal', AV]});

type Slot = typeof own;
const oldOf = (slot: Slot, notAfter = inDays(60)) =>
  aCertificate(slot, {label: 'old', notBefore: inDays(-300), notAfter});
const newOf = (slot: Slot) => aCertificate(slot, {label: 'new', notBefore: inDays(0), notAfter: inDays(365)});

/** Old in use, new in the store of every member. */
function renewed(slot: Slot, notAfter?: string) {
  const [before, after] = [oldOf(slot, notAfter), newOf(slot)];
  const holder = aHolder({my: [before, after], assigned: assign(slot, before)});
  return aWorld([slot], Object.fromEntries(slot.members.map(server => [server, holder])));
}

function stagedWorld(slot: Slot, at: string) {
  const [before, after] = [oldOf(slot), newOf(slot)];
  const assigned = {[AV]: {current: before.thumbprint, staged: {thumbprint: after.thumbprint, at}}};
  const holder = aHolder({my: [before, after], assigned});
  return aWorld([slot], Object.fromEntries(slot.members.map(server => [server, holder])));
}

test('a certificate that signs tokens is staged on every member for one moment', () => {
  const plan = planOf(renewed(own));
  expect(deeds(plan)).toEqual([`assign fe01 ${AV}`, `assign fe02 ${AV}`]);
  expect(plan.actions).toMatchObject([{effective: AT}, {effective: AT}]);
  expect(plan.risks).toEqual([]);
});

test('the moment is no part of what is approved: an hour later the digest is the same', () => {
  const later = planOf(renewed(own), {now: new Date(NOW.getTime() + 3_600_000)});
  expect(later.actions).toMatchObject([{effective: '2026-06-02T13:00:00Z'}, {effective: '2026-06-02T13:00:00Z'}]);
  expect(later.digest).toBe(planOf(renewed(own)).digest);
});

test('until the moment comes there is nothing to do, and the plan says what is to come', () => {
  const plan = planOf(stagedWorld(own, AT));
  expect(plan.actions).toEqual([]);
  expect(slotIn(plan).state).toBe('staged');
  expect(reasons(slotIn(plan))).toEqual(['STAGED', 'STAGED']);
  expect(slotIn(plan).members[0]?.findings[0]).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining(`${AV} is staged for 2026-06-02 12:00 UTC: then `),
  });
});

test('a member that was left behind is staged for the moment of the others', () => {
  const {desired, actual} = stagedWorld(own, '2026-06-02T08:00:00Z');
  const left = aHolder({my: [oldOf(own), newOf(own)], assigned: assign(own, oldOf(own))});
  const plan = planOf({desired, actual: {...actual, holders: {...actual.holders, [FE02]: {ok: left}}}});
  expect(deeds(plan)).toEqual([`assign fe02 ${AV}`]);
  expect(plan.actions[0]).toMatchObject({effective: '2026-06-02T08:00:00Z'});
});

describe('a certificate for more than tokens', () => {
  test('moves in parts: what signs tokens at its moment, the rest with the pool', () => {
    const plan = planOf(renewed(combined));
    const effective = plan.actions.map(action => ('effective' in action ? action.effective : undefined));
    expect(deeds(plan).map((deed, at) => `${deed} ${effective[at] ?? 'at once'}`)).toEqual([
      'assign fe01 AccessEdgeExternal at once',
      'assign fe01 DataEdgeExternal at once',
      `assign fe01 ${AV} ${AT}`,
      'assign fe02 AccessEdgeExternal at once',
      'assign fe02 DataEdgeExternal at once',
      `assign fe02 ${AV} ${AT}`,
    ]);
  });

  test('comes with the advice to have one of its own', () => {
    expect(planOf(renewed(combined)).risks).toMatchObject([
      {code: 'ROLL_IN_PARTS', message: expect.stringContaining(`usages: [${AV}]`), address: combined.address},
    ]);
  });
});

test('where the old one has ended, tokens break: it is assigned at once, and the plan says so', () => {
  const plan = planOf(renewed(own, inDays(-1)));
  expect(plan.actions.map(action => 'effective' in action)).toEqual([false, false]);
  expect(plan.risks).toMatchObject([{code: 'TOKENS_BREAK', address: own.address}]);
});

test('the certificate of the deployment is staged once, two days ahead', () => {
  const slot = aGlobalSlot({members: [FE01, FE02, FE03]});
  const plan = planOf(renewed(slot));
  expect(deeds(plan)).toEqual(['assign fe01 OAuthTokenIssuer']);
  expect(plan.actions[0]).toMatchObject({effective: '2026-06-03T12:00:00Z'});
});

test('a member that cannot be read holds the roll back, in words', () => {
  const {desired, actual} = renewed(own);
  const plan = planOf({desired, actual: {...actual, holders: {...actual.holders, [FE02]: unreadable()}}});
  expect(plan.actions).toEqual([]);
  expect(slotIn(plan)).toMatchObject({
    state: 'unknown',
    blocked: [`${AV} is not moved yet: ${FE02} could not be read and must have it before it takes over.`],
  });
});
