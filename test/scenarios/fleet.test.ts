/**
 * 1,000 days of a fleet, with an apply every evening, through the engine on servers in memory. Servers and CAs are away
 * at random. `CSCERT_FLEET=whole` takes 200 servers, which needs minutes; every day it is 32 of the same shapes.
 * `CSCERT_SEED` repeats a failure.
 */
import {expect, test} from '@jest/globals';
import {groupBy} from '../../src/core/group.ts';
import type {PoolId, ServerId, Slot} from '../../src/core/model/desired.ts';
import {isGlobal, type Usage} from '../../src/core/model/usage.ts';
import {isTokenUsage} from '../../src/core/roll/tokens.ts';
import {takeOver} from '../support/fake-connection/server.ts';
import {type Assigned, FleetWorld, LIFETIMES, MINDED_POOL, SMALL, type Trouble, WHOLE} from '../support/fleet.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = 1000;
/** The usual policy (USUAL_UPKEEP and `renewBefore`), written down once more. */
const POLICY = {renewBefore: 0.33, spread: 0.1, retireAfterDays: 7} as const;

const whole = process.env['CSCERT_FLEET'] === 'whole';
const seed = Number(process.env['CSCERT_SEED'] ?? Date.now() % 1_000_000);

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** What is away, and until when. One in so many servers is away at a time, for one to five days each. */
class Weather {
  readonly #away = new Map<ServerId, number>();
  readonly #troubled = new Map<string, {readonly until: number; readonly trouble: Trouble}>();
  readonly #random = randomFrom(seed);
  outages = 0;

