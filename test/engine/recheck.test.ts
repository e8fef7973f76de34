/** What an apply makes of a world that is no longer as its plan found it. */
import {describe, expect, test} from '@jest/globals';
import {deployment, EngineWorld, FE1, results} from '../support/deployment.ts';

describe('when the world has moved since the plan', () => {
  test('because another run did all of it, everything is already done', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    await world.apply();
    const outcomes = await world.apply(planned);
    expect(new Set(outcomes.map(({result}) => result))).toEqual(new Set(['already-done']));
    expect(world.authority.orders).toHaveLength(1);
  });

  test('because another run made the request, that one is collected and no second is made', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    world.authority.reply('failed');
    await world.apply();
    expect(results(await world.apply(planned)).slice(-4)).toEqual([
      'request already-done',
      'import done',
      'assign done',
      'assign done',
    ]);
    expect(world.connection.server(FE1).keys.size).toBe(1);
  });

  test('so that it would need what nobody approved, nothing of that is done', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    await world.apply();
    const server = world.connection.server(FE1);
    server.assigned.delete('Default');
    const planned = await world.plan();
    expect(planned.plan.actions.map(({verb}) => verb)).toEqual(['assign']);
    server.keys.clear();
    const outcomes = await world.apply(planned);
    expect(results(outcomes)).toEqual(['assign not-run']);
    expect(outcomes[0]?.message).toContain('run plan again');
    expect(world.authority.orders).toHaveLength(1);
  });

  test('so that a part can no longer be read, that is not taken for done', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    world.connection.breakPart(FE1, 'My');
    const outcomes = await world.apply(planned);
    expect(results(outcomes).slice(2)).toEqual([
      'request not-run',
      'import not-run',
      'assign not-run',
      'assign not-run',
    ]);
    expect(world.authority.orders).toEqual([]);
  });

  test('so that the request was denied meanwhile, that is not taken for done', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    world.authority.reply('denied');
    await world.apply();
    const outcomes = await world.apply(planned);
    expect(results(outcomes).slice(2)).toEqual([
      'request not-run',
      'import not-run',
      'assign not-run',
      'assign not-run',
    ]);
    expect(outcomes.at(-1)?.message).toContain('denied');
  });
});
