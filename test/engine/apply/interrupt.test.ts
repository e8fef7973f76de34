/** The first interrupt lets the running step end; the second breaks it off. The locks are given back in either case. */
import {describe, expect, test} from '@jest/globals';
import type {Connection} from '../../../src/engine/ports/connection.ts';
import {deployment, EngineWorld, FE1, FE2, results} from '../../support/deployment.ts';

describe('an interrupt', () => {
  test('lets the running step end and begins nothing new; the next run goes on from there', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const submit = world.authority.submit.bind(world.authority);
    world.authority.submit = async (...args) => {
      world.stopping.abort();
      return submit(...args);
    };
    const outcomes = await world.apply();
    expect(results(outcomes).slice(2)).toEqual(['request done', 'import done', 'assign not-run', 'assign not-run']);
    expect(outcomes.at(-1)?.message).toBe('interrupted');
    expect(world.locked).toEqual([]);

    const next = new EngineWorld(world.desired, world.connection);
    next.issuer = world.authority;
    expect(results(await next.apply())).toEqual(['assign done', 'assign done']);
  });

  test('while the server is being locked begins nothing on it at all', async () => {
    const world = new EngineWorld();
    const perform = world.connection.perform.bind(world.connection);
    world.connection.perform = async (server, all, cx) => {
      if (all.some(step => step.do === 'lock')) world.stopping.abort();
      return perform(server, all, cx);
    };
    const outcomes = await world.apply();
    expect(outcomes.every(({result, message}) => result === 'not-run' && message === 'interrupted')).toBe(true);
    expect(new Set(world.connection.calls.flatMap(call => call.steps))).toEqual(new Set(['lock', 'unlock']));
    expect(world.locked).toEqual([]);
  });

  test('while it is looked what is in the way of a server neither locks nor reads it', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    const planned = await world.plan();
    const reads = world.connection.calls.length;
    const connection: Connection = world.connection;
    connection.check = async () => {
      world.stopping.abort();
      return [{problem: {severity: 'error', code: 'X', summary: 'In the way', detail: 'It was being looked.'}}];
    };
    const outcomes = await world.apply(planned);
    expect(outcomes.every(({result, message}) => result === 'not-run' && message === 'interrupted')).toBe(true);
    expect(world.connection.calls.slice(reads)).toEqual([]);
  });

  test('between two servers of a pool leaves the second as it was', async () => {
    const world = new EngineWorld();
    const perform = world.connection.perform.bind(world.connection);
    world.connection.perform = async (server, all, cx) => {
      if (server === FE1 && all.some(step => step.do === 'assign')) world.stopping.abort();
      return perform(server, all, cx);
    };
    const outcomes = await world.apply();
    expect(results(outcomes, FE1).slice(-2)).toEqual(['assign done', 'assign done']);
    expect(results(outcomes, FE2).slice(-2)).toEqual(['assign not-run', 'assign not-run']);
  });

  test('the second one breaks off what runs, and the locks are given back all the same', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    world.authority.submit = (_order, _note, {signal}) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        world.stopping.abort();
        world.cancelling.abort();
      });
    const outcomes = await world.apply();
    expect(results(outcomes).slice(2)).toEqual(['request done', 'import failed', 'assign not-run', 'assign not-run']);
    expect(world.locked).toEqual([]);
  });

  test('the second one is what is told of an authority that was waited for, and no fault of it', async () => {
    const world = new EngineWorld(deployment({servers: [FE1]}));
    world.authority.submit = async (_order, _note, {signal}) => {
      world.stopping.abort();
      world.cancelling.abort();
      signal.throwIfAborted();
      return {state: 'issued', leaf: '', chain: []};
    };
    const outcomes = await world.apply();
    expect(outcomes.find(({verb}) => verb === 'import')?.problem).toMatchObject({
      code: 'BROKEN_OFF',
      help: 'Run the command again: it goes on with what was begun.',
    });
  });
});
