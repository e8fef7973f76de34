/**
 * A roll hour by hour, through the engine on servers in memory: whatever a member signs at any hour, every member
 * accepts for as long as it is valid. One member is away while the others renew, and applies are run every hour.
 */
import {describe, expect, test} from '@jest/globals';
import type {Assignment} from '../../src/core/model/actual.ts';
import type {Desired, ServerId, Slot} from '../../src/core/model/desired.ts';
import type {Usage} from '../../src/core/model/usage.ts';
import {TOKEN_USAGES} from '../../src/core/roll/tokens.ts';
import {deployment, EngineWorld, FE_POOL, FE1, FE2, MED} from '../support/deployment.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MEMBERS = [FE1, FE2, MED];

/** Three servers that share what the usages need, or one certificate for the deployment. */
function desiredFor(usages: readonly Usage[]): Desired {
  const over = {key: {algorithm: 'rsa', size: 2048, exportable: true}} as const;
  const {holders, slots, deployment: about} = deployment({servers: MEMBERS, over});
  const [own] = slots;
  if (own === undefined) throw new Error('there is no slot');
  const {pool: _, ...rest} = own;
  const members = MEMBERS.toSorted();
  const global = usages.includes('OAuthTokenIssuer');
  const slot: Slot = {
    ...(global ? rest : own),
    address: global ? 'global/oauth' : `${FE_POOL}/tokens`,
    certificate: 'tokens',
    scope: global ? 'global' : 'pool',
    delivery: global ? 'product' : 'copy',
    members,
    usages,
  };
  return {deployment: about, holders: holders.map(one => ({...one, pool: FE_POOL})), slots: [slot]};
}

interface Seen {
  readonly time: number;
  readonly signing: ReadonlyMap<ServerId, string>;
}

/** What is wrong with the tokens of one hour: each must be accepted by every member, also those of the last hours. */
function faultsAt(world: EngineWorld, usage: Usage, history: Seen[]): readonly string[] {
  const now = world.clock.now();
  const hour = now.toISOString().slice(0, 13);
  const assignments = new Map<ServerId, Assignment | undefined>(
    MEMBERS.map(server => [server, world.connection.server(server).assigned.get(usage)]),
  );
  const signing = new Map(
    MEMBERS.flatMap(server => {
      const current = assignments.get(server)?.current;
      return current === undefined ? [] : [[server, current] as const];
    }),
  );
  history.push({time: now.getTime(), signing});
  const lifetime = TOKEN_USAGES[usage]?.lifetime ?? 0;
  const stillValid = history.filter(({time}) => time > now.getTime() - lifetime);
  const tokens = new Set(stillValid.flatMap(seen => [...seen.signing.values()]));
  return MEMBERS.flatMap(server => {
    const {my, keys} = world.connection.server(server);
    const known = [assignments.get(server)?.current, assignments.get(server)?.previous];
    const own = my.get(signing.get(server) ?? '')?.facts;
    const works =
      own &&
      keys.has(own.spki) &&
      Date.parse(own.notAfter) > now.getTime() &&
      Date.parse(own.notBefore) <= now.getTime();
    const rejected = [...tokens].filter(thumbprint => !known.includes(thumbprint) || !my.has(thumbprint));
    return [
      ...(works ? [] : [`${hour} ${server} signs with what does not work`]),
      ...rejected.map(thumbprint => `${hour} ${server} rejects tokens of ${thumbprint.slice(0, 8)}`),
      ...(new Set(signing.values()).size === 1 ? [] : [`${hour} members sign with different keys`]),
    ];
  });
}

/** Time goes by hour by hour; what a connection reads brings what is staged into effect. */
async function simulate(world: EngineWorld, hours: number, each: (hour: number) => Promise<void>): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    world.clock.advance(HOUR);
    for (const server of MEMBERS) await world.connection.read(server, {deep: false}, world.cx);
    await each(hour);
  }
}

describe.each([
  ['of the media relay', ['AudioVideoAuthentication']],
  [
    'of the media relay in a combined certificate',
    ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication'],
  ],
  ['of OAuth', ['OAuthTokenIssuer']],
] as const)('tokens %s', (_title, usages) => {
  const usage = usages.at(-1) ?? 'AudioVideoAuthentication';

  test('are accepted everywhere at every hour of a renewal, with applies each hour and a member that is away', async () => {
    const world = new EngineWorld(desiredFor(usages));
    await world.apply();
    const [first] = world.authority.orders;
    const began = world.connection.server(FE1).assigned.get(usage)?.current;
    expect([first !== undefined, began !== undefined]).toEqual([true, true]);
    // A third of 365 days before its end it is renewed: on day 245.
    world.clock.advance(244 * DAY);
    const faults: string[] = [];
    const history: Seen[] = [];
    const moments = new Set<string>();
    await simulate(world, 12 * 24, async hour => {
      if (hour === 10) world.connection.unreachable(FE2);
      if (hour === 30) world.connection.heal();
      await world.apply();
      faults.push(...faultsAt(world, usage, history));
      for (const server of MEMBERS) {
        const staged = world.connection.server(server).assigned.get(usage)?.staged;
        if (staged !== undefined) moments.add(staged.at);
      }
    });
    expect(faults).toEqual([]);
    expect(world.authority.orders).toHaveLength(2);
    expect(moments.size).toBe(1);
    const ends = MEMBERS.map(server => world.connection.server(server).assigned.get(usage));
    expect(new Set(ends.map(one => one?.current)).size).toBe(1);
    expect(ends[0]?.current).not.toBe(began);
    // The certificate before is forgotten when its tokens have run out, and removed a week later.
    expect(ends.map(one => one?.previous)).toEqual([undefined, undefined, undefined]);
    expect(MEMBERS.map(server => world.connection.server(server).my.size)).toEqual([1, 1, 1]);
    expect((await world.plan()).plan.actions).toEqual([]);
  }, 120_000);
});
