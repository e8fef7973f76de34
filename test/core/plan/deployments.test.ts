/**
 * What holds for the plan of any configuration, with pools of every role that there is, compared with any world.
 * CSCERT_RUNS says how often each is tried, CSCERT_SEED repeats a failure.
 */
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {resolve} from '../../../src/config/resolve/resolve.ts';
import {memberAddress} from '../../../src/core/address.ts';
import type {Actual} from '../../../src/core/model/actual.ts';
import type {Desired, ServerId, Slot} from '../../../src/core/model/desired.ts';
import type {Action, Plan} from '../../../src/core/model/plan.ts';
import {ROLE_FACTS, ROLES} from '../../../src/core/model/role.ts';
import {readPlan, writePlan} from '../../../src/report/plan-json.ts';
import {renderPlan} from '../../../src/report/plan-text.ts';
import {renderStatus} from '../../../src/report/status-text.ts';
import {PLAIN} from '../../../src/report/style.ts';
import {loadFiles} from '../../config/load-text.ts';
import {desiredOf} from '../../config/resolve/load-yaml.ts';
import {
  type AnyDocument,
  anyPool,
  certificateSettings,
  type PoolEntry,
  textOf,
} from '../../support/random-deployment.ts';
import {anyDeployment} from '../../support/random-world.ts';
import {runs} from '../../support/runs.ts';
import {anyChance, type Chance, mix, mixEntries, shuffled} from '../../support/shuffled.ts';
import {planOf} from '../../support/small-world.ts';

const RUNS = runs(40);

/** Places move with the text; everything else has to stay. */
const withoutPlaces = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (key, item) => (key === 'declaredAt' ? undefined : item)));

/** The first SIP domain is the default, which is no accident. */
const isDomains = (list: readonly unknown[]): number => (list[0] === 'contoso.com' ? 1 : 0);

describe('the order in which things are written', () => {
  test('of pools, servers, certificates and names changes nothing in a plan', () => {
    fc.assert(
      fc.property(anyDeployment(), anyChance, ({document, world}, chance) => {
        const desired = desiredOf(textOf(shuffled(document, chance, isDomains) as object));
        expect(withoutPlaces(planOf({desired, actual: world.actual}))).toEqual(withoutPlaces(planOf(world)));
      }),
      RUNS,
    );
  });

  test('and into which files changes nothing either', async () => {
    await fc.assert(
      fc.asyncProperty(anyDeployment(), anyChance, async ({document, world}, chance) => {
        const desired = await desiredOfFiles(inFiles(document, chance));
        expect(withoutPlaces(planOf({desired, actual: world.actual}))).toEqual(withoutPlaces(planOf(world)));
      }),
      RUNS,
    );
  });

  test('the order in which things were found changes nothing', () => {
    fc.assert(
      fc.property(anyDeployment(), anyChance, ({world}, chance) => {
        const plan = planOf({desired: world.desired, actual: otherOrder(world.actual, chance)});
        expect(plan).toEqual(planOf(world));
        expect(Object.keys(plan.holders)).toEqual(Object.keys(planOf(world).holders));
      }),
      RUNS,
    );
  });
});

/** Sections and pools in files of their own, whose names say nothing about their order. */
function inFiles({pools, ...sections}: AnyDocument, chance: Chance): Readonly<Record<string, string>> {
  const parts = [
    ...Object.entries(sections).map(([name, section]) => ({[name]: section})),
    ...Object.entries(pools).map(([name, pool]) => ({pools: {[name]: pool}})),
  ];
  return Object.fromEntries(mix(parts, chance).map((part, index) => [`${index}.yaml`, textOf(part)]));
}

async function desiredOfFiles(files: Readonly<Record<string, string>>): Promise<Desired> {
  const {loaded, diagnostics} = await loadFiles(files);
  const desired = loaded && resolve(loaded).desired;
  if (desired === undefined) throw new Error(JSON.stringify(diagnostics));
  return desired;
}

