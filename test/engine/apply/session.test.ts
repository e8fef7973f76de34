import {describe, expect, test} from '@jest/globals';
import {LEASE_MS} from '../../../src/engine/apply/hold-lock.ts';
import {openSession, type Session} from '../../../src/engine/apply/session.ts';
import type {StepResult} from '../../../src/engine/ports/connection.ts';
import {EngineWorld, FE1} from '../../support/deployment.ts';
import {settle} from '../../support/manual-clock.ts';

const LOCK = {id: 'me', operation: 'apply', owner: 'admin@runner', run: '1', version: '0.1.0'};

function open(world: EngineWorld, timeoutMs: number) {
  const {connection, clock, emit, cx, stopping} = world;
  return openSession({
    server: FE1,
    connection,
    request: {lock: LOCK, timeoutMs},
    clock,
    emit,
    cx,
    stopping: stopping.signal,
  });
}

async function mustOpen(world: EngineWorld): Promise<Session> {
  const opened = await open(world, 0);
  if (!('session' in opened)) throw new Error(`not opened: ${JSON.stringify(opened)}`);
  return opened.session;
}

/** Seconds after the start at which somebody tried to lock. */
function watchTries(world: EngineWorld): readonly number[] {
  const tries: number[] = [];
  const start = world.clock.now().getTime();
  const perform = world.connection.perform.bind(world.connection);
  world.connection.perform = async (server, steps, cx) => {
    if (steps.some(step => step.do === 'lock')) tries.push((world.clock.now().getTime() - start) / 1000);
    return perform(server, steps, cx);
  };
  return tries;
}

/** Every step but those of the lock goes on for so long after it was done. */
function slow(world: EngineWorld, stepMs: number): void {
  const perform = world.connection.perform.bind(world.connection);
  world.connection.perform = async (server, steps, cx) => {
    const results: StepResult[] = [];
    for (const step of steps) {
      results.push(...(await perform(server, [step], cx)));
      if (results.at(-1)?.outcome === 'failed') break;
      if (step.do !== 'lock' && step.do !== 'unlock') await world.clock.sleep(stepMs, cx.signal);
    }
    return results;
  };
}

describe('taking the lock', () => {
  test('locks the server, says so, and gives the lock back at the end', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    expect(world.connection.server(FE1).lock).toMatchObject({id: 'me', owner: 'admin@runner'});
    await session.close();
    expect(world.connection.server(FE1).lock).toBeUndefined();
    expect(world.events.map(event => event.type)).toEqual(['lock_acquired', 'lock_released']);
  });

  test("waits for another's lock with growing pauses of 1, 2, 4, 8, 16 and never more seconds", async () => {
    const world = new EngineWorld();
    world.lockByOther(FE1, 60_000);
    const tries = watchTries(world);
    const opening = open(world, 600_000);
    await world.clock.pass(64_000);
    expect(await opening).toHaveProperty('session');
    expect(tries).toEqual([0, 1, 3, 7, 15, 31, 47, 63]);
  });

  test('says whose lock it waits for', async () => {
    const world = new EngineWorld();
    world.lockByOther(FE1, 2_000);
    const opening = open(world, 60_000);
    await world.clock.pass(3_000);
    await opening;
    expect(world.ofType('lock_waiting').map(({lock, elapsedMs}) => [lock.owner, elapsedMs])).toEqual([
      ['eve@elsewhere', 0],
      ['eve@elsewhere', 1000],
    ]);
  });

  test('gives up at the end of its time and not before: the last try is made then', async () => {
    const world = new EngineWorld();
    world.lockByOther(FE1, 600_000);
    const tries = watchTries(world);
    const opening = open(world, 10_000);
    await world.clock.pass(20_000);
    expect(await opening).toMatchObject({
      problem: {code: 'LOCK_HELD', detail: expect.stringContaining('eve@elsewhere')},
    });
    expect(tries).toEqual([0, 1, 3, 7, 10]);
  });

  test('without a time to wait refuses at once', async () => {
    const world = new EngineWorld();
    world.lockByOther(FE1, 600_000);
    expect(await open(world, 0)).toMatchObject({problem: {code: 'LOCK_HELD'}});
    expect(world.ofType('lock_waiting')).toEqual([]);
    expect(world.connection.server(FE1).lock).toMatchObject({id: 'other'});
  });

  test('takes over a lock whose lease has run out, with a warning', async () => {
    const world = new EngineWorld();
    world.lockByOther(FE1, -1);
    await mustOpen(world);
    expect(world.connection.server(FE1).lock).toMatchObject({id: 'me'});
    expect(world.ofType('diagnostic')).toMatchObject([{diagnostic: {severity: 'warning', code: 'LOCK_TAKEN_OVER'}}]);
  });

  test('stops waiting at the first interrupt', async () => {
    const world = new EngineWorld();
    world.lockByOther(FE1, 600_000);
    const opening = open(world, 600_000);
    await settle();
    world.stopping.abort();
    expect(await opening).toEqual({interrupted: true});
    expect(world.clock.sleeping).toBe(0);
  });

  test('does not wait for what no waiting mends', async () => {
    const world = new EngineWorld();
    world.connection.unreachable(FE1);
    expect(await open(world, 600_000)).toMatchObject({problem: {code: 'FAKE_UNREACHABLE'}});
  });

  test('tells an exception of the connection as a problem', async () => {
    const world = new EngineWorld();
    world.connection.perform = async () => Promise.reject(new Error('broken pipe'));
    expect(await open(world, 0)).toMatchObject({
      problem: {code: 'UNEXPECTED', detail: expect.stringContaining('broken pipe')},
    });
  });
});

