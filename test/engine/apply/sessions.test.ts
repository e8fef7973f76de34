/** Which servers of an apply are locked, and how long. */
import {describe, expect, test} from '@jest/globals';
import {createSessions, type Sessions, serversOf} from '../../../src/engine/apply/sessions.ts';
import {startRun} from '../../../src/engine/apply/start-run.ts';
import {EngineWorld, FE1, FE2, MED} from '../../support/deployment.ts';

async function sessionsOf(world: EngineWorld): Promise<Sessions> {
  return createSessions(startRun(world.input(await world.plan())));
}

describe('the sessions of an apply', () => {
  test('are one for each server, however many ask for it', async () => {
    const world = new EngineWorld();
    const sessions = await sessionsOf(world);
    sessions.want([FE1]);
    const opened = await Promise.all([1, 2, 3].map(() => sessions.of(FE1)));
    expect(new Set(opened).size).toBe(1);
    expect(world.ofType('lock_acquired')).toHaveLength(1);
    await sessions.close();
    expect(world.locked).toEqual([]);
  });

  test('are closed when the last part of the run that wants them lets go, and not before', async () => {
    const world = new EngineWorld();
    const sessions = await sessionsOf(world);
    sessions.want([FE1, FE2]);
    sessions.want([FE2, MED]);
    for (const server of [FE1, FE2, MED]) await sessions.of(server);
    await sessions.letGo([FE1, FE2]);
    expect(world.locked).toEqual([FE2, MED]);
    await sessions.letGo([FE2, MED]);
    expect(world.locked).toEqual([]);
    await sessions.close();
    expect(world.ofType('lock_released')).toHaveLength(3);
  });

  test('that were never opened, or could not be, have nothing to be closed', async () => {
    const world = new EngineWorld();
    const sessions = await sessionsOf(world);
    sessions.want([FE1, FE2, 'stranger.contoso.com']);
    world.connection.unreachable(FE1);
    expect(await sessions.of(FE1)).toMatchObject({problem: {code: 'FAKE_UNREACHABLE'}});
    await expect(sessions.of('stranger.contoso.com')).rejects.toThrow('no holder');
    await sessions.letGo([FE1, FE2, 'stranger.contoso.com']);
    await sessions.close();
    expect(world.ofType('lock_released')).toEqual([]);
  });
});

test('actions need the servers on which they are done, and the homes that they copy from', () => {
  const plain = {id: 'a', phase: 'switch', needs: [], because: []} as const;
  const restart = {...plain, verb: 'restart', on: FE1, args: {services: []}} as const;
  const copy = {...plain, verb: 'copy', slot: 's', on: FE2, args: {from: MED, thumbprint: null}} as const;
  expect(serversOf([restart, restart, copy])).toEqual([FE1, FE2, MED]);
});