  /** The weather of a day. */
  turn(day: number, {connection, authorities, desired}: FleetWorld): void {
    const begins = 1 / (6 * desired.holders.length);
    connection.heal();
    for (const {server} of desired.holders) {
      if (this.#random() < begins) this.#begin(() => this.#away.set(server, day + this.#length()));
      if ((this.#away.get(server) ?? 0) > day) connection.unreachable(server);
    }
    for (const [name, authority] of authorities) {
      const trouble = (['away', 'mute', 'dark'] as const)[Math.floor(this.#random() * 3)] ?? 'away';
      if (this.#random() < 0.03) this.#begin(() => this.#troubled.set(name, {until: day + this.#length(), trouble}));
      const now = this.#troubled.get(name);
      authority.trouble = now !== undefined && now.until > day ? now.trouble : undefined;
    }
  }

  #begin(outage: () => void): void {
    this.outages++;
    outage();
  }

  #length(): number {
    return 1 + Math.floor(this.#random() * 5);
  }
}

/** Usages that had a working certificate once and have none now. */
function withoutCertificate(world: FleetWorld, had: Set<string>): readonly string[] {
  const now = world.clock.now();
  const day = now.toISOString().slice(0, 10);
  return world.desired.slots.flatMap(({members, usages}) =>
    members.flatMap(server =>
      usages.flatMap(usage => {
        const key = `${server} ${usage}`;
        if (works(world, server, usage)) had.add(key);
        else if (had.has(key)) return [`${day} ${key} has no working certificate`];
        return [];
      }),
    ),
  );
}

function works({connection, clock}: FleetWorld, server: ServerId, usage: Usage): boolean {
  const now = clock.now();
  const {my, keys, assigned} = connection.server(server);
  const assignment = assigned.get(usage);
  if (assignment === undefined) return false;
  const facts = my.get(takeOver(now, assignment).current)?.facts;
  if (facts === undefined || !keys.has(facts.spki)) return false;
  return Date.parse(facts.notBefore) <= now.getTime() && now.getTime() < Date.parse(facts.notAfter);
}

/** Days that a certificate is at least used before its successor is asked for. */
function shortestUse(slot: Slot): number {
  const lifetime = LIFETIMES[slot.spec.authority] ?? 0;
  return lifetime - Math.min(lifetime * POLICY.renewBefore * (1 + POLICY.spread), lifetime / 2);
}

/** Issues that came sooner than the policy explains, and slots that had more of them. */
function issuedTooOften(world: FleetWorld): readonly string[] {
  const issues = [...world.authorities.values()].flatMap(({issues: all}) => [...all.values()]);
  return world.desired.slots.flatMap(slot => {
    const times = issues
      .filter(one => one.slot === slot.address)
      .map(({time}) => time)
      .toSorted((a, b) => a - b);
    const most = 1 + Math.floor(DAYS / shortestUse(slot));
    const early = times.filter((time, at) => at > 0 && time - (times[at - 1] ?? 0) < shortestUse(slot) * DAY);
    return [
      ...(times.length <= most ? [] : [`${slot.address} was issued ${times.length} times, and ${most} are explained`]),
      ...early.map(time => `${slot.address} was issued too soon on ${new Date(time).toISOString()}`),
    ];
  });
}

/** Every server of a pool is done with before the next begins, and what signs tokens comes after the rest. */
function outOfOrder(assignments: readonly Assigned[], poolOf: ReadonlyMap<ServerId, PoolId>): readonly string[] {
  const ofPools = groupBy(
    assignments.filter(({usage}) => !isGlobal(usage)),
    ({server}) => poolOf.get(server) ?? '',
  );
  return [...ofPools].flatMap(([pool, all]) => {
    const rounds = all.map(({server, usage}) => `${isTokenUsage(usage) ? 'tokens' : 'rest'} ${server}`);
    const turns = rounds.filter((round, at) => round !== rounds[at - 1]);
    const kinds = turns.map(one => one.split(' ')[0]).filter((kind, at, list) => kind !== list[at - 1]);
    return [
      ...(new Set(turns).size === turns.length ? [] : [`${pool}: ${turns.join(', ')}`]),
      ...(kinds.join() === 'tokens,rest' || kinds.length > 2 ? [`${pool}: tokens moved before the rest`] : []),
    ];
  });
}

/** Saturday 22:00 to Sunday 04:00 UTC, and when the next such window opens. */
function window(time: number): {readonly open: boolean; readonly next: number} {
  const week = 7 * DAY;
  // 1 January 1970 was a Thursday; the first window opened on the third day at 22:00.
  const first = 2 * DAY + 22 * HOUR;
  const since = (((time - first) % week) + week) % week;
  return {open: since < 6 * HOUR, next: time - since + week};
}

/** Assignments of the minded pool outside of its window, although what was in use would have lasted. */
function outsideOfWindow({connection}: FleetWorld, poolOf: ReadonlyMap<ServerId, PoolId>): readonly string[] {
  return connection.assignments.flatMap(({time, server, usage, before}) => {
    if (poolOf.get(server) !== MINDED_POOL || isGlobal(usage) || before === undefined) return [];
    const {open, next} = window(time);
    const ends = Date.parse(connection.server(server).my.get(before)?.facts.notAfter ?? '');
    return open || ends < next + DAY
      ? []
      : [`${new Date(time).toISOString()} ${server} ${usage} outside of its window`];
  });
}

/**
 * Two of each are the most, the one in use and the one before or after it, and no key besides theirs. Replicas that the
 * product brings to servers which no slot names are not looked at.
 */
function grown({desired, connection, clock}: FleetWorld): readonly string[] {
  return desired.holders.flatMap(({server}) => {
    const {my, keys, requests, ca, root} = connection.server(server);
    const names = desired.slots.filter(({members}) => members.includes(server)).map(slot => slot.friendlyName);
    const ours = [...my.values()].filter(({friendlyName}) => names.some(name => friendlyName?.startsWith(name)));
    const fits = ours.length <= 2 * names.length && keys.size <= my.size + requests.size;
    const day = clock.now().toISOString().slice(0, 10);
    if (fits && ca.size <= 3 && root.size <= 3) return [];
    return [`${day} ${server}: ${ours.length} certificates for ${names.join(', ')}, ${keys.size} keys, ${ca.size} CAs`];
  });
}

test(`${whole ? 200 : 32} servers for 1,000 days: none is ever without a certificate, and none has more than the policy explains (seed ${seed})`, async () => {
  const world = await FleetWorld.make(whole ? WHOLE : SMALL);
  const poolOf = new Map(world.desired.holders.map(({server, pool}) => [server, pool]));
  const [weather, had] = [new Weather(), new Set<string>()];
  const broken: string[] = [];
  let switched = 0;
  for (let day = 0; day < DAYS && broken.length < 20; day++) {
    if (day > 0) weather.turn(day, world);
    world.connection.assignments.length = 0;
    await world.reconcile();
    switched += world.connection.assignments.length;
    broken.push(...outOfOrder(world.connection.assignments, poolOf), ...outsideOfWindow(world, poolOf));
    broken.push(...withoutCertificate(world, had));
    // Until just before the next apply.
    world.clock.advance(DAY - 1);
    broken.push(...withoutCertificate(world, had), ...grown(world));
    world.clock.advance(1);
  }
  broken.push(...[...world.connection.crowded].map(pool => `${pool}: two servers were touched at once`));
  expect([seed, [...broken, ...issuedTooOften(world)]]).toEqual([seed, []]);
  const issued = [...world.authorities.values()].map(({issues}) => issues.size).reduce((a, b) => a + b);
  // Something went on: every usage was served, and each certificate renewed as often as its lifetime asks for.
  expect(had.size).toBe(world.desired.slots.flatMap(({members, usages}) => members.flatMap(() => usages)).length);
  const least = world.desired.slots.map(slot => Math.floor(DAYS / (LIFETIMES[slot.spec.authority] ?? 1)));
  expect(issued).toBeGreaterThanOrEqual(least.reduce((a, b) => a + b));
  expect([weather.outages > 50, switched > issued]).toEqual([true, true]);
}, 3_600_000);

test('members of a pool that one is away from for good are renewed all the same, once each time', async () => {
  const world = await FleetWorld.make({...SMALL, frontEnd: {pools: 1, servers: 3}, mediation: {pools: 1, servers: 1}});
  const gone = ['edge1n4.contoso.com', 'fe1n3.contoso.com'];
  const had = new Set<string>();
  const broken: string[] = [];
  for (let day = 0; day < 150; day++) {
    if (day === 20) for (const server of gone) world.connection.unreachable(server);
    await world.reconcile();
    world.clock.advance(DAY);
    broken.push(...withoutCertificate(world, had).filter(line => !gone.some(server => line.includes(server))));
  }
  expect([...broken, ...issuedTooOften(world)]).toEqual([]);
}, 120_000);