function otherOrder({holders, authorities, ...rest}: Actual, chance: Chance): Actual {
  const mixed = Object.entries(holders).map(([server, part]) => {
    if (!('ok' in part)) return [server, part] as const;
    const {stores, requests, assigned, ...state} = part.ok;
    const list = <T>(one: {readonly ok: readonly T[]} | {readonly problem: never}) =>
      'ok' in one ? {ok: mix(one.ok, chance)} : one;
    return [
      server,
      {
        ok: {
          ...state,
          stores: {My: list(stores.My as never), CA: list(stores.CA as never), Root: list(stores.Root as never)},
          requests: list(requests as never),
          assigned: 'ok' in assigned ? {ok: mixEntries(assigned.ok, chance)} : assigned,
        },
      },
    ] as const;
  });
  return {
    ...rest,
    holders: Object.fromEntries(mix(mixed, chance)),
    authorities: mixEntries(authorities, chance),
  } as Actual;
}

/** Ways to name a part of a plan. */
function anySelection({slots}: Desired): fc.Arbitrary<{only: readonly string[]; exclude: readonly string[]}> {
  const servers = slots.flatMap(slot => slot.members);
  const pools = slots.flatMap(({pool}) => pool ?? []);
  const patterns = [
    ...slots.map(({address}) => address),
    ...slots.flatMap(slot => slot.members.map(server => memberAddress(slot.address, server))),
    ...servers,
    ...pools,
    ...pools.map(pool => `${pool}/**`),
    '**/default',
    'global/*',
    '*01*/**',
  ];
  const some = fc.subarray(patterns, {maxLength: 3});
  return fc.record({only: some, exclude: fc.oneof(fc.constant([]), some)});
}

/** Of authorities with a common root, either may be the one for whose sake it is trusted. */
const deed = (action: Action | undefined): unknown =>
  action?.verb === 'trust' ? {...action, args: {...action.args, authority: 'any'}} : action;

test('a part of the plan plans nothing that the whole does not, and nothing otherwise', () => {
  const parts = anyDeployment().chain(({world}) => anySelection(world.desired).map(selection => ({world, selection})));
  fc.assert(
    fc.property(parts, ({world, selection}) => {
      const whole = planOf(world);
      const part = planOf(world, {selection});
      const actions = new Map(whole.actions.map(action => [action.id, action]));
      for (const action of part.actions) expect(deed(action)).toEqual(deed(actions.get(action.id)));
      const slots = new Map(whole.slots.map(slot => [slot.address, slot]));
      for (const slot of part.slots) expect(slot).toEqual(slots.get(slot.address));
    }),
    RUNS,
  );
});

test('a plan survives its file, and looks the same on every screen', () => {
  const views = [
    {style: PLAIN, width: 80},
    {style: PLAIN, width: 120, verbose: true, automation: true},
  ];
  fc.assert(
    fc.property(anyDeployment(), ({world}) => {
      const plan = planOf(world);
      const read = readPlan(writePlan(plan));
      if (!('ok' in read)) throw new Error(read.problem.detail);
      expect(read.ok).toEqual(plan);
      for (const view of views) {
        expect(renderPlan(read.ok, view)).toBe(renderPlan(plan, view));
        expect(renderStatus(read.ok, view)).toBe(renderStatus(plan, view));
      }
    }),
    RUNS,
  );
});

test('no finding leads to a request unless a request cures it', () => {
  fc.assert(
    fc.property(anyDeployment(), ({world}) => {
      const plan = planOf(world);
      for (const slot of plan.slots) {
        const drifts = slot.members.flatMap(({findings}) => findings.filter(({severity}) => severity === 'drift'));
        if (drifts.some(({cure}) => cure === 'request')) continue;
        expect(plan.actions.filter(action => action.verb === 'request' && action.slot === slot.address)).toEqual([]);
      }
    }),
    RUNS,
  );
});

describe('an edit of the configuration', () => {
  test('of a certificate of one pool leaves every other slot as it was', () => {
    const edits = anyDeployment().chain(({document, world}) =>
      anyCertificateEdit(document).map(edited => ({document, world, ...edited})),
    );
    fc.assert(
      fc.property(edits, ({world, pool, edited}) => {
        const desired = desiredOf(textOf(edited));
        const others = (one: Desired): readonly Slot[] => withoutPlaces(one.slots.filter(slot => slot.pool !== pool));
        expect(others(desired)).toEqual(others(world.desired));
        expectUntouched({before: world.desired, after: desired, actual: world.actual});
      }),
      RUNS,
    );
  });

  test('of pools and servers leaves every slot as it was that is declared as it was', () => {
    const edits = anyDeployment().chain(({document, world}) =>
      anyTopologyEdit(document).map(edited => ({world, edited})),
    );
    fc.assert(
      fc.property(edits, ({world, edited}) => {
        const desired = desiredOf(textOf(edited));
        expectUntouched({before: world.desired, after: desired, actual: world.actual});
      }),
      RUNS,
    );
  });
});

