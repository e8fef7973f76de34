/**
 * Four Edge Servers share one certificate. Whoever runs the apply may die at any step of it: the next applies bring the
 * same key to all four, and the CA issues once. On servers in memory, so that every step can be tried.
 */
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Desired, Slot} from '../../src/core/model/desired.ts';
import type {Usage} from '../../src/core/model/usage.ts';
import {LEASE_MS} from '../../src/engine/apply/hold-lock.ts';
import {deployment, EngineWorld} from '../support/deployment.ts';
import type {FakeAuthority} from '../support/fake-authority.ts';
import type {FakeServer} from '../support/fake-connection.ts';
import {type End, MortalConnection} from '../support/mortal-connection.ts';
import {quickKeys} from '../support/quick-keys.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const POOL = 'edgepool01.contoso.com';
const SERVERS = [1, 2, 3, 4].map(n => `edge0${n}.contoso.com`);
const USAGES: readonly Usage[] = ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication'];

function edgeOfFour(): Desired {
  const over = {key: {algorithm: 'rsa', size: 2048, exportable: true}} as const;
  const {holders, slots, deployment: about} = deployment({servers: SERVERS, over});
  const [own] = slots;
  if (own === undefined) throw new Error('there is no slot');
  const shared: Slot = {
    ...own,
    address: `${POOL}/external`,
    certificate: 'external',
    pool: POOL,
    scope: 'pool',
    delivery: 'copy',
    members: SERVERS,
    usages: USAGES,
    friendlyName: `AccessEdgeExternal - ${POOL}`,
  };
  return {deployment: about, holders: holders.map(one => ({...one, pool: POOL, role: 'edge'})), slots: [shared]};
}

const nextKey = quickKeys();

class EdgeWorld extends EngineWorld {
  readonly mortal: MortalConnection;

  readonly ca: FakeAuthority;
  readonly #before: number;

  /** @param ca one that has issued for other worlds before; by default a new one. */
  constructor(ca?: FakeAuthority) {
    const connection = new MortalConnection(nextKey);
    super(edgeOfFour(), connection);
    this.mortal = connection;
    this.ca = ca ?? this.authority;
    this.issuer = this.ca;
    this.#before = this.ca.orders.length;
  }

  /** Public keys of the certificates that work now, by member and usage; `none` where there is none. */
  keysInUse(): readonly string[] {
    const now = this.clock.now().getTime();
    return SERVERS.flatMap(server => {
      const {my, keys, assigned} = this.mortal.server(server);
      return USAGES.map(usage => {
        const facts = my.get(assigned.get(usage)?.current ?? '')?.facts;
        const works = facts !== undefined && keys.has(facts.spki) && Date.parse(facts.notAfter) > now;
        return works ? facts.spki : 'none';
      });
    });
  }

  /** Certificates that the CA issued since this world began; an order that was handed in again is no other one. */
  get issued(): number {
    return new Set(this.ca.orders.slice(this.#before).map(({csr}) => csr)).size;
  }

  /** A dead runner's lock may lie about, when its lease is over. */
  get heldLocks(): readonly string[] {
    const now = this.clock.now().getTime();
    return SERVERS.filter(server => Date.parse(this.mortal.server(server).lock?.lease ?? '') > now);
  }
}

/** A pool that has nothing yet, or copies of one whose certificate is due. */
async function preparing(begin: 'new' | 'due'): Promise<() => EdgeWorld> {
  if (begin === 'new') return () => new EdgeWorld();
  const first = new EdgeWorld();
  await first.apply();
  return () => {
    const world = new EdgeWorld(first.authority);
    for (const server of SERVERS) copyServer(first.mortal.server(server), world.mortal.server(server));
    world.clock.advance(246 * DAY);
    return world;
  };
}

function copyServer(from: FakeServer, to: FakeServer): void {
  for (const [thumbprint, entry] of from.my) to.my.set(thumbprint, {...entry});
  for (const part of ['ca', 'root', 'keys', 'assigned'] as const) {
    const [source, target]: readonly Map<string, unknown>[] = [from[part], to[part]];
    for (const [key, value] of source ?? []) target?.set(key, value);
  }
}

/** Applies until nothing is left to be done: other runners, who come when the leases of the dead one's locks are over. */
async function goOn(world: EdgeWorld): Promise<number> {
  world.mortal.revive();
  for (let applies = 0; ; applies++) {
    world.clock.advance(2 * LEASE_MS);
    if ((await world.plan()).plan.actions.length === 0) return applies;
    if (applies === 5) return Number.POSITIVE_INFINITY;
    await world.apply();
  }
}

/** What is wrong in the end, as a half sentence each. */
async function faultsAfter(world: EdgeWorld, begin: 'new' | 'due'): Promise<readonly string[]> {
  const before = begin === 'due' && world.keysInUse().includes('none') ? ['a usage has lost its certificate'] : [];
  const applies = await goOn(world);
  // What is staged for the media relay takes over a day later.
  world.clock.advance(2 * DAY);
  const after = await goOn(world);
  const keys = new Set(world.keysInUse());
  return [
    ...before,
    ...(applies <= 2 ? [] : [`${applies} more applies were needed`]),
    ...(after <= 1 ? [] : [`${after} applies were needed after the roll`]),
    ...(keys.has('none') ? ['a usage has no working certificate'] : []),
    ...(keys.size === 1 ? [] : [`there are ${keys.size} keys in use`]),
    ...(world.issued === 1 ? [] : [`the CA issued ${world.issued} certificates`]),
    ...(world.heldLocks.length === 0 ? [] : [`${world.heldLocks.join(', ')} stayed locked`]),
  ];
}

describe.each(['new', 'due'] as const)('an Edge pool of four whose certificate is %s', begin => {
  let prepared: () => EdgeWorld = () => new EdgeWorld();
  let steps: readonly string[] = [];

  beforeAll(async () => {
    prepared = await preparing(begin);
    const world = prepared();
    world.mortal.begun.length = 0;
    await world.apply();
    steps = [...world.mortal.begun];
  }, 60_000);

  test('is asked for once, exported once, and imported by three members', () => {
    const count = (verb: string): number => steps.filter(step => step.startsWith(`${verb} `)).length;
    expect(['createRequest', 'install', 'exportShared', 'importShared', 'assign'].map(count)).toEqual([1, 1, 1, 3, 12]);
  });

  test.each<[string, End]>([
    ['dies before any of the steps', 'before'],
    ['dies after any of the steps, unheard', 'after'],
    ['lives, but one of the steps fails', 'fails'],
  ])(
    'has one key on all members and one issue at the CA, when the runner %s',
    async (_title, end) => {
      const broken: string[] = [];
      for (const [at, step] of steps.entries()) {
        const world = prepared();
        world.mortal.dieAt(at, end);
        await world.apply();
        const hit = world.mortal.begun.length > at;
        const faults = await faultsAfter(world, begin);
        broken.push(...[...(hit ? [] : ['it was never reached']), ...faults].map(fault => `${at} ${step}: ${fault}`));
      }
      expect(broken).toEqual([]);
    },
    300_000,
  );
});
