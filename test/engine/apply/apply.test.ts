/** The order of an apply, and what one failure costs. */
import {describe, expect, test} from '@jest/globals';
import {specDigest} from '../../../src/core/digest.ts';
import type {Outcome} from '../../../src/core/model/outcome.ts';
import {LEASE_MS} from '../../../src/engine/apply/hold-lock.ts';
import type {Step} from '../../../src/engine/ports/connection.ts';
import {deployment, EngineWorld, FE1, FE2, MED, results} from '../../support/deployment.ts';
import {settle} from '../../support/manual-clock.ts';

/** `server step`, in the order in which the connection was told. */
function steps(world: EngineWorld, kinds: readonly Step['do'][]): readonly string[] {
  return world.connection.calls.flatMap(({server, steps: all}) =>
    all.filter(kind => kinds.includes(kind)).map(kind => `${server} ${kind}`),
  );
}

describe('the order', () => {
  test('in a pool is: everything prepared on every server, then assigned server after server; OAuth last of all', async () => {
    const world = new EngineWorld(deployment({oauth: true}));
    const outcomes = await world.apply();
    expect(outcomes.every(({result}) => result === 'done')).toBe(true);
    const done = steps(world, ['install', 'assign']).filter(one => one.startsWith('fe'));
    const installed = done.filter(one => one.endsWith('install'));
    expect(installed).toHaveLength(3);
    expect(done).toEqual([
      ...installed,
      `${FE1} assign`,
      `${FE1} assign`,
      `${FE2} assign`,
      `${FE2} assign`,
      `${FE1} assign`,
    ]);
    const ended = world.ofType('apply_complete').filter(({verb}) => verb === 'assign');
    expect(ended.at(-1)?.usage).toBe('OAuthTokenIssuer');
  });

  test('of the usages on one server is internal before external, in one call', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    await world.apply();
    expect(world.connection.calls.filter(call => call.steps.includes('assign'))).toEqual([
      {server: FE1, steps: ['assign', 'assign']},
    ]);
    expect(
      world
        .ofType('apply_start')
        .filter(({verb}) => verb === 'assign')
        .map(({usage}) => usage),
    ).toEqual(['Default', 'WebServicesInternal']);
  });

  test('lets no two servers of a pool switch at the same time, while pools do', async () => {
    const world = new EngineWorld();
    const switching = new Set<string>();
    const together: string[] = [];
    const perform = world.connection.perform.bind(world.connection);
    world.connection.perform = async (server, all, cx) => {
      if (!all.some(step => step.do === 'assign')) return perform(server, all, cx);
      switching.add(server);
      await settle();
      together.push([...switching].toSorted().join(' '));
      switching.delete(server);
      return perform(server, all, cx);
    };
    await world.apply();
    expect(together).toContain(`${FE1} ${MED}`);
    expect(together.some(one => one.includes(FE1) && one.includes(FE2))).toBe(false);
  });

  test('of a pool does not wait for another pool that is still being prepared', async () => {
    const world = new EngineWorld();
    await world.apply();
    world.clock.advance(300 * 86_400_000);
    const perform = world.connection.perform.bind(world.connection);
    let switched: (() => void) | undefined;
    const afterSwitch = new Promise<void>(resolve => {
      switched = resolve;
    });
    world.connection.perform = async (server, all, cx) => {
      if (server === FE1 && all.some(step => step.do === 'createRequest')) await afterSwitch;
      const found = await perform(server, all, cx);
      if (server === MED && all.some(step => step.do === 'assign')) switched?.();
      return found;
    };
    const outcomes = await world.apply();
    expect(outcomes.every(({result}) => result === 'done')).toBe(true);
    expect(outcomes.map(({on}) => on)).toEqual(expect.arrayContaining([FE1, MED]));
  });

  test('lets no pool show what another does not trust yet', async () => {
    const world = new EngineWorld();
    const perform = world.connection.perform.bind(world.connection);
    world.connection.perform = async (server, all, cx) => {
      if (server === FE1 && all.some(step => step.do === 'trust')) for (let n = 0; n < 50; n++) await settle();
      return perform(server, all, cx);
    };
    await world.apply();
    const done = steps(world, ['trust', 'assign']).map(one => one.split(' ')[1]);
    expect(done.lastIndexOf('trust')).toBeLessThan(done.indexOf('assign'));
    expect(done).toContain('assign');
  });

  test('takes the lock before anything else and gives it back after everything', async () => {
    const world = new EngineWorld();
    await world.apply();
    for (const server of [FE1, FE2, MED]) {
      const calls = world.connection.calls.filter(call => call.server === server);
      expect(calls[0]?.steps).toEqual(['lock']);
      expect(calls.at(-1)?.steps).toEqual(['unlock']);
    }
  });

  test('gives the lock of a server back when its pool is through, whatever the others still wait for', async () => {
    const world = new EngineWorld();
    await world.apply();
    world.clock.advance(300 * 86_400_000);
    const perform = world.connection.perform.bind(world.connection);
    let released: (() => void) | undefined;
    const afterRelease = new Promise<void>(resolve => {
      released = resolve;
    });
    world.connection.perform = async (server, all, cx) => {
      if (server === FE1 && all.some(step => step.do === 'createRequest')) await afterRelease;
      const found = await perform(server, all, cx);
      if (server === MED && all.some(step => step.do === 'unlock')) released?.();
      return found;
    };
    const outcomes = await world.apply();
    expect(outcomes.every(({result}) => result === 'done')).toBe(true);
    expect(outcomes.map(({on}) => on)).toEqual(expect.arrayContaining([FE1, MED]));
  });

  test('keeps the lock of the server that makes what is global until that is done, and no other', async () => {
    const world = new EngineWorld(deployment({oauth: true}));
    await world.apply();
    const done = steps(world, ['assign', 'unlock']);
    expect(done.slice(-2)).toEqual([`${FE1} assign`, `${FE1} unlock`]);
    expect(done.slice(0, -2)).toEqual(expect.arrayContaining([`${FE2} unlock`, `${MED} unlock`]));
  });

  test('keeps the lock of a server until what was superseded there has gone', async () => {
    const world = new EngineWorld();
    await world.apply();
    world.clock.advance(300 * 86_400_000);
    await world.apply();
    world.clock.advance(8 * 86_400_000);
    world.connection.calls.length = 0;
    const outcomes = await world.apply();
    expect(results(outcomes)).toEqual(['retire done', 'retire done', 'retire done']);
    for (const server of [FE1, FE2, MED])
      expect(steps(world, ['remove', 'unlock']).filter(one => one.startsWith(server))).toEqual([
        `${server} remove`,
        `${server} unlock`,
      ]);
  });

  test('of the events of one server is: locked, each action begun before it ends, unlocked, and one summary at the end', async () => {
    const world = new EngineWorld(deployment({servers: [MED]}));
    await world.apply();
    expect(world.events.filter(({type}) => !type.startsWith('inspect')).map(({type}) => type)).toEqual([
      'lock_acquired',
      'apply_start',
      'apply_start',
      'apply_start',
      'apply_complete',
      'apply_complete',
      'apply_complete',
      'apply_start',
      'apply_complete',
      'apply_start',
      'apply_complete',
      'lock_released',
      'apply_summary',
    ]);
    expect(world.ofType('apply_summary')).toMatchObject([
      {tally: {done: 5, alreadyDone: 0, waiting: 0, failed: 0, notRun: 0}},
    ]);
  });
});

