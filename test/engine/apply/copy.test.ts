/** Copies of a shared certificate as an apply makes them, on servers in memory. */
import {describe, expect, jest, test} from '@jest/globals';
import type {Desired, Slot} from '../../../src/core/model/desired.ts';
import {deployment, EngineWorld, FE_POOL, FE1, FE2, MED, results} from '../../support/deployment.ts';

const EXPORTABLE = {key: {algorithm: 'rsa', size: 2048, exportable: true}} as const;

/** The same servers in one pool, which shares one certificate for each of these usages. */
function sharing(servers: readonly string[], ...usages: readonly Slot['usages'][number][]): Desired {
  const {holders, slots, deployment: about} = deployment({servers, over: EXPORTABLE});
  const [own] = slots;
  if (own === undefined) throw new Error('there is no slot');
  const shared = usages.map((usage): Slot => {
    const names = [{value: `${usage.toLowerCase()}.contoso.com`, reasons: ['test']}];
    const spec = {...own.spec, names, subject: {commonName: `${usage.toLowerCase()}.contoso.com`}};
    const certificate = usage.toLowerCase();
    const common = {...own, spec, certificate, usages: [usage]};
    const place = {address: `${FE_POOL}/${certificate}`, friendlyName: `${usage} - ${FE_POOL}`};
    return {...common, ...place, scope: 'pool', delivery: 'copy', members: servers.toSorted()};
  });
  return {deployment: about, holders: holders.map(one => ({...one, pool: FE_POOL})), slots: shared};
}

const stepsOn = (world: EngineWorld, server: string): readonly string[] =>
  world.connection.calls.filter(call => call.server === server).flatMap(call => call.steps);

async function applied(desired = sharing([FE1, FE2], 'Default')): Promise<EngineWorld> {
  const world = new EngineWorld(desired);
  await world.apply();
  world.events.length = 0;
  world.connection.calls.length = 0;
  return world;
}

const forget = (world: EngineWorld, server: string): void => {
  const {my, keys, assigned} = world.connection.server(server);
  for (const part of [my, keys, assigned]) part.clear();
};

describe('a shared certificate', () => {
  test('is requested once, exported once, and imported by every other member before any of them switches', async () => {
    const world = new EngineWorld(sharing([FE1, FE2, MED], 'Default'));
    const outcomes = await world.apply();
    expect(outcomes.every(({result}) => result === 'done')).toBe(true);
    expect(world.authority.orders).toHaveLength(1);
    const steps = world.connection.calls.flatMap(({server, steps: all}) => all.map(step => `${step} ${server}`));
    const ofCopies = steps.filter(step => /^(exportShared|importShared|assign) /.test(step));
    expect(ofCopies.slice(0, 3).toSorted()).toEqual([
      `exportShared ${FE1}`,
      `importShared ${FE2}`,
      `importShared ${MED}`,
    ]);
    expect(ofCopies.slice(3).every(step => step.startsWith('assign '))).toBe(true);
    expect((await world.plan()).plan.actions).toEqual([]);
  });

  test('that is lost on a member is copied from a home that has nothing else to do', async () => {
    const world = await applied();
    forget(world, FE2);
    expect(results(await world.apply())).toEqual(['copy done', 'assign done']);
    expect(stepsOn(world, FE1)).toEqual(['lock', 'exportShared', 'unlock']);
    expect(world.authority.orders).toHaveLength(1);
    expect(world.locked).toEqual([]);
  });

  test('and another one of the same home share one session with it', async () => {
    const world = await applied(sharing([FE1, FE2], 'Default', 'WebServicesExternal'));
    forget(world, FE2);
    await world.apply();
    expect(stepsOn(world, FE1).filter(step => step === 'lock' || step === 'unlock')).toEqual(['lock', 'unlock']);
    expect(stepsOn(world, FE1).filter(step => step === 'exportShared')).toHaveLength(2);
    expect(
      world
        .ofType('lock_released')
        .map(({server}) => server)
        .toSorted(),
    ).toEqual([FE1, FE2]);
  });
});

