/**
 * What a plan's actions make of a world, without connections or authorities: pure, and as simple as can be.
 * Every certificate that is requested is issued at once, exactly as declared.
 */
import type {Part} from '../../src/core/diagnostic.ts';
import {specDigest} from '../../src/core/digest.ts';
import {makeMark} from '../../src/core/mark.ts';
import type {Assignment, AuthorityFacts, AuthorityState, HolderState} from '../../src/core/model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../../src/core/model/certificate.ts';
import type {ServerId, Slot} from '../../src/core/model/desired.ts';
import type {Action, Plan} from '../../src/core/model/plan.ts';
import {issuersOf} from '../../src/core/policy/climb.ts';
import {aCertificate, inDays, NEW, sha256, type World} from './small-world.ts';

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
      return trust(simulation, action);
    case 'request':
      return discard(simulation, action.on, action.args.discard);
    case 'import':
      return importInto(simulation, action);
    case 'copy':
      return copy(simulation, action);
    case 'assign':
      return assignTo(simulation, action);
    case 'restart':
      return change(simulation, action.on, ({restartOwed: _, ...state}) => state);
    case 'retire':
      return retire(simulation, action);
    default:
      throw new Error(`unknown action: ${JSON.stringify(action satisfies never)}`);
  }
}

type Of<V extends Action['verb']> = Extract<Action, {verb: V}>;

/** A null certificate stands for the whole chain of an authority that is made now. */
function trust({world, ...rest}: Simulation, {on, args}: Of<'trust'>): Simulation {
  const {desired, actual} = world;
  const authorities = args.certificate === null ? {...actual.authorities, [args.authority]: NEW} : actual.authorities;
  const {roots, intermediates} = chainOf(authorities[args.authority]);
  const before = actual.holders[on];
  // What lies in the wrong store alone is put into the right one as well.
  const there = (['CA', 'Root', 'My'] as const).flatMap(store => {
    const part = before !== undefined && 'ok' in before ? before.ok.stores[store] : undefined;
    return part !== undefined && 'ok' in part && args.certificate !== null ? part.ok : [];
  });
  const wanted = (certificates: readonly CertificateFacts[]): readonly StoredCertificate[] =>
    certificates
      .filter(one => args.certificate === null || one.thumbprint === args.certificate.thumbprint)
      .map(one => ({...one, hasPrivateKey: false}));
  return change({...rest, world: {desired, actual: {...actual, authorities}}}, on, state => ({
    ...state,
    stores: {
      ...state.stores,
      Root: wanted([...(args.store === 'Root' ? there : []), ...roots]).reduce(withOne, state.stores.Root),
      CA: wanted([...(args.store === 'CA' ? there : []), ...intermediates]).reduce(withOne, state.stores.CA),
    },
  }));
}

function chainOf(authority: AuthorityState | undefined): AuthorityFacts {
  if (authority === undefined || 'problem' in authority.chain) throw new Error('the authority is not known');
  if (authority.chain.ok === 'made on first use') throw new Error('the authority was not made');
  return authority.chain.ok;
}