describe('keeping the lock', () => {
  test('renews the lease three times as often as it runs out; the beginning stays the same', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    const first = world.connection.server(FE1).lock;
    await world.clock.pass(5 * LEASE_MS);
    const last = world.connection.server(FE1).lock;
    expect(last?.since).toBe(first?.since);
    expect(Date.parse(last?.lease ?? '') - world.clock.now().getTime()).toBeGreaterThanOrEqual((LEASE_MS * 2) / 3);
    expect(world.connection.calls.filter(call => call.steps.includes('lock'))).toHaveLength(1 + 15);
    await session.close();
    expect(world.clock.sleeping).toBe(0);
  });

  /** How little of a lease is ever left on the server, where each renewal is written so long after it was begun. */
  async function leastLease(renewalMs: number): Promise<number> {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    const perform = world.connection.perform.bind(world.connection);
    world.connection.perform = async (server, steps, cx) => {
      if (steps[0]?.do === 'lock') await world.clock.sleep(renewalMs, cx.signal);
      return perform(server, steps, cx);
    };
    let least = Number.POSITIVE_INFINITY;
    for (let second = 0; second < 300; second++) {
      await world.clock.pass(1_000);
      const {lease} = world.connection.server(FE1).lock ?? {lease: ''};
      least = Math.min(least, Date.parse(lease) - world.clock.now().getTime());
    }
    const closing = session.close();
    await world.clock.pass(renewalMs);
    await closing;
    return least;
  }

  test.each([
    [0, LEASE_MS - 20_000],
    [5_000, LEASE_MS - 25_000],
    [25_000, LEASE_MS - 50_000],
  ])(
    'a renewal that takes %i ms is begun 20 seconds after the one before, or as soon as that has ended',
    async (renewalMs, leaseMs) => {
      expect(await leastLease(renewalMs)).toBeGreaterThanOrEqual(leaseMs - 1_000);
    },
  );

  test('a failed renewal is a warning and the work goes on', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    world.connection.failNext(FE1, 'lock');
    await world.clock.pass(LEASE_MS / 3);
    expect(world.ofType('diagnostic')).toMatchObject([{diagnostic: {severity: 'warning', code: 'FAKE_STEP_FAILED'}}]);
    const [result] = await session.perform([{do: 'dropPrevious', usage: 'Default'}]);
    expect(result?.outcome).toBe('already-done');
    await session.close();
  });

  test('when another run has taken the lock over, nothing more is done, and its lock is left alone', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    world.lockByOther(FE1, 600_000);
    await world.clock.pass(LEASE_MS / 3);
    const before = world.connection.calls.length;
    expect(await session.perform([{do: 'dropPrevious', usage: 'Default'}])).toMatchObject([
      {outcome: 'failed', problem: {code: 'LOCK_LOST'}},
    ]);
    await session.close();
    expect(world.connection.calls).toHaveLength(before);
    expect(world.connection.server(FE1).lock).toMatchObject({id: 'other'});
    expect(world.ofType('lock_released')).toEqual([]);
  });

  const STEP = {do: 'dropPrevious', usage: 'Default'} as const;

  test.each<[string, (world: EngineWorld) => void]>([
    ['has the lock', world => void world.lockByOther(FE1, 600_000)],
    ['had the lock, let it lapse, and was never seen again', world => void world.lockByOther(FE1, -1)],
    [
      'had the lock and has given it back',
      world => {
        world.connection.server(FE1).lock = undefined;
      },
    ],
  ])(
    'a run that was held up for longer than its lease does nothing more where another %s',
    async (_what, meanwhile) => {
      const world = new EngineWorld();
      const session = await mustOpen(world);
      world.clock.jump(LEASE_MS);
      meanwhile(world);
      const there = world.connection.server(FE1).lock;
      for (let step = 0; step < 2; step++)
        expect(await session.perform([STEP])).toMatchObject([{outcome: 'failed', problem: {code: 'LOCK_LOST'}}]);
      await session.close();
      expect(world.connection.calls.flatMap(({steps}) => steps)).toEqual(['lock', 'lock']);
      expect(world.connection.server(FE1).lock).toBe(there);
      expect(world.ofType('lock_released')).toEqual([]);
    },
  );

  test('a run that was held up goes on where nobody wanted the lock meanwhile', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    world.clock.jump(10 * LEASE_MS);
    for (let step = 0; step < 2; step++)
      expect(await session.perform([STEP])).toMatchObject([{outcome: 'already-done'}]);
    // Once for the two of them.
    expect(world.connection.calls.flatMap(({steps}) => steps)).toEqual(['lock', 'lock', STEP.do, STEP.do]);
    await session.close();
    expect(world.connection.server(FE1).lock).toBeUndefined();
  });

  test('a lock of which nobody can tell whose it is any more is not acted upon until somebody can', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    world.clock.jump(LEASE_MS);
    world.connection.failNext(FE1, 'lock');
    expect(await session.perform([STEP])).toMatchObject([{outcome: 'failed', problem: {code: 'FAKE_STEP_FAILED'}}]);
    expect(await session.perform([STEP])).toMatchObject([{outcome: 'already-done'}]);
    await session.close();
  });

  test('is given back even when everything is broken off', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    world.cancelling.abort();
    await session.close();
    expect(world.connection.server(FE1).lock).toBeUndefined();
  });

  test('a lock that cannot be given back is a warning, not an error', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    world.connection.failNext(FE1, 'unlock');
    await session.close();
    expect(world.ofType('diagnostic')).toMatchObject([{diagnostic: {severity: 'warning'}}]);
    expect(world.ofType('lock_released')).toEqual([]);
  });

  describe('while a call is running', () => {
    const OTHER = {do: 'oweRestart'} as const;

    test('goes on, so that no other run gets the lock, however long the call takes', async () => {
      const world = new EngineWorld();
      const session = await mustOpen(world);
      slow(world, 70_000);
      const performing = session.perform([STEP]);
      await world.clock.pass(69_000);
      const other = {...LOCK, id: 'other', since: '', lease: world.clock.now().toISOString()};
      expect(await world.connection.perform(FE1, [{do: 'lock', lock: other}], world.cx)).toMatchObject([
        {outcome: 'failed', problem: {code: 'LOCK_HELD'}},
      ]);
      await world.clock.pass(1_000);
      expect(await performing).toMatchObject([{outcome: 'already-done'}]);
      await session.close();
    });

    test('that finds the lock lost leaves what is running alone, and nothing after it is begun', async () => {
      const world = new EngineWorld();
      const session = await mustOpen(world);
      slow(world, 30_000);
      const performing = session.perform([STEP, OTHER]);
      await settle();
      world.lockByOther(FE1, 600_000);
      await world.clock.pass(30_000);
      expect(await performing).toMatchObject([
        {outcome: 'already-done'},
        {outcome: 'failed', problem: {code: 'LOCK_LOST'}},
      ]);
      expect(world.connection.server(FE1).restartOwed).toBeUndefined();
      await session.close();
      expect(world.connection.server(FE1).lock).toMatchObject({id: 'other'});
    });

    test('that cannot be made for a whole lease keeps the next step from being begun until it can', async () => {
      const world = new EngineWorld();
      const session = await mustOpen(world);
      slow(world, 70_000);
      const performing = session.perform([STEP, OTHER]);
      await settle();
      world.connection.unreachable(FE1);
      await world.clock.pass(69_000);
      world.connection.heal();
      world.connection.failNext(FE1, 'lock');
      await world.clock.pass(1_000);
      expect(await performing).toMatchObject([
        {outcome: 'already-done'},
        {outcome: 'failed', problem: {code: 'FAKE_STEP_FAILED'}},
      ]);
      const next = session.perform([STEP]);
      await world.clock.pass(70_000);
      expect(await next).toMatchObject([{outcome: 'already-done'}]);
      await session.close();
    });

    test('never happens twice at a time: the older lease might be written last', async () => {
      const world = new EngineWorld();
      const session = await mustOpen(world);
      const perform = world.connection.perform.bind(world.connection);
      let [renewing, most] = [0, 0];
      world.connection.perform = async (server, steps, cx) => {
        renewing += 1;
        most = Math.max(most, renewing);
        if (steps[0]?.do === 'lock') await world.clock.sleep(50_000, cx.signal);
        renewing -= 1;
        return perform(server, steps, cx);
      };
      await world.clock.pass(65_000);
      const asked = session.whyNot();
      await world.clock.pass(60_000);
      expect(await asked).toBeUndefined();
      expect(most).toBe(1);
      const closing = session.close();
      await world.clock.pass(60_000);
      await closing;
    });

    test('ends with the session, which is closed once, after the calls that were made before', async () => {
      const world = new EngineWorld();
      const session = await mustOpen(world);
      slow(world, 70_000);
      const performing = session.perform([STEP]);
      const closing = Promise.all([session.close(), session.close()]);
      await world.clock.pass(69_000);
      expect(world.connection.server(FE1).lock).toMatchObject({id: 'me'});
      await world.clock.pass(1_000);
      await closing;
      expect(await performing).toMatchObject([{outcome: 'already-done'}]);
      expect(world.connection.server(FE1).lock).toBeUndefined();
      expect(world.ofType('lock_released')).toHaveLength(1);
      expect(world.clock.sleeping).toBe(0);
    });
  });

  test('calls of one session never overlap', async () => {
    const world = new EngineWorld();
    const session = await mustOpen(world);
    let running = 0;
    const overlaps: number[] = [];
    const perform = world.connection.perform.bind(world.connection);
    world.connection.perform = async (server, steps, cx) => {
      overlaps.push(++running);
      await settle();
      running--;
      return perform(server, steps, cx);
    };
    await Promise.all([1, 2, 3].map(() => session.perform([{do: 'dropPrevious', usage: 'Default'}])));
    expect(overlaps).toEqual([1, 1, 1]);
    await session.close();
  });
});