describe('a copy that cannot be made', () => {
  test('because the home does not give its key fails with the reason; the other members are not run', async () => {
    const world = await applied(sharing([FE1, FE2, MED], 'Default'));
    forget(world, FE2);
    forget(world, MED);
    world.connection.failNext(FE1, 'exportShared');
    const outcomes = await world.apply();
    expect(results(outcomes)).toEqual(['copy failed', 'copy not-run', 'assign not-run', 'assign not-run']);
    expect(outcomes[0]).toMatchObject({on: FE2, problem: {code: 'FAKE_STEP_FAILED'}});
    expect(world.connection.server(FE2).my.size).toBe(0);
    expect(world.locked).toEqual([]);
  });

  test('because the home is locked by another run fails with who holds the lock', async () => {
    const world = await applied();
    forget(world, FE2);
    const planned = await world.plan();
    world.lockByOther(FE1, 600_000);
    const [copy] = await world.apply(planned);
    expect(copy).toMatchObject({
      result: 'failed',
      problem: {code: 'LOCK_HELD', detail: expect.stringContaining('eve@elsewhere')},
    });
    expect(world.locked).toEqual([FE1]);
  });

  test('because another run has got the certificate meanwhile is left for the next run, and that is no failure', async () => {
    const world = new EngineWorld(sharing([FE1, FE2], 'Default'));
    const planned = await world.plan();
    world.connection.failNext(FE2, 'importShared');
    await world.apply(planned, 0, 'other');
    const outcomes = await world.apply(planned);
    const copy = outcomes.find(({verb}) => verb === 'copy');
    expect(copy).toMatchObject({result: 'not-run', message: `another run was at work on ${FE1}; run apply again`});
    expect(outcomes.map(({result}) => result)).not.toContain('failed');
    expect(results(await world.apply())).toEqual(['copy done', 'assign done', 'assign done']);
    expect(world.authority.orders).toHaveLength(1);
  });

  test('because an interrupt ends the waiting for the lock of its home is interrupted, and that is no failure', async () => {
    const world = await applied();
    forget(world, FE2);
    const planned = await world.plan();
    world.lockByOther(FE1, 600_000);
    const lockOf = world.connection.lockOf.bind(world.connection);
    world.connection.lockOf = (...args) => {
      world.stopping.abort();
      return lockOf(...args);
    };
    const outcomes = await world.apply(planned, 60_000);
    expect(outcomes.map(({result, message}) => [result, message])[0]).toEqual(['not-run', 'interrupted']);
    expect(results(outcomes)).toEqual(['copy not-run', 'assign not-run']);
  });

  test('on one member fails there, is done on the others, and none switches', async () => {
    const world = new EngineWorld(sharing([FE1, FE2, MED], 'Default'));
    world.connection.failNext(FE2, 'importShared');
    const outcomes = await world.apply();
    const ended = Object.fromEntries(outcomes.map(({verb, on, result}) => [`${verb} ${on}`, result]));
    expect(ended).toMatchObject({
      [`copy ${FE2}`]: 'failed',
      [`copy ${MED}`]: 'done',
      [`assign ${FE1}`]: 'not-run',
      [`assign ${FE2}`]: 'not-run',
      [`assign ${MED}`]: 'not-run',
    });
    const again = await world.apply();
    expect(again.every(({result}) => result === 'done')).toBe(true);
    expect(world.authority.orders).toHaveLength(1);
  });

  test('because what was stored has another key fails, and none switches: all must have the same public key', async () => {
    const world = new EngineWorld(sharing([FE1, FE2, MED], 'Default'));
    const {connection} = world;
    const perform = connection.perform.bind(connection);
    jest.spyOn(connection, 'perform').mockImplementation(async (server, steps, cx) => {
      const done = await perform(server, steps, cx);
      if (server !== MED || steps[0]?.do !== 'importShared') return done;
      return done.map(one => (one.outcome === 'failed' ? one : {...one, after: {...one.after, spki: '0'.repeat(64)}}));
    });
    const outcomes = await world.apply();
    const copies = outcomes
      .filter(({verb}) => verb === 'copy')
      .map(({on, result, problem}) => [on, result, problem?.code]);
    expect(copies.toSorted()).toEqual([
      [FE2, 'done', undefined],
      [MED, 'failed', 'COPY_DIFFERS'],
    ]);
    expect(outcomes.filter(({verb}) => verb === 'assign').map(({result}) => result)).toEqual(Array(3).fill('not-run'));
    for (const server of [FE1, FE2, MED]) expect([...connection.server(server).assigned.keys()]).toEqual([]);
  });

  test('waits with the request that it is to be a copy of', async () => {
    const world = new EngineWorld(sharing([FE1, FE2], 'Default'));
    world.authority.reply('waiting');
    const outcomes = await world.apply();
    expect(results(outcomes.filter(({verb}) => verb !== 'trust'))).toEqual([
      'request done',
      'import waiting',
      'copy waiting',
      'assign waiting',
      'assign waiting',
    ]);
    expect(stepsOn(world, FE1)).not.toContain('exportShared');
  });

  test('after an interrupt is not begun', async () => {
    const world = await applied();
    forget(world, FE2);
    const planned = await world.plan();
    const perform = world.connection.perform.bind(world.connection);
    world.connection.perform = async (server, steps, cx) => {
      if (steps.some(step => step.do === 'lock')) world.stopping.abort();
      return perform(server, steps, cx);
    };
    expect(results(await world.apply(planned))).toEqual(['copy not-run', 'assign not-run']);
    expect(stepsOn(world, FE1)).toEqual([]);
  });
});

test('what was approved for one certificate is not done with another', async () => {
  const world = await applied();
  const servers = [FE1, FE2].map(name => world.connection.server(name));
  const first = servers.map(({my}) => new Map(my));
  for (const server of servers) server.my.clear();
  await world.apply();
  const second = servers.map(({my}) => new Map(my));
  /** Both members have one certificate; only the first of them uses it. */
  const give = (stores: typeof first): void => {
    for (const [at, {my, assigned}] of servers.entries()) {
      my.clear();
      for (const [thumbprint, entry] of stores[at] ?? []) my.set(thumbprint, entry);
      const [current = ''] = my.keys();
      assigned.clear();
      if (at === 0) assigned.set('Default', {current});
    }
  };
  give(first);
  const planned = await world.plan();
  expect(planned.plan.actions.map(({verb, on}) => [verb, on])).toEqual([['assign', FE2]]);
  give(second);
  expect((await world.plan()).plan.actions.map(({id}) => id)).toEqual(planned.plan.actions.map(({id}) => id));
  const [outcome] = await world.apply({...planned, actual: await world.inspect()});
  expect(outcome?.result).toBe('not-run');
  expect(servers[1]?.assigned.size).toBe(0);
});
