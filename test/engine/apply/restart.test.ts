/** Restarts after assignments, on servers in memory: in turn, once, and never forgotten. */
import {describe, expect, test} from '@jest/globals';
import {planExit} from '../../../src/cli/exit-code.ts';
import type {Desired} from '../../../src/core/model/desired.ts';
import {deployment, EngineWorld, FE1, FE2, MED, results} from '../../support/deployment.ts';

/** Every server's certificate asks for a restart. */
const restarting = (desired: Desired = deployment()): Desired => ({
  ...desired,
  slots: desired.slots.map(slot => ({...slot, upkeep: {...slot.upkeep, restart: 'afterAssign'}})),
});

/** The second usage of every server's certificate has one of its own. */
const inTwo = (desired: Desired): Desired => ({
  ...desired,
  slots: desired.slots.flatMap(slot => {
    const [first = 'Default', ...others] = slot.usages;
    const web = {address: `${slot.address.replace(/default$/, 'web')}`, certificate: 'web', friendlyName: 'Web'};
    return [
      {...slot, usages: [first]},
      {...slot, ...web, usages: others},
    ];
  }),
});

const steps = (world: EngineWorld): readonly string[] =>
  world.connection.calls.flatMap(({server, steps: all}) =>
    all.filter(step => /^(oweRestart|assign|restart)$/.test(step)).map(step => `${server} ${step}`),
  );

describe('a restart', () => {
  test('comes after the assignments of a pool, one server after the other, and is owed before the first of them', async () => {
    const world = new EngineWorld(restarting(deployment({servers: [FE1, FE2]})));
    const outcomes = await world.apply();
    expect(outcomes.every(({result}) => result === 'done')).toBe(true);
    const ofOne = (server: string) => [`${server} oweRestart`, `${server} assign`, `${server} assign`];
    expect(steps(world)).toEqual([...ofOne(FE1), ...ofOne(FE2), `${FE1} restart`, `${FE2} restart`]);
    expect((await world.plan()).plan.actions).toEqual([]);
  });

  test('is left to the next run by one that is broken off after an assignment', async () => {
    const world = new EngineWorld(restarting(deployment({servers: [MED]})));
    world.connection.failNext(MED, 'restart');
    expect((await world.apply()).filter(({result}) => result === 'failed').map(({verb}) => verb)).toEqual(['restart']);
    const {plan} = await world.plan();
    expect(plan.actions).toMatchObject([{id: `restart:${MED}`, needs: [], because: ['RESTART_OWED']}]);
    expect(plan.risks).toMatchObject([{code: 'RESTART'}]);
    expect((await world.apply()).map(({verb, result}) => [verb, result])).toEqual([['restart', 'done']]);
    expect((await world.plan()).plan.actions).toEqual([]);
  });

  test('is for what is assigned in a run: what waits for its CA has another one when it is assigned', async () => {
    const world = new EngineWorld(inTwo(restarting(deployment({servers: [FE1]}))));
    world.authority.reply('issue');
    world.authority.reply('waiting');
    const restarted = async () => (await world.apply()).filter(({verb}) => verb === 'restart').map(one => one.result);
    expect(await restarted()).toEqual(['done']);
    const {plan} = await world.plan();
    expect([plan.slots.map(({state}) => state), planExit(plan, true)]).toEqual([['in-sync', 'waiting'], 3]);
    expect(await restarted()).toEqual(['waiting']);
    world.authority.approve('4711');
    expect(await restarted()).toEqual(['done']);
    expect((await world.plan()).plan.actions).toEqual([]);
  });

  test('that is owed does not wait for what waits for its CA', async () => {
    const world = new EngineWorld(inTwo(restarting(deployment({servers: [FE1]}))));
    for (const reply of ['issue', 'waiting'] as const) world.authority.reply(reply);
    world.connection.failNext(FE1, 'restart');
    await world.apply();
    expect(results(await world.apply())).toEqual(['import waiting', 'assign waiting', 'restart done']);
  });

  test('is done although another certificate of its server could not be had', async () => {
    const world = new EngineWorld(inTwo(restarting(deployment({servers: [FE1]}))));
    for (const reply of ['issue', 'denied'] as const) world.authority.reply(reply);
    const outcomes = results(await world.apply());
    expect(outcomes.slice(-3)).toEqual(['assign done', 'assign not-run', 'restart done']);
  });

  test('that fails stops its pool: the next server still serves', async () => {
    const world = new EngineWorld(restarting());
    world.connection.failNext(FE1, 'restart');
    const outcomes = await world.apply();
    const restarts = outcomes.filter(({verb}) => verb === 'restart').map(({on, result}) => [on, result]);
    expect(restarts.toSorted()).toEqual([
      [FE1, 'failed'],
      [FE2, 'not-run'],
      [MED, 'done'],
    ]);
    expect((await world.apply()).map(({on, result}) => [on, result]).toSorted()).toEqual([
      [FE1, 'done'],
      [FE2, 'done'],
    ]);
  });

  test('is not done where an assignment failed, nor where nobody asked for one', async () => {
    const world = new EngineWorld(restarting(deployment({servers: [MED]})));
    world.connection.failNext(MED, 'assign');
    expect((await world.apply()).find(({verb}) => verb === 'restart')?.result).toBe('not-run');
    const quiet = new EngineWorld(deployment({servers: [MED]}));
    await quiet.apply();
    expect(steps(quiet)).toEqual([`${MED} assign`]);
  });
});