describe('a failure', () => {
  test('while switching stops the later servers of its pool and no other pool', async () => {
    const world = new EngineWorld();
    world.connection.failNext(FE1, 'assign');
    const outcomes = await world.apply();
    expect(results(outcomes, FE1).slice(-2)).toEqual(['assign failed', 'assign not-run']);
    expect(results(outcomes, FE2).slice(-2)).toEqual(['assign not-run', 'assign not-run']);
    expect(outcomes.find(({on, verb}) => on === FE2 && verb === 'assign')?.message).toContain(FE1);
    expect(results(outcomes, MED).at(-1)).toBe('assign done');
    expect(world.connection.server(FE2).assigned.size).toBe(0);
    expect(world.locked).toEqual([]);
  });

  test('while preparing leaves its server as it was and stops nobody else', async () => {
    const world = new EngineWorld();
    world.connection.failNext(FE1, 'createRequest');
    const outcomes = await world.apply();
    expect(results(outcomes, FE1)).toEqual([
      'trust done',
      'trust done',
      'request failed',
      'import not-run',
      'assign not-run',
      'assign not-run',
    ]);
    expect(results(outcomes, FE2).slice(-2)).toEqual(['assign done', 'assign done']);
  });

  test('of trust keeps certificates that nobody could verify from being stored', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    world.connection.failNext(FE1, 'trust');
    const outcomes = await world.apply();
    expect(results(outcomes)).toEqual([
      'trust failed',
      'trust not-run',
      'request not-run',
      'import not-run',
      'assign not-run',
      'assign not-run',
    ]);
    expect(world.authority.orders).toEqual([]);
  });

  test('to win a lock costs its own server: the first action tells why', async () => {
    const world = new EngineWorld();
    world.lockByOther(FE1, 86_400_000);
    const outcomes = await world.apply();
    expect(outcomes.find(({on}) => on === FE1)).toMatchObject({result: 'failed', problem: {code: 'LOCK_HELD'}});
    expect(
      results(outcomes, FE1)
        .slice(1)
        .every(one => one.endsWith('not-run')),
    ).toBe(true);
    expect(results(outcomes, MED).at(-1)).toBe('assign done');
    expect(world.connection.server(FE1).lock).toMatchObject({id: 'other'});
  });

  test('to read under the lock gives the lock back', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    world.connection.read = async () => Promise.reject(new Error('gone'));
    const outcomes = await world.apply(planned);
    expect(outcomes[0]).toMatchObject({result: 'failed', problem: {code: 'UNEXPECTED'}});
    expect(world.locked).toEqual([]);
  });

  test('that is a bug on one server costs that server alone, and no lock stays', async () => {
    const world = new EngineWorld();
    const planned = await world.plan();
    const read = world.connection.read.bind(world.connection);
    world.connection.read = async (server, ask, cx) => {
      const part = await read(server, ask, cx);
      // A state that no type allows: whoever reads it stumbles.
      return server === FE1 ? {ok: JSON.parse('{}')} : part;
    };
    const outcomes = await world.apply(planned);
    expect(outcomes.find(({on}) => on === FE1)).toMatchObject({result: 'failed', problem: {code: 'UNEXPECTED'}});
    expect(results(outcomes, FE2).slice(-2)).toEqual(['assign done', 'assign done']);
    expect(outcomes).toHaveLength(planned.plan.actions.length);
    expect(world.locked).toEqual([]);
  });
});

