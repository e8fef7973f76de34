/**
 * Whole applies of random deployments, with pools of every role that there is, on servers and CAs in memory: whatever a
 * CA answers and whichever server is away, an apply leaves nothing that another one could do now.
 * CSCERT_RUNS says how often, CSCERT_SEED repeats a failure.
 */
import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Plan} from '../../../src/core/model/plan.ts';
import type {World} from '../../../src/engine/world.ts';
import {desiredOf} from '../../config/resolve/load-yaml.ts';
import {dealer, EngineWorld} from '../../support/deployment.ts';
import {FakeAuthority, type FakeReply} from '../../support/fake-authority.ts';
import {FakeConnection} from '../../support/fake-connection.ts';
import {AUTHORITIES, anyDocument, textOf} from '../../support/random-deployment.ts';
import {runs} from '../../support/runs.ts';

const RUNS = runs(12);
/** Keys take a while, so large deployments are left to the properties of plans. */
const MOST_KEYS = 24;
const DAY = 86_400_000;

/** What goes wrong in an apply, or is not ready yet. */
interface Mishaps {
  /** By authority: what it says to one order after the other; then it issues. */
  readonly replies: readonly (readonly FakeReply[])[];
  /** Of this many servers one is away; none if nought. */
  readonly away: number;
}

const anyMishaps: fc.Arbitrary<Mishaps> = fc.record({
  replies: fc.tuple(
    ...AUTHORITIES.map(() =>
      fc.array(fc.constantFrom<FakeReply>('issue', 'issue', 'waiting', 'denied'), {maxLength: 6}),
    ),
  ),
  away: fc.constantFrom(0, 0, 2, 3),
});

/** A deployment on servers of which nothing is known yet. */
class RandomWorld extends EngineWorld {
  readonly authorities = new Map<string, FakeAuthority>();

  constructor(text: string) {
    super(desiredOf(text), new FakeConnection(dealer(MOST_KEYS)));
    const from = new Date(this.clock.now().getTime() - DAY);
    for (const name of AUTHORITIES) this.authorities.set(name, new FakeAuthority(from, name));
  }

  override get world(): World {
    return {connections: new Map([['stores', this.connection]]), authorities: this.authorities};
  }

  trouble({replies, away}: Mishaps): void {
    for (const [index, name] of AUTHORITIES.entries()) {
      for (const reply of replies[index] ?? []) this.authorities.get(name)?.reply(reply);
    }
    const servers = this.desired.holders.map(({server}) => server);
    for (const [index, server] of servers.entries()) {
      if (away > 0 && index % away === away - 1) this.connection.unreachable(server);
    }
  }

  /** Whoever was away is back, and whatever waited is approved. */
  heal(): void {
    this.connection.heal();
    for (const server of this.connection.servers.values()) {
      for (const {authority, progress} of server.requests.values()) {
        if (progress.state === 'waiting') this.authorities.get(authority)?.approve(progress.ticket);
      }
    }
  }
}

const keysOf = (text: string): number =>
  desiredOf(text).slots.reduce((sum, {delivery, members}) => sum + (delivery === 'own' ? members.length : 1), 0);

const anyText = anyDocument.map(textOf).filter(text => keysOf(text) <= MOST_KEYS);

/** What of a plan could be done now: slots that change, and trust of servers that can be reached. */
const undone = ({slots, actions}: Plan): readonly string[] => [
  ...slots.filter(({state}) => state === 'changes').map(({address, state}) => `${address}: ${state}`),
  ...actions.filter(({verb}) => verb === 'trust').map(({id}) => id),
];

test('after an apply, a plan holds only what waits, is unknown or needs a person', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyMishaps, async (text, mishaps) => {
      const world = new RandomWorld(text);
      world.trouble(mishaps);
      await world.apply();
      expect(undone((await world.plan()).plan)).toEqual([]);
      expect(world.locked).toEqual([]);

      world.heal();
      await world.apply();
      const {plan} = await world.plan();
      expect(undone(plan)).toEqual([]);
      expect(plan.slots.filter(({state}) => state === 'unknown')).toEqual([]);
    }),
    RUNS,
  );
});

test('a second apply does nothing, and asks no authority for anything', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async text => {
      const world = new RandomWorld(text);
      await world.apply();
      const orders = () => [...world.authorities.values()].map(authority => authority.orders.length);
      const [before, calls] = [orders(), world.connection.calls.length];
      expect(await world.apply()).toEqual([]);
      expect(orders()).toEqual(before);
      expect(world.connection.calls.length).toBe(calls);
    }),
    RUNS,
  );
});

test('however much time goes by between applies, each leaves nothing that another one could do now', async () => {
  const small = anyDocument.map(textOf).filter(text => keysOf(text) <= MOST_KEYS / 4);
  const steps = fc.array(fc.integer({min: 1, max: 250}), {minLength: 1, maxLength: 4});
  await fc.assert(
    fc.asyncProperty(small, steps, async (text, days) => {
      const world = new RandomWorld(text);
      for (const step of [0, ...days]) {
        world.clock.advance(step * DAY);
        await world.apply();
        expect(undone((await world.plan()).plan)).toEqual([]);
        expect(world.locked).toEqual([]);
      }
    }),
    RUNS,
  );
});
