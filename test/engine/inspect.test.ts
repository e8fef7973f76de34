import {describe, expect, test} from '@jest/globals';
import {inspect} from '../../src/engine/inspect.ts';
import {EngineWorld, FE1, FE2, MED} from '../support/deployment.ts';
import {settle} from '../support/manual-clock.ts';

describe('inspect', () => {
  test('reads every server once and says so', async () => {
    const world = new EngineWorld();
    const actual = await world.inspect();
    expect(Object.keys(actual.holders).toSorted()).toEqual([FE1, FE2, MED]);
    for (const part of Object.values(actual.holders)) expect(part).toHaveProperty('ok');
    expect(world.ofType('inspect_start').map(event => event.server)).toEqual([FE1, FE2, MED]);
    expect(world.ofType('inspect_complete')).toHaveLength(3);
  });

  test("gives the authority's own certificates as facts", async () => {
    const world = new EngineWorld();
    const {authorities} = await world.inspect();
    expect(authorities['corp']).toMatchObject({
      chain: {ok: {roots: [{selfIssued: true, ca: true}], intermediates: [{ca: true}]}},
    });
  });

  test('keeps the problem of one server to that server', async () => {
    const world = new EngineWorld();
    world.connection.unreachable(FE2);
    const actual = await world.inspect();
    expect(actual.holders[FE2]).toMatchObject({problem: {code: 'FAKE_UNREACHABLE'}});
    expect(actual.holders[FE1]).toHaveProperty('ok');
    expect(world.ofType('inspect_errored')).toMatchObject([{server: FE2, level: 'warn'}]);
  });

  test('turns an exception of a connection into a problem that names the server', async () => {
    const world = new EngineWorld();
    const read = world.connection.read.bind(world.connection);
    world.connection.read = async (server, ask, cx) => {
      if (server === MED) throw new TypeError('x is not a function');
      return read(server, ask, cx);
    };
    const actual = await world.inspect();
    expect(actual.holders[MED]).toMatchObject({
      problem: {code: 'UNEXPECTED', address: MED, detail: expect.stringContaining('x is not a function')},
    });
    expect(actual.holders[FE1]).toHaveProperty('ok');
  });

  test.each([
    ['throws', async () => Promise.reject(new Error('no route'))],
    ['answers with what is no certificate', async () => ({ok: {roots: ['AAAA'], intermediates: []}})],
  ])('makes it the problem of an authority when it %s', async (_title, chain) => {
    const world = new EngineWorld();
    world.authority.chain = chain;
    const {authorities, holders} = await world.inspect();
    expect(authorities['corp']).toMatchObject({chain: {problem: {severity: 'error'}}});
    expect(holders[FE1]).toHaveProperty('ok');
  });

  test('never reads more servers at the same time than it may', async () => {
    const world = new EngineWorld();
    let running = 0;
    let most = 0;
    const read = world.connection.read.bind(world.connection);
    world.connection.read = async (server, ask, cx) => {
      most = Math.max(most, ++running);
      await settle();
      running--;
      return read(server, ask, cx);
    };
    const {desired, emit, cx} = world;
    const input = {
      holders: desired.holders,
      world: world.world,
      authorities: [],
      deep: false,
      emit,
      cx,
      offering: [],
      openOffer: world.openOffer,
    };
    await inspect({...input, parallel: 2});
    expect(most).toBe(2);
  });
});