describe('a request that was answered', () => {
  /** As a run leaves it that ended before it forgot the request. */
  async function withLeftover(): Promise<{world: EngineWorld; spki: string}> {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    await world.apply();
    const {my, requests, assigned} = world.connection.server(FE1);
    const [
      {
        facts: {spki},
      } = {facts: {spki: ''}},
    ] = [...my.values()];
    const [order] = world.authority.orders;
    const {spec, friendlyName} = world.desired.slots[0] ?? {};
    if (order === undefined || spec === undefined || friendlyName === undefined) throw new Error('nothing was asked');
    const made = {csr: order.csr, specDigest: specDigest(spec), friendlyName, authority: spec.authority};
    const progress = {state: 'waiting', ticket: '7', since: world.clock.now().toISOString()} as const;
    requests.set(spki, {...made, spki, createdAt: world.clock.now().toISOString(), progress});
    assigned.clear();
    world.connection.calls.length = 0;
    return {world, spki};
  }

  test('is forgotten by the next run, whose key and certificate stay', async () => {
    const {world, spki} = await withLeftover();
    expect(results(await world.apply())).toEqual(['assign done', 'assign done']);
    const {requests, keys} = world.connection.server(FE1);
    expect({requests: requests.size, hasKey: keys.has(spki)}).toEqual({requests: 0, hasKey: true});
    expect(world.authority.orders).toHaveLength(1);
  });

  test('is left for the next run where an interrupt comes first', async () => {
    const {world} = await withLeftover();
    const planned = await world.plan();
    const read = world.connection.read.bind(world.connection);
    world.connection.read = (...args) => {
      world.stopping.abort();
      return read(...args);
    };
    expect(results(await world.apply(planned))).toEqual(['assign not-run', 'assign not-run']);
    expect(world.connection.server(FE1).requests.size).toBe(1);
  });

  test('and cannot be forgotten is a warning, and in nobody’s way', async () => {
    const {world} = await withLeftover();
    world.connection.failNext(FE1, 'discardRequest');
    expect(results(await world.apply())).toEqual(['assign done', 'assign done']);
    expect(world.ofType('diagnostic')).toMatchObject([{diagnostic: {severity: 'warning'}}]);
  });
});

test('every action of a plan ends exactly once, whatever happens', async () => {
  const world = new EngineWorld(deployment({oauth: true}));
  world.connection.failNext(FE1, 'assign');
  world.connection.failNext(MED, 'createRequest');
  const planned = await world.plan();
  const outcomes = await world.apply(planned);
  expect(outcomes.map(({action}) => action)).toEqual(planned.plan.actions.map(({id}) => id));
});

