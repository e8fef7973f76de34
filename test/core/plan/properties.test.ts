/** What holds for any small world, however bad its state. */
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Part} from '../../../src/core/diagnostic.ts';
import type {Assignment, HolderState} from '../../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import type {Plan} from '../../../src/core/model/plan.ts';
import {anyWorld} from '../../support/random-world.ts';
import {runs} from '../../support/runs.ts';
import {simulate} from '../../support/simulate.ts';
import {
  aCertificate,
  aGlobalSlot,
  aHolder,
  aPoolSlot,
  aProblem,
  aWorld,
  FE01,
  FE02,
  FE03,
  inDays,
  NOW,
  planOf,
  STRANGE_ROOT,
  unreadable,
  type World,
} from '../../support/small-world.ts';

const RUNS = runs(100);
const LATER = new Date(NOW.getTime() + 60_000);

function check(world: fc.Arbitrary<World>, property: (world: World, plan: Plan) => void): void {
  fc.assert(
    fc.property(world, one => property(one, planOf(one))),
    RUNS,
  );
}

const drifts = (plan: Plan, address: string) =>
  plan.slots
    .filter(slot => slot.address === address)
    .flatMap(slot => slot.members.flatMap(({findings}) => findings))
    .filter(({severity}) => severity === 'drift');

/** Members of a shared slot that have moved on from a certificate and keep it still. Most can be read. */
const anyRenewed: fc.Arbitrary<World> = fc
  .constantFrom(aPoolSlot({members: [FE01, FE02, FE03]}), aGlobalSlot({members: [FE01, FE02, FE03]}))
  .chain(slot => {
    const before = aCertificate(slot, {label: 'before', notBefore: inDays(-300)});
    const after = aCertificate(slot, {notBefore: inDays(-30)});
    const moved = {current: after.thumbprint, previous: before.thumbprint, since: inDays(-29)};
    const assigned = Object.fromEntries(slot.usages.map(usage => [usage, moved]));
    const holder = aHolder({my: [before, after], assigned});
    const bad = [unreadable(), {...holder, assigned: unreadable()}, aHolder({my: unreadable(), assigned})];
    const state = fc.oneof(
      {weight: 5, arbitrary: fc.constant(holder)},
      {weight: 1, arbitrary: fc.constantFrom(...bad)},
    );
    return fc.tuple(...slot.members.map(server => state.map(one => [server, one] as const))).map(states => {
      return aWorld([slot], Object.fromEntries(states));
    });
  });