/** Other settings for one certificate of one pool; for one of its usual layout where it names none. */
function anyCertificateEdit(document: AnyDocument): fc.Arbitrary<{pool: string; edited: AnyDocument}> {
  return fc.constantFrom(...Object.entries(document.pools)).chain(([pool, entry]) => {
    const usual = ROLE_FACTS[entry.role].layout.map(({certificate}) => [certificate, {}] as const);
    const all = entry.certificates ?? Object.fromEntries(usual);
    return fc.tuple(fc.constantFrom(...Object.keys(all)), certificateSettings(entry.role)).map(([name, settings]) => {
      const certificates = {...all, [name]: {...all[name], ...settings}};
      return {pool, edited: {...document, pools: {...document.pools, [pool]: {...entry, certificates}}}};
    });
  });
}

/** A pool more, a pool less, or a server more or less in one. */
function anyTopologyEdit(document: AnyDocument): fc.Arbitrary<AnyDocument> {
  const {pools, deployment} = document;
  const names = Object.keys(pools);
  const roles = ROLES.filter(role => ROLE_FACTS[role].products.includes(deployment.product) && role !== 'reverseProxy');
  const withPools = (changed: AnyDocument['pools']): AnyDocument => ({...document, pools: changed});
  const more = fc
    .constantFrom(...roles)
    .chain(role => anyPool(role, 'added09.contoso.com'))
    .map(pool => withPools({...pools, 'added09.contoso.com': pool}));
  const less = fc
    .constantFrom(...names)
    .map(gone => withPools(Object.fromEntries(Object.entries(pools).filter(([name]) => name !== gone))));
  const several = Object.entries(pools).filter(([name, {servers}]) => servers !== undefined && !servers.includes(name));
  if (several.length === 0) return fc.oneof(more, less);
  const servers = fc
    .tuple(fc.constantFrom(...several), fc.boolean())
    .map(([[name, pool], grows]) => withPools({...pools, [name]: {...pool, servers: resized(pool, grows)}}));
  return fc.oneof(more, less, servers);
}

const resized = ({servers = []}: PoolEntry, grows: boolean): readonly string[] =>
  grows || servers.length < 2 ? [...servers, 'added08.contoso.com'] : servers.slice(1);

/**
 * Slots that are declared as before, on servers on which every slot is: nothing may be planned for them but what was
 * planned before, and nothing for the trust of these servers.
 */
function expectUntouched(of: {before: Desired; after: Desired; actual: Actual}): void {
  const {before, after, actual} = of;
  const plans = [planOf({desired: before, actual}), planOf({desired: after, actual})] as const;
  const same = sameSlots(before, after);
  const touched = new Set(
    [...before.slots, ...after.slots].filter(({address}) => !same.has(address)).flatMap(slot => slot.members),
  );
  const servers = before.holders.map(({server}) => server).filter(server => !touched.has(server));
  for (const server of servers) {
    const [was, is] = plans.map(plan => onServer(plan, server));
    expect(is).toEqual(was);
  }
}

function sameSlots(before: Desired, after: Desired): ReadonlySet<string> {
  const known = new Map(before.slots.map(slot => [slot.address, JSON.stringify(withoutPlaces(slot))]));
  const same = after.slots.filter(slot => known.get(slot.address) === JSON.stringify(withoutPlaces(slot)));
  return new Set(same.map(({address}) => address));
}

const onServer = ({slots, actions, holders}: Plan, server: ServerId) =>
  withoutPlaces({
    holder: holders[server],
    actions: actions.filter(({on}) => on === server),
    slots: slots.filter(({members}) => members.some(member => member.server === server)),
  });