function retire(simulation: Simulation, {on, args}: Of<'retire'>): Simulation {
  const forget = ([usage, assignment]: readonly [string, Assignment]): readonly [string, Assignment] => {
    const {previous, ...rest} = assignment;
    return [usage, previous === args.thumbprint ? rest : assignment];
  };
  return change(simulation, on, state => ({
    ...state,
    assigned: over(state.assigned, all => Object.fromEntries(Object.entries(all).map(forget))),
    stores: {
      ...state.stores,
      My: over(state.stores.My, all => all.filter(one => !args.removed || one.thumbprint !== args.thumbprint)),
    },
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
      return discard(keep(simulation, {slot, on, certificate: issued(slot, spki, simulation)}), on, spki);
    }
    case 'store': {
      const there = find(simulation, on, args.thumbprint);
      const mark = makeMark({spki: there.spki, specDigest: specDigest(slot.spec)});
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
function issued(slot: Slot, spki: string, {world, now}: Simulation): StoredCertificate {
  const [issuer] = chainOf(world.actual.authorities[slot.spec.authority]).intermediates;
  if (issuer === undefined) throw new Error('the authority has nothing to issue with');
  return aCertificate(slot, {
    label: `issued for ${spki}`,
    spki,
    issuer: issuer.subject,
    authorityKeyId: issuer.subjectKeyId ?? '',
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
  const issuers = issuersOf(source, caOf(simulation, args.from)).map(one => ({...one, hasPrivateKey: false}));
  const brought = change(simulation, on, state => ({
    ...state,
    stores: {...state.stores, CA: issuers.filter(one => !one.selfIssued).reduce(withOne, state.stores.CA)},
  }));
  return keep(brought, {slot, on, certificate: source});
}

function assignTo(simulation: Simulation, {slot: address, on, args, effective}: Of<'assign'>): Simulation {
  const {delivery, members} = slotOf(simulation, address);
  const thumbprint = args.thumbprint ?? simulation.made.get(address)?.thumbprint ?? '';
  const since = simulation.now.toISOString();
  const pointed = (before: Assignment | undefined): Assignment => {
    if (before === undefined) return {current: thumbprint, since};
    if (effective !== undefined) return {...before, staged: {thumbprint, at: effective}};
    return before.current === thumbprint
      ? {current: thumbprint, since}
      : {current: thumbprint, previous: before.current, since};
  };
  const point = (state: HolderState): HolderState => ({
    ...state,
    assigned: over(state.assigned, all => ({...all, [args.usage]: pointed(all[args.usage])})),
  });
  if (delivery !== 'product') {
    find(simulation, on, thumbprint);
    return change(simulation, on, point);
  }
  // Assigning what is global brings certificate, key and assignment to every server that can be reached.
  const original = findShared(simulation, on, thumbprint);
  const bring = (my: readonly StoredCertificate[]): readonly StoredCertificate[] => [
    ...my.filter(one => one.thumbprint !== thumbprint),
    my.find(one => one.thumbprint === thumbprint && one.hasPrivateKey) ?? original,
  ];
  return members.reduce(
    (before, server) =>
      change(before, server, state => point({...state, stores: {...state.stores, My: over(state.stores.My, bring)}})),
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

const myOf = ({world}: Simulation, server: ServerId): readonly StoredCertificate[] => {
  const part = world.actual.holders[server];
  return part !== undefined && 'ok' in part && 'ok' in part.ok.stores.My ? part.ok.stores.My.ok : [];
};

const caOf = ({world}: Simulation, server: ServerId): readonly StoredCertificate[] => {
  const part = world.actual.holders[server];
  return part !== undefined && 'ok' in part && 'ok' in part.ok.stores.CA ? part.ok.stores.CA.ok : [];
};

function find(simulation: Simulation, server: ServerId, thumbprint: string | undefined): StoredCertificate {
  const found = myOf(simulation, server).find(one => one.thumbprint === thumbprint);
  if (found === undefined) throw new Error(`${thumbprint} is not on ${server}`);
  return found;
}

/** What the product brings: what lies where it is assigned now, else what one of those has who use it, or soon will. */
function findShared(simulation: Simulation, server: ServerId, thumbprint: string): StoredCertificate {
  const others = Object.entries(simulation.world.actual.holders).flatMap(([name, part]) => {
    const assigned = 'ok' in part && 'ok' in part.ok.assigned ? Object.values(part.ok.assigned.ok) : [];
    return assigned.some(({current, staged}) => current === thumbprint || staged?.thumbprint === thumbprint)
      ? [name]
      : [];
  });
  const all = [server, ...others].flatMap(name => myOf(simulation, name));
  const found = all.find(one => one.thumbprint === thumbprint && one.hasPrivateKey);
  if (found === undefined) throw new Error(`${thumbprint} is nowhere with its key`);
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

function withOne(
  part: Part<readonly StoredCertificate[]>,
  certificate: StoredCertificate,
): Part<readonly StoredCertificate[]> {
  return over(part, all => [...all.filter(one => one.thumbprint !== certificate.thumbprint), certificate]);
}
