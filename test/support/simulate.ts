/**
 * What a plan's actions make of a world, without connections or authorities: pure, and as simple as can be.
 * Every certificate that is requested is issued at once, exactly as declared.
 */
import type {Part} from '../../src/core/diagnostic.ts';
import {makeMark} from '../../src/core/mark.ts';
import type {HolderState} from '../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../src/core/model/certificate.ts';
import type {ServerId, Slot} from '../../src/core/model/desired.ts';
import type {Action, Plan} from '../../src/core/model/plan.ts';
import {aCertificate, CORP, ISSUING, inDays, ROOT, sha256, type World} from './small-world.ts';

interface Simulation {
  readonly world: World;
  readonly now: Date;
  /** What was made for a slot in this run: the thumbprint that "known after apply" stands for. */
  readonly made: ReadonlyMap<string, StoredCertificate>;
}

/** The world after all of a plan's actions, in their order. Throws on an action that could not be done. */
export function simulate(world: World, plan: Plan, now: Date): World {
  const done = plan.actions.reduce<Simulation>(perform, {world, now, made: new Map()});
  return done.world;
}

function perform(simulation: Simulation, action: Action): Simulation {
  switch (action.verb) {
    case 'trust':
      return trust(simulation, action.on);
    case 'request':
      return discard(simulation, action.on, action.args.discard);
    case 'import':
      return importInto(simulation, action);
    case 'copy':
      return copy(simulation, action);
    case 'assign':
      return assignTo(simulation, action);
    case 'restart':
    case 'retire':
      return simulation;
    default:
      throw new Error(`unknown action: ${JSON.stringify(action satisfies never)}`);
  }
}

type Of<V extends Action['verb']> = Extract<Action, {verb: V}>;

function trust(simulation: Simulation, server: ServerId): Simulation {
  const {actual, desired} = simulation.world;
  const authorities = {...actual.authorities, corp: CORP};
  return change({...simulation, world: {desired, actual: {...actual, authorities}}}, server, state => ({
    ...state,
    stores: {...state.stores, Root: withOne(state.stores.Root, ROOT), CA: withOne(state.stores.CA, ISSUING)},
  }));
}

function discard(simulation: Simulation, server: ServerId, spki: string | undefined): Simulation {
  return change(simulation, server, state => ({
    ...state,
    requests: over(state.requests, all => all.filter(one => one.spki !== spki)),
  }));
}

function importInto(simulation: Simulation, {slot: address, on, args}: Of<'import'>): Simulation {
  const slot = slotOf(simulation, address);
  switch (args.source) {
    case 'request':
    case 'pending': {
      const spki = args.source === 'pending' ? args.spki : sha256(`${address} ${on} ${simulation.now.toISOString()}`);
      return discard(keep(simulation, {slot, on, certificate: issued(slot, spki, simulation.now)}), on, spki);
    }
    case 'store': {
      const there = find(simulation, on, args.thumbprint);
      const mark = makeMark({spki: there.spki, specDigest: slot.specDigest});
      return keep(simulation, {slot, on, certificate: {...there, friendlyName: args.friendlyName, mark}});
    }
    case 'pfx': {
      const file = simulation.world.actual.offered?.[address];
      if (file === undefined || !('ok' in file)) throw new Error(`no file for ${address}`);
      return keep(simulation, {slot, on, certificate: {...file.ok, hasPrivateKey: true}});
    }
    default:
      throw new Error(`unknown import: ${JSON.stringify(args satisfies never)}`);
  }
}

/** Two years, from this moment. */
function issued(slot: Slot, spki: string, now: Date): StoredCertificate {
  return aCertificate(slot, {
    label: `issued for ${spki}`,
    spki,
    notBefore: inDays(0, now),
    notAfter: inDays(730, now),
    template: {},
  });
}

function copy(simulation: Simulation, {slot: address, on, args}: Of<'copy'>): Simulation {
  const slot = slotOf(simulation, address);
  const thumbprint = args.thumbprint ?? simulation.made.get(address)?.thumbprint;
  const source = find(simulation, args.from, thumbprint);
  if (!source.hasPrivateKey) throw new Error(`${args.from} has no key to copy`);
  return keep(simulation, {slot, on, certificate: source});
}

function assignTo(simulation: Simulation, {slot: address, on, args}: Of<'assign'>): Simulation {
  const {delivery, members} = slotOf(simulation, address);
  const certificate = find(simulation, on, args.thumbprint ?? simulation.made.get(address)?.thumbprint, {
    anywhere: delivery === 'product',
  });
  // Assigning what is global brings certificate, key and assignment to every server that can be reached.
  return (delivery === 'product' ? members : [on]).reduce(
    (before, server) =>
      change(before, server, state => ({
        ...state,
        stores: delivery === 'product' ? {...state.stores, My: withOne(state.stores.My, certificate)} : state.stores,
        assigned: over(state.assigned, all => ({...all, [args.usage]: {current: certificate.thumbprint}})),
      })),
    simulation,
  );
}

function keep(
  simulation: Simulation,
  {slot, on, certificate}: {readonly slot: Slot; readonly on: ServerId; readonly certificate: StoredCertificate},
): Simulation {
  const kept = change(simulation, on, state => ({
    ...state,
    stores: {...state.stores, My: withOne(state.stores.My, certificate)},
  }));
  return {...kept, made: new Map([...simulation.made, [slot.address, certificate]])};
}

function find(
  {world}: Simulation,
  server: ServerId,
  thumbprint: string | undefined,
  {anywhere = false} = {},
): StoredCertificate {
  const servers = anywhere ? [server, ...Object.keys(world.actual.holders)] : [server];
  const all = servers.flatMap(name => {
    const part = world.actual.holders[name];
    return part !== undefined && 'ok' in part && 'ok' in part.ok.stores.My ? part.ok.stores.My.ok : [];
  });
  const found = all.find(one => one.thumbprint === thumbprint && (one.hasPrivateKey || !anywhere));
  if (found === undefined) throw new Error(`${thumbprint} is not on ${server}`);
  return found;
}

function slotOf({world}: Simulation, address: string): Slot {
  const slot = world.desired.slots.find(one => one.address === address);
  if (slot === undefined) throw new Error(`no slot ${address}`);
  return slot;
}

/** A server that cannot be read stays as it is. */
function change(simulation: Simulation, server: ServerId, how: (state: HolderState) => HolderState): Simulation {
  const {desired, actual} = simulation.world;
  const part = actual.holders[server];
  if (part === undefined || !('ok' in part)) return simulation;
  const holders = {...actual.holders, [server]: {ok: how(part.ok)}};
  return {...simulation, world: {desired, actual: {...actual, holders}}};
}

function over<T>(part: Part<T>, how: (value: T) => T): Part<T> {
  return 'ok' in part ? {ok: how(part.ok)} : part;
}

function withOne(part: Part<readonly StoredCertificate[]>, certificate: StoredCertificate) {
  return over(part, all => [...all.filter(one => one.thumbprint !== certificate.thumbprint), certificate]);
}