describe('a run that was held up in the middle for longer than its lease, while another did everything', () => {
  const STEPS: readonly Step['do'][] = ['trust', 'createRequest', 'note', 'install', 'assign'];

  /** The first run sleeps there; until it is woken another run does all that is to be done. */
  async function sleep(at: {readonly before?: Step['do']; readonly after?: Step['do']}) {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const {connection, clock, authority} = world;
    if (at.before !== undefined) {
      // As a CA of our own, which has nothing to note on the server before it issues.
      world.issuer = {
        can: authority.can,
        chain: () => authority.chain(),
        resume: (order, note, cx) => authority.resume(order, note, cx),
        submit: (order, _note, cx) => authority.submit(order, async () => undefined, cx),
      };
    }
    const perform = connection.perform.bind(connection);
    let slept: Promise<readonly Outcome[]> | undefined;
    connection.perform = async (server, steps, cx) => {
      const asleep = async (step: Step['do'] | undefined): Promise<void> => {
        if (slept !== undefined || !steps.some(one => one.do === step)) return;
        clock.jump(2 * LEASE_MS);
        slept = world.apply(undefined, 0, 'other');
        await slept;
      };
      await asleep(at.before);
      const answer = await perform(server, steps, cx);
      await asleep(at.after);
      return answer;
    };
    const outcomes = await world.apply();
    return {world, outcomes, others: (await slept) ?? []};
  }

  test('asks no CA for the request that it was just making', async () => {
    const {world, outcomes} = await sleep({before: 'createRequest'});
    expect(world.authority.orders).toHaveLength(1);
    expect(outcomes.filter(({result}) => result === 'failed').map(({problem}) => problem?.code)).toEqual(['LOCK_LOST']);
    expect(world.locked).toEqual([]);
    await world.apply();
    expect(world.authority.orders).toHaveLength(1);
    expect((await world.plan()).plan.actions).toEqual([]);
  });

  test.each(STEPS)('does nothing more after its step %s: there is one request for all', async step => {
    const {world, outcomes, others} = await sleep({after: step});
    expect(others.filter(({result}) => result !== 'done' && result !== 'already-done')).toEqual([]);
    // Whoever has noted that it asks is about to ask: the request is the same, and so is what a CA makes of it.
    expect(new Set(world.authority.orders.map(({csr}) => csr)).size).toBe(1);
    const failed = outcomes.filter(({result}) => result === 'failed');
    const codes = failed.map(({problem}) => problem?.code);
    // Its last step had done all of it.
    expect(codes).toEqual(step === 'assign' ? [] : ['LOCK_LOST']);
    expect(world.locked).toEqual([]);
    expect((await world.plan()).plan.actions).toEqual([]);
  });
});

describe('a CA that is made on first use, of which two runs did not know when they planned', () => {
  /** Two plans of the same moment. */
  async function twoPlans() {
    const world = new EngineWorld(deployment({servers: [FE1, FE2], oauth: true}));
    const {authority} = world;
    let isMade = false;
    world.issuer = {
      can: authority.can,
      chain: async ({create}) => {
        isMade ||= create;
        return isMade ? authority.chain() : {ok: 'made on first use'};
      },
      resume: (order, note, cx) => authority.resume(order, note, cx),
      submit: (order, note, cx) => authority.submit(order, note, cx),
    };
    return {world, first: await world.plan(), second: await world.plan()};
  }

  test('is asked once for each certificate: what the other run did is found, and its CA with it', async () => {
    const {world, first, second} = await twoPlans();
    expect((await world.apply(first)).every(({result}) => result === 'done')).toBe(true);
    const asked = world.authority.orders.length;
    const outcomes = await world.apply(second, 0, 'other');
    expect(outcomes.filter(({result}) => result !== 'already-done')).toEqual([]);
    expect(world.authority.orders).toHaveLength(asked);
    expect((await world.plan()).plan.actions).toEqual([]);
  });

  test('is asked by the second run for what the first left', async () => {
    const {world, first, second} = await twoPlans();
    const ofOne = first.plan.actions.filter(({on}) => on === FE1);
    await world.apply({...first, plan: {...first.plan, actions: ofOne}});
    const outcomes = await world.apply(second, 0, 'other');
    expect(new Set(outcomes.filter(({on}) => on === FE1).map(({result}) => result))).toEqual(new Set(['already-done']));
    expect(new Set(outcomes.filter(({on}) => on === FE2).map(({result}) => result))).toEqual(new Set(['done']));
    expect(new Set(world.authority.orders.map(({slot, server}) => `${slot} ${server}`)).size).toBe(
      world.authority.orders.length,
    );
    expect((await world.plan()).plan.actions).toEqual([]);
  });

  test('leaves alone what the first run began and did not end', async () => {
    const {world, first, second} = await twoPlans();
    world.connection.failNext(FE1, 'assign');
    await world.apply(first);
    world.connection.heal();
    const asked = world.authority.orders.length;
    const outcomes = await world.apply(second, 0, 'other');
    expect(world.authority.orders).toHaveLength(asked);
    const open = outcomes.filter(({result}) => result !== 'already-done' && result !== 'done');
    expect(open.length).toBeGreaterThan(0);
    for (const {result, message} of open) expect([result, message ?? '']).toEqual(['not-run', expect.anything()]);
    expect((await world.apply()).every(({result}) => result === 'done')).toBe(true);
    expect((await world.plan()).plan.actions).toEqual([]);
  });
});
