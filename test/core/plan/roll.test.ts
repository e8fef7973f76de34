/** Rolls in plans: what is staged for when, what is shown of it, and that nothing is left to do until then. */
import {describe, expect, test} from '@jest/globals';
import type {Assignments, HolderState} from '../../../src/core/model/actual.ts';
import {worldAsOf} from '../../../src/core/roll/as-of.ts';
import {statusRows} from '../../../src/report/status.ts';
import {simulate} from '../../support/simulate.ts';
import {
  aCertificate,
  aForeignCertificate,
  aGlobalSlot,
  aHolder,
  aPending,
  aPoolSlot,
  assign,
  aWorld,
  CORP,
  deeds,
  FE01,
  FE02,
  FE03,
  ISSUING,
  inDays,
  NEW,
  NOW,
  planOf,
  ROOT,
  reasons,
  slotIn,
  unreadable,
  WAITING,
  type World,
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

test('what is staged takes over at once when what is in use until then is revoked', () => {
  const {desired, actual} = stagedWorld(own, AT);
  const revoked = [oldOf(own).serial];
  const authorities = {corp: {chain: {ok: {roots: [ROOT], intermediates: [ISSUING], revoked}}}};
  const plan = planOf({desired, actual: {...actual, authorities}});
  expect(deeds(plan)).toEqual([`assign fe01 ${AV}`, `assign fe02 ${AV}`]);
  expect(plan.actions.some(action => 'effective' in action)).toBe(false);
  expect(plan.risks).toMatchObject([
    {code: 'TOKENS_BREAK', message: expect.stringContaining(`${AV} switches at once, for the one in use was revoked.`)},
  ]);
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

test('what did not take over at its moment is staged anew', () => {
  for (const moment of [inDays(-0.1), inDays(0)]) {
    const plan = planOf(stagedWorld(own, moment));
    expect(deeds(plan)).toEqual([`assign fe01 ${AV}`, `assign fe02 ${AV}`]);
    expect(plan.actions).toMatchObject([{effective: AT}, {effective: AT}]);
  }
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
  expect(planOf(renewed(combined, inDays(-1))).risks.map(({code}) => code)).toEqual(['TOKENS_BREAK']);
});

test('the certificate of the deployment is staged once, two days ahead', () => {
  const slot = aGlobalSlot({members: [FE01, FE02, FE03]});
  const plan = planOf(renewed(slot));
  expect(deeds(plan)).toEqual(['assign fe01 OAuthTokenIssuer']);
  expect(plan.actions[0]).toMatchObject({effective: '2026-06-03T12:00:00Z'});
});

test('a file that is imported where its certificate is missing takes over as the others have it', () => {
  const slot = aPoolSlot({members, usages: [AV], use: {pfx: 'bought.pfx'}});
  const bought = {...aForeignCertificate(own), exportable: false};
  const moment = '2026-06-02T08:00:00Z';
  const old = oldOf(own);
  const stagedThere = {[AV]: {current: old.thumbprint, staged: {thumbprint: bought.thumbprint, at: moment}}};
  const offered = {[slot.address]: {ok: bought}};
  const having = (assigned: Assignments) => aHolder({my: [old, bought], assigned});
  const effective = (there: HolderState, here: HolderState) => {
    const plan = planOf(aWorld([slot], {[FE01]: there, [FE02]: here}, {offered}));
    expect(deeds(plan)).toEqual(['import fe02 pfx', `assign fe02 ${AV}`]);
    return plan.actions.map(action => ('effective' in action ? action.effective : undefined))[1];
  };
  expect(effective(having(assign(slot, bought)), aHolder())).toBeUndefined();
  expect(effective(having(stagedThere), aHolder({my: [old], assigned: assign(slot, old)}))).toBe(moment);
});

test('a member that cannot be read holds the roll back, in words', () => {
  const {desired, actual} = renewed(own);
  const plan = planOf({desired, actual: {...actual, holders: {...actual.holders, [FE02]: unreadable()}}});
  expect(plan.actions).toEqual([]);
  expect(slotIn(plan)).toMatchObject({
    state: 'unknown',
    blocked: [`${AV} is not moved yet: ${FE02} could not be read and must have it before it takes over.`],
  });
  const manual = aWorld([{...own, assign: 'manual'}], {[FE02]: unreadable()}, actual);
  const byHand = {...manual.actual, holders: {...actual.holders, [FE02]: unreadable()}};
  const left = slotIn(planOf({desired: manual.desired, actual: byHand}));
  expect([left.state, left.blocked, reasons(left)]).toEqual(['unknown', undefined, ['READY', 'EXPIRES_SOON']]);
});

test('a roll is said to be held back also while its certificate is still to be made, or to be collected', () => {
  const before = oldOf(combined, inDays(20));
  for (const requests of [[], [aPending(combined)]]) {
    const there = aHolder({my: [before], assigned: assign(combined, before), requests});
    const plan = planOf(aWorld([combined], {[FE01]: there, [FE02]: unreadable()}));
    expect(deeds(plan).slice(-2)).toEqual(['assign fe01 AccessEdgeExternal', 'assign fe01 DataEdgeExternal']);
    expect(slotIn(plan)).toMatchObject({
      state: 'changes',
      blocked: [`${AV} is not moved yet: ${FE02} could not be read and must have it before it takes over.`],
    });
  }
});

test('no roll is spoken of while nobody knows whether a certificate is to be made', () => {
  const before = aCertificate(own, {label: 'old', names: []});
  const there = aHolder({my: [before], assigned: assign(own, before)});
  const plan = planOf(aWorld([own], {[FE01]: there, [FE02]: unreadable()}));
  expect([slotIn(plan).state, slotIn(plan).blocked, plan.actions]).toEqual(['unknown', undefined, []]);
});

test('a roll that is held back hides from nobody that the other usages wait for their maintenance window', () => {
  const maintenance = {timeZone: 'UTC', windows: [{days: ['tue'], from: 60, to: 120}]} as const;
  const {desired, actual} = renewed(aPoolSlot({members, usages: combined.usages, upkeep: {maintenance}}));
  const plan = planOf({desired, actual: {...actual, holders: {...actual.holders, [FE02]: unreadable()}}});
  expect(deeds(plan)).toEqual(['assign fe01 AccessEdgeExternal', 'assign fe01 DataEdgeExternal']);
  expect(slotIn(plan)).toMatchObject({
    state: 'waiting',
    blocked: [
      `${AV} is not moved yet: ${FE02} could not be read and must have it before it takes over.`,
      'For the other usages it is assigned in the maintenance window that opens 2026-06-02 01:00 UTC. Run apply again then.',
    ],
  });
});

describe('what a person has staged for a moment after the end of the one in use', () => {
  const end = inDays(10);
  const [ending, next] = [oldOf(own, end), newOf(own)];
  const on = (at: string) =>
    aHolder({
      my: [ending, next],
      assigned: {[AV]: {current: ending.thumbprint, staged: {thumbprint: next.thumbprint, at}}},
    });
  const world = (at: string) => aWorld([own], {[FE01]: on(at), [FE02]: on(at)});

  test('is staged anew, for as soon as any other: nothing would sign in between', () => {
    const plan = planOf(world(inDays(11)));
    expect(deeds(plan)).toEqual([`assign fe01 ${AV}`, `assign fe02 ${AV}`]);
    expect(plan.actions).toMatchObject([{effective: AT}, {effective: AT}]);
    const after = simulate(world(inDays(11)), plan, NOW);
    expect(planOf(after)).toMatchObject({actions: [], slots: [{state: 'staged'}]});
  });

  test('is left as it is for the very moment of that end', () => {
    expect(planOf(world(end))).toMatchObject({actions: [], slots: [{state: 'staged'}]});
  });

  test('does not decide for the others, where the one in use lasts longer', () => {
    const lasting = oldOf(own);
    const longer = aHolder({
      my: [lasting, next],
      assigned: {[AV]: {current: lasting.thumbprint, staged: {thumbprint: next.thumbprint, at: inDays(11)}}},
    });
    const mixed = aWorld([own], {[FE01]: on(inDays(11)), [FE02]: longer});
    const plan = planOf(mixed);
    expect(deeds(plan)).toEqual([`assign fe01 ${AV}`]);
    expect(plan.actions).toMatchObject([{effective: AT}]);
    expect(planOf(simulate(mixed, plan, NOW)).actions).toEqual([]);
  });
});

describe('what is staged and no longer wanted', () => {
  const servers = [FE01, FE02, FE03];
  const declared = aGlobalSlot({members: servers});
  const elsewhere = aGlobalSlot({members: servers, spec: {authority: 'other'}});
  const inUse = aCertificate(declared);
  const authorities = {corp: CORP, other: NEW};
  const asDeclared = (slot: typeof declared, {actual}: World): World => aWorld([slot], {}, actual);

  /** OAuth was moved to another authority, and applied. */
  function moved(): World {
    const holder = aHolder({my: [inUse], assigned: assign(declared, inUse)});
    const before = aWorld([elsewhere], Object.fromEntries(servers.map(server => [server, holder])), {authorities});
    return simulate(before, planOf(before), NOW);
  }

  test('is dropped when the declaration is taken back, and does not take over any more', () => {
    const staged = moved();
    expect(slotIn(planOf(staged)).state).toBe('staged');
    const reverted = asDeclared(declared, staged);
    const plan = planOf(reverted);
    expect(deeds(plan)).toEqual(['assign fe01 OAuthTokenIssuer']);
    expect(plan.actions[0]).toMatchObject({because: ['STAGED_OTHER'], args: {thumbprint: inUse.thumbprint}});
    expect(plan.actions[0]).not.toHaveProperty('effective');
    expect(slotIn(plan).state).toBe('changes');
    expect(plan.risks).toEqual([]);
    expect(statusRows(plan).map(({condition}) => condition)).toEqual(['drift', 'drift', 'drift']);
    const after = simulate(reverted, plan, NOW);
    expect(planOf(after)).toMatchObject({actions: [], slots: [{state: 'in-sync'}]});
    const later = new Date(inDays(3));
    const then = planOf({...after, actual: worldAsOf(later, after.actual)}, {now: later});
    expect(then.slots[0]?.members.map(({assigned}) => assigned)).toEqual(
      servers.map(() => ({OAuthTokenIssuer: inUse.thumbprint})),
    );
    expect(then.actions).toEqual([]);
  });

  test('is moved back as any other, with notice, when it has taken over before', () => {
    const {actual} = asDeclared(declared, moved());
    const later = new Date(inDays(3));
    const plan = planOf({...asDeclared(declared, moved()), actual: worldAsOf(later, actual)}, {now: later});
    expect(deeds(plan)).toEqual(['assign fe01 OAuthTokenIssuer']);
    expect(plan.actions[0]).toMatchObject({because: ['NOT_ASSIGNED'], effective: '2026-06-06T12:00:00Z'});
  });
});

describe('what is staged beside the certificate that is declared', () => {
  const [current, newer] = [aCertificate(own, {label: 'current'}), newOf(own)];
  const stagedOn = (next: {readonly thumbprint: string}): HolderState['assigned'] => ({
    ok: {[AV]: {current: current.thumbprint, staged: {thumbprint: next.thumbprint, at: AT}}},
  });
  const having = (next = newer, assigned = stagedOn(next)): HolderState => ({
    ...aHolder({my: [current, next]}),
    assigned,
  });
  const without = (next = newer) => aHolder({my: [current, next], assigned: assign(own, current)});

  test.each([
    ['has lost its key', {...newer, hasPrivateKey: false}],
    ['is of somebody else', aForeignCertificate(own)],
    ['was requested under other settings', aCertificate(aPoolSlot({members, spec: {template: 'Other'}}), {label: 'x'})],
  ])('is dropped where it %s, on the members that have it', (_title, next) => {
    const plan = planOf(aWorld([own], {[FE01]: having(next), [FE02]: without()}));
    expect(deeds(plan)).toEqual([`assign fe01 ${AV}`]);
    expect(reasons(slotIn(plan))).toEqual(['STAGED_OTHER']);
    expect(slotIn(plan).members[0]?.findings[0]).toMatchObject({
      severity: 'drift',
      message: `${AV} is staged for 2026-06-02 12:00 UTC: then ${next.thumbprint.slice(0, 8)} would take over from ${current.thumbprint.slice(0, 8)}, which is the certificate for it`,
    });
  });

  test('is dropped where its authority has revoked it', () => {
    const corp = {chain: {ok: {roots: [ROOT], intermediates: [ISSUING], revoked: [newer.serial]}}};
    const plan = planOf(aWorld([own], {[FE01]: having(), [FE02]: having()}, {authorities: {corp}}));
    expect(deeds(plan)).toEqual([`assign fe01 ${AV}`, `assign fe02 ${AV}`]);
    expect(reasons(slotIn(plan))).toEqual(['STAGED_OTHER', 'STAGED_OTHER']);
  });

  test('takes over as it was begun, where nothing speaks against it', () => {
    const plan = planOf(aWorld([own], {[FE01]: having(), [FE02]: having()}));
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('staged');
  });

  test('is dropped where most members would go on without it', () => {
    const three = aPoolSlot({members: [FE01, FE02, FE03], usages: [AV]});
    const plan = planOf(aWorld([three], {[FE01]: having(), [FE02]: without(), [FE03]: without()}));
    expect(deeds(plan)).toEqual([`assign fe01 ${AV}`]);
    expect(reasons(slotIn(plan))).toEqual(['STAGED_OTHER']);
  });

  test('does not count against the one in use where it has come to harm', () => {
    const shorter = aCertificate(own, {label: 'shorter', notAfter: inDays(400)});
    const elsewhere = aHolder({my: [shorter], assigned: assign(own, shorter)});
    const plan = planOf(aWorld([own], {[FE01]: having({...newer, hasPrivateKey: false}), [FE02]: elsewhere}));
    const targets = plan.actions.flatMap(({args}) => ('usage' in args ? [args.thumbprint] : []));
    expect(targets).toEqual([current.thumbprint, current.thumbprint]);
  });

  test('needs a person where a person assigns', () => {
    const lost = having({...newer, hasPrivateKey: false});
    const manual = planOf(aWorld([{...own, assign: 'manual'}], {[FE01]: lost, [FE02]: lost}));
    expect(manual.actions).toEqual([]);
    expect(slotIn(manual)).toMatchObject({state: 'person', members: [{findings: [{cure: 'person'}]}, {}]});
    expect(slotIn(manual).members[0]?.findings[0]?.message).toContain(
      `to drop ${newer.thumbprint.slice(0, 8)}: cscert apply --assign ${own.address}`,
    );
  });

  test('is told where a person had it staged and it takes over as it should', () => {
    const manual = planOf(aWorld([{...own, assign: 'manual'}], {[FE01]: having(), [FE02]: having()}));
    expect(slotIn(manual).state).toBe('staged');
    expect(reasons(slotIn(manual))).toEqual(['STAGED', 'STAGED']);
  });

  test('is dropped at once, whatever the maintenance windows, and restarts nothing', () => {
    const week = [{days: ['sat'], from: 60, to: 120}] as const;
    const upkeep = {maintenance: {timeZone: 'UTC', windows: week}, restart: 'afterAssign'} as const;
    const lost = having({...newer, hasPrivateKey: false});
    const plan = planOf(aWorld([aPoolSlot({members, usages: [AV], upkeep})], {[FE01]: lost, [FE02]: lost}));
    expect(deeds(plan)).toEqual([`assign fe01 ${AV}`, `assign fe02 ${AV}`]);
    expect(plan.actions.map(action => 'notBefore' in action)).toEqual([false, false]);
    expect(slotIn(plan).state).toBe('changes');
    const beside = planOf(
      aWorld([aPoolSlot({members, usages: [AV], upkeep})], {[FE01]: lost, [FE02]: aHolder({my: [current]})}),
    );
    expect(deeds(beside)).toEqual([`assign fe01 ${AV}`, `assign fe02 ${AV}`, 'restart fe02']);
    const [risk] = beside.risks.filter(({code}) => code === 'WINDOW_IGNORED');
    expect(risk?.message).toContain(`It is assigned on ${FE02} outside`);
  });
});

describe('what is staged and came to harm while nothing is there to be assigned instead', () => {
  const [current, next] = [oldOf(own), newOf(own)];
  const assigned = {[AV]: {current: current.thumbprint, staged: {thumbprint: next.thumbprint, at: AT}}};
  const revoked = {chain: {ok: {roots: [ROOT], intermediates: [ISSUING], revoked: [next.serial]}}};

  test.each([
    ['has lost its key', [current, {...next, hasPrivateKey: false}], CORP, 'private key'],
    ['is gone', [current], CORP, 'is not in the store'],
    ['was revoked', [current, next], revoked, 'has revoked it'],
  ])('is told where it %s: it takes over before an answer may come', (_title, my, corp, why) => {
    const requests = [aPending(own, WAITING)];
    const holder = (waiting: typeof requests) => aHolder({my, assigned, requests: waiting});
    const plan = planOf(aWorld([own], {[FE01]: holder(requests), [FE02]: holder([])}, {authorities: {corp}}));
    expect(slotIn(plan).state).toBe('waiting');
    const found = slotIn(plan).members[0]?.findings[0];
    expect(found).toMatchObject({code: 'STAGED_WORTHLESS', severity: 'drift', cure: 'person'});
    expect(found?.message).toContain(`${AV} is staged for 2026-06-02 12:00 UTC: then ${next.thumbprint.slice(0, 8)}`);
    expect(found?.message).toContain(why);
  });

  test('is of no account where it works, or what is in use until then does not', () => {
    const wanted = aPoolSlot({members, usages: [AV], spec: {template: 'Other'}});
    for (const my of [[current, next], [{...current, hasPrivateKey: false}]]) {
      const holder = aHolder({my, assigned});
      const plan = planOf(aWorld([wanted], {[FE01]: holder, [FE02]: holder}));
      expect(reasons(slotIn(plan))).not.toContain('STAGED_WORTHLESS');
    }
  });
});