describe('whatever the world is like', () => {
  test('ids are unique, and every action needs only what stands before it', () => {
    check(anyWorld(), (_world, {actions}) => {
      const seen = new Set<string>();
      for (const {id, needs} of actions) {
        expect(seen.has(id)).toBe(false);
        for (const need of needs) expect(seen.has(need)).toBe(true);
        seen.add(id);
      }
    });
  });

  test('a request is made because of findings that a request cures, or because a person wants another one', () => {
    check(anyWorld(), ({desired: {slots}}, plan) => {
      for (const action of plan.actions) {
        if (action.verb !== 'request') continue;
        const cured = drifts(plan, action.slot).filter(({cure}) => cure === 'request');
        const isWished = slots.find(({address}) => address === action.slot)?.retry === true;
        if (action.args.discard === undefined && !isWished) expect(action.because.length).toBeGreaterThan(0);
        expect(cured.map(({code}) => code)).toEqual(expect.arrayContaining([...action.because]));
      }
    });
  });

  test('nothing is requested for a slot of which anything is unknown, unless what the others use is in its last quarter', () => {
    check(anyWorld(), ({actual}, plan) => {
      for (const action of plan.actions) {
        if (action.verb !== 'request') continue;
        const slot = plan.slots.find(one => one.address === action.slot);
        const members = slot?.members ?? [];
        const isWhole = members.every(({server}) => {
          const part = actual.holders[server];
          return part !== undefined && 'ok' in part && whole(part.ok);
        });
        const isLate = members.some(({server, assigned}) =>
          myOf(actual.holders[server]).some(
            one => Object.values(assigned).includes(one.thumbprint) && inLastQuarter(one),
          ),
        );
        expect(isWhole || isLate).toBe(true);
      }
    });
  });

  test('what is in sync has no drift and no actions, and what has neither can be read', () => {
    check(anyWorld(), (_world, plan) => {
      for (const {address, state, actions} of plan.slots) {
        if (state === 'in-sync') expect([drifts(plan, address), actions]).toEqual([[], []]);
        if (state === 'person' || state === 'unknown') expect(actions).toEqual([]);
        if (state === 'changes') expect(actions.length).toBeGreaterThan(0);
      }
    });
  });

  test('nothing is done on a server that is unknown', () => {
    check(anyWorld(), (_world, {actions, holders}) => {
      for (const {on} of actions) expect(holders[on] && 'unknown' in holders[on]).toBe(false);
    });
  });

  test('what all members of a slot have moved on from is retired, and nothing while one of them is unknown', () => {
    check(anyRenewed, ({actual}, {actions}) => {
      const servers = Object.keys(actual.holders);
      const retired = actions.filter(({verb}) => verb === 'retire').map(({on}) => on);
      expect(retired).toEqual(servers.every(server => isUsable(actual.holders[server])) ? servers : []);
    });
  });

  test('nothing is copied or imported before its server trusts the authority that it is from', () => {
    check(anyWorld(), ({desired: {slots}}, {actions}) => {
      for (const action of actions) {
        if (action.verb !== 'copy' && (action.verb !== 'import' || action.args.source === 'store')) continue;
        const slot = slots.find(({address}) => address === action.slot);
        // What exists is from whichever authority issued it (diff/authorities.test.ts).
        if (slot === undefined || slot.use !== undefined) continue;
        const {authority} = slot.spec;
        const trust = actions.filter(
          one => one.verb === 'trust' && one.on === action.on && one.args.authority === authority,
        );
        expect(action.needs).toEqual(expect.arrayContaining(trust.map(({id}) => id)));
      }
    });
  });

  test('one certificate is never given to two slots of a server', () => {
    check(anyWorld(), (_world, plan) => {
      const owners = new Map<string, string>();
      for (const action of plan.actions) {
        if (action.verb !== 'assign' || action.args.thumbprint === null) continue;
        const key = `${action.on} ${action.args.thumbprint}`;
        expect(owners.get(key) ?? action.slot).toBe(action.slot);
        owners.set(key, action.slot);
      }
    });
  });

  test('what is assigned is there with its key, or comes by a copy or the product', () => {
    check(anyWorld(), ({actual}, plan) => {
      for (const action of plan.actions) {
        if (action.verb !== 'assign' || action.args.thumbprint === null) continue;
        const {thumbprint} = action.args;
        const isKeyed = (one: StoredCertificate): boolean => one.thumbprint === thumbprint && one.hasPrivateKey;
        const servers = action.slot.startsWith('global/') ? Object.keys(actual.holders) : [action.on];
        const copied = plan.actions.some(({verb, on}) => verb === 'copy' && on === action.on);
        expect(copied || servers.some(server => myOf(actual.holders[server]).some(isKeyed))).toBe(true);
      }
    });
  });

  test('a part of the plan is no more than a part of it', () => {
    check(anyWorld(), (world, whole) => {
      for (const {address} of whole.slots) {
        const part = planOf(world, {selection: {only: [address], exclude: []}});
        const ids = new Set(whole.actions.map(({id}) => id));
        expect(part.actions.filter(({id}) => !ids.has(id))).toEqual([]);
      }
    });
  });

  test('the plan is plain data: it survives JSON', () => {
    check(anyWorld(), (_world, plan) => {
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    });
  });
});

describe('after a plan was done', () => {
  test('nothing is left to do', () => {
    check(anyWorld({readable: true}), (world, plan) => {
      const after = simulate(world, plan, NOW);
      expect(planOf(after, {now: LATER}).actions).toEqual([]);
    });
  });

  test('also where a part of the world could not be read, nothing is left that can be done', () => {
    check(anyWorld(), (world, plan) => {
      const after = simulate(world, plan, NOW);
      expect(planOf(after, {now: LATER}).actions).toEqual([]);
    });
  });

  test('what was in sync before still is', () => {
    check(anyWorld({readable: true}), (world, plan) => {
      const after = planOf(simulate(world, plan, NOW), {now: LATER});
      const quiet = (one: Plan) => one.slots.filter(({state}) => state === 'in-sync').map(({address}) => address);
      expect(quiet(after)).toEqual(expect.arrayContaining(quiet(plan)));
    });
  });
});

/** Ways to make a server worse, as long as it has something to lose. */
const DAMAGES: readonly ((state: HolderState) => HolderState)[] = [
  state => withMy(state, my => my.map(one => ({...one, hasPrivateKey: false}))),
  state => withMy(state, my => my.map(one => ({...one, notAfter: inDays(-1)}))),
  state => withMy(state, my => my.map(one => ({...one, names: []}))),
  state => withMy(state, () => []),
  state => ({...state, assigned: 'ok' in state.assigned ? {ok: {}} : state.assigned}),
  state => ({...state, assigned: {problem: aProblem()}}),
  state => ({...state, stores: {...state.stores, My: {problem: aProblem()}}}),
  state => withMy(state, my => my.map(({mark: _, ...one}) => one)),
  state => withMy(state, my => my.map(one => ({...one, issuer: STRANGE_ROOT.subject}))),
  state => withMy(state, my => my.map(one => ({...one, key: {algorithm: 'rsa', size: 1024}}))),
  // Not just any: that one be gone which was superseded is no damage.
  state => withMy(state, my => my.filter(one => !isInUse(state, one))),
  state => ({...state, stores: {...state.stores, CA: {ok: []}, Root: {ok: []}}}),
  state => ({...state, stores: {...state.stores, Root: {problem: aProblem()}}}),
  state => ({...state, requests: {ok: []}}),
  state => ({...state, requests: {problem: aProblem()}}),
  state => withAssigned(state, one => ({...one, current: 'F'.repeat(40)})),
  state => withAssigned(state, ({staged: _, ...one}) => one),
];

describe('damage', () => {
  test('that is added to a world never makes a slot with open ends look as declared', () => {
    const damaged = fc.record({world: anyWorld(), server: fc.nat(), damage: fc.constantFrom(...DAMAGES)});
    fc.assert(
      fc.property(damaged, ({world, server: index, damage}) => {
        const all = Object.entries(world.actual.holders);
        const [server, part] = all[index % all.length] ?? [];
        fc.pre(server !== undefined && part !== undefined && 'ok' in part);
        const before = planOf(world);
        const holders = {...world.actual.holders, [server]: {ok: damage(part.ok)}};
        const after = planOf({desired: world.desired, actual: {...world.actual, holders}});
        for (const [at, {state, members}] of before.slots.entries()) {
          if (state === 'in-sync' || !members.some(member => member.server === server)) continue;
          const now = after.slots[at];
          // Whether what bears no mark is ours is not known until its authority can be asked: nothing is done, and it is said.
          if (now?.members.some(({findings}) => findings.some(({code}) => code === 'MARK_HELD'))) continue;
          expect(now?.state).not.toBe('in-sync');
        }
      }),
      RUNS,
    );
  });
});

const isInUse = ({assigned}: HolderState, {thumbprint}: StoredCertificate): boolean =>
  'ok' in assigned && Object.values(assigned.ok).some(({current}) => current === thumbprint);

function withMy(
  state: HolderState,
  how: (my: readonly StoredCertificate[]) => readonly StoredCertificate[],
): HolderState {
  const {My} = state.stores;
  return 'ok' in My ? {...state, stores: {...state.stores, My: {ok: how(My.ok)}}} : state;
}

function withAssigned(state: HolderState, how: (assignment: Assignment) => Assignment): HolderState {
  if (!('ok' in state.assigned)) return state;
  const changed = Object.entries(state.assigned.ok).map(([usage, one]) => [usage, how(one)]);
  return {...state, assigned: {ok: Object.fromEntries(changed)}};
}

function myOf(part: Part<HolderState> | undefined): readonly StoredCertificate[] {
  return part !== undefined && 'ok' in part && 'ok' in part.ok.stores.My ? part.ok.stores.My.ok : [];
}

/** It is renewed at half of its life at the earliest; half-way from there to its end nobody is waited for. */
const inLastQuarter = ({notBefore, notAfter}: StoredCertificate): boolean =>
  NOW.getTime() >= Date.parse(notAfter) - (Date.parse(notAfter) - Date.parse(notBefore)) / 4;

/** What it has and what it uses can be read. */
const isUsable = (part: Part<HolderState> | undefined): boolean =>
  part !== undefined && 'ok' in part && [part.ok.stores.My, part.ok.assigned].every(one => 'ok' in one);

/** Root and CA have no say in whether something is requested. */
const whole = ({stores, assigned, requests}: HolderState): boolean =>
  [stores.My, assigned, requests].every(part => 'ok' in part);
