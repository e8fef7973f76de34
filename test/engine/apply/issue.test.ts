/** From a request to a certificate, over every answer of an authority and every place where a run can be cut off. */
import {describe, expect, test} from '@jest/globals';
import type {Progress} from '../../../src/core/model/actual.ts';
import type {Note, Order} from '../../../src/engine/ports/authority.ts';
import {deployment, EngineWorld, FE1, results, slotOf} from '../../support/deployment.ts';

const oneServer = (): EngineWorld => new EngineWorld(deployment({servers: [FE1]}));

/** The only request that a server remembers. */
function pendingOf(world: EngineWorld): Progress | undefined {
  const [pending] = world.connection.server(FE1).requests.values();
  return pending?.progress;
}

describe('an authority that issues at once', () => {
  test('leads from nothing to an assigned certificate, and then there is nothing to do', async () => {
    const world = oneServer();
    const outcomes = await world.apply();
    expect(results(outcomes)).toEqual([
      'trust done',
      'trust done',
      'request done',
      'import done',
      'assign done',
      'assign done',
    ]);
    const {plan} = await world.plan();
    expect(plan.actions).toEqual([]);
    expect(plan.slots.map(slot => slot.state)).toEqual(['in-sync']);
    expect(world.locked).toEqual([]);
  });

  test('hears of a request only when key, request and note are durable on the server', async () => {
    const world = oneServer();
    const submit = world.authority.submit.bind(world.authority);
    const remembered: (Progress | undefined)[] = [];
    world.authority.submit = async (order: Order, note: Note, cx) => {
      remembered.push(pendingOf(world));
      expect(world.connection.server(FE1).keys.has(order.spki)).toBe(true);
      return submit(
        order,
        async progress => {
          await note(progress);
          remembered.push(pendingOf(world));
        },
        cx,
      );
    };
    await world.apply();
    expect(remembered).toEqual([{state: 'created'}, {state: 'sent', at: '2026-03-02T12:00:00.000Z'}]);
  });

  test('is sent nothing when the note fails', async () => {
    const world = oneServer();
    world.connection.failNext(FE1, 'note');
    const outcomes = await world.apply();
    expect(results(outcomes)).toContain('import failed');
    expect(outcomes.find(({verb}) => verb === 'import')?.problem).toMatchObject({code: 'FAKE_STEP_FAILED'});
    expect(world.authority.orders).toEqual([]);
    expect(pendingOf(world)).toEqual({state: 'created'});

    expect((await world.apply()).map(({result}) => result)).not.toContain('failed');
    expect(world.connection.server(FE1).keys.size).toBe(1);
  });
});

describe('a certificate that was issued and could not be stored', () => {
  test('is told as a failure, assigned nowhere, and fetched by the next run', async () => {
    const world = oneServer();
    world.connection.failNext(FE1, 'install');
    const outcomes = await world.apply();
    expect(results(outcomes).slice(2)).toEqual(['request done', 'import failed', 'assign not-run', 'assign not-run']);
    expect(outcomes.find(({verb}) => verb === 'import')?.problem).toMatchObject({code: 'FAKE_STEP_FAILED'});
    expect(world.connection.server(FE1).assigned.size).toBe(0);

    expect(results(await world.apply())).toEqual(['import done', 'assign done', 'assign done']);
    expect(new Set(world.authority.orders.map(({csr}) => csr)).size).toBe(1);
    expect(world.connection.server(FE1).keys.size).toBe(1);
  });
});

describe('an authority that makes one wait', () => {
  test('leaves a waiting request, which every later run asks for again until it is approved', async () => {
    const world = oneServer();
    world.authority.reply('waiting');
    expect(results(await world.apply()).slice(2)).toEqual([
      'request done',
      'import waiting',
      'assign waiting',
      'assign waiting',
    ]);
    expect(pendingOf(world)).toMatchObject({state: 'waiting', ticket: '4711'});
    expect(world.ofType('apply_waiting')[0]).toMatchObject({note: 'the fake'});

    expect(results(await world.apply())).toEqual(['import waiting', 'assign waiting', 'assign waiting']);
    world.authority.approve('4711');
    expect(results(await world.apply())).toEqual(['import done', 'assign done', 'assign done']);
    expect(world.authority.orders).toHaveLength(1);
  });

  test('and then refuses is not asked again', async () => {
    const world = oneServer();
    world.authority.reply('waiting');
    await world.apply();
    world.authority.refuse('4711', 'Not you.');
    const outcomes = await world.apply();
    expect(outcomes[0]?.problem).toMatchObject({code: 'REQUEST_DENIED', detail: expect.stringContaining('Not you.')});
    expect(pendingOf(world)).toMatchObject({state: 'denied', reason: 'Not you.'});
    const {plan} = await world.plan();
    expect(plan.slots[0]).toMatchObject({
      state: 'person',
      blocked: [expect.stringContaining('Not you.'), expect.anything()],
    });
    expect(plan.actions).toEqual([]);
  });
});

describe('an authority that denies', () => {
  test('is noted with its reason and not asked a second time for the same specification', async () => {
    const world = oneServer();
    world.authority.reply('denied');
    expect(results(await world.apply())).toContain('import failed');
    expect(pendingOf(world)).toMatchObject({state: 'denied', reason: 'The fake was told to deny.'});
    expect(await world.apply()).toEqual([]);
    expect(world.authority.orders).toHaveLength(1);
  });

  test('and says a whole page has so much of it kept as a person reads', async () => {
    const world = oneServer();
    world.authority.reply('waiting');
    await world.apply();
    world.authority.refuse('4711', 'x'.repeat(100_000));
    await world.apply();
    expect(pendingOf(world)).toMatchObject({state: 'denied', reason: `${'x'.repeat(1999)}…`});
  });

  test('is asked again when what is declared has changed', async () => {
    const world = oneServer();
    world.authority.reply('denied');
    await world.apply();
    world.desired = deployment({servers: [FE1], over: {template: 'Another'}});
    expect(results(await world.apply())).toEqual(['request done', 'import done', 'assign done', 'assign done']);
    expect(world.authority.orders).toHaveLength(2);
  });
});

describe('an authority that fails', () => {
  test('for now keeps the request, and the next run sends that same one', async () => {
    const world = oneServer();
    world.authority.reply('failed');
    const outcomes = await world.apply();
    expect(outcomes.find(({verb}) => verb === 'import')?.problem).toMatchObject({code: 'FAKE_FAILED'});
    expect(results(await world.apply())).toEqual(['import done', 'assign done', 'assign done']);
    const [first, second] = world.authority.orders;
    expect(second?.csr).toBe(first?.csr);
  });

  test('for good is noted as refused', async () => {
    const world = oneServer();
    const problem = {
      severity: 'error',
      code: 'NO_SUCH_TEMPLATE',
      summary: 'Unknown template',
      detail: 'It has no WebServer.',
    } as const;
    world.authority.submit = async () => ({state: 'failed', problem, repeatable: false});
    await world.apply();
    expect(pendingOf(world)).toMatchObject({state: 'refused', why: 'It has no WebServer.'});
    expect((await world.plan()).plan.slots[0]?.state).toBe('person');
  });

  test('with an exception is told as unexpected, and its server goes on', async () => {
    const world = oneServer();
    world.authority.submit = async () => Promise.reject(new Error('socket hang up'));
    const outcomes = await world.apply();
    expect(outcomes.find(({verb}) => verb === 'import')?.problem).toMatchObject({
      code: 'UNEXPECTED',
      detail: `${slotOf(FE1)}: socket hang up`,
    });
    expect(world.locked).toEqual([]);
  });
});

describe('after a crash', () => {
  test('between sending and noting the answer, the authority is asked by public key and issues no second time', async () => {
    const world = oneServer();
    const submit = world.authority.submit.bind(world.authority);
    world.authority.submit = async (...args) => {
      await submit(...args);
      throw new Error('killed');
    };
    await world.apply();
    expect(pendingOf(world)).toMatchObject({state: 'sent'});

    world.authority.submit = async () => Promise.reject(new Error('asked for a second certificate'));
    expect(results(await world.apply())).toEqual(['import done', 'assign done', 'assign done']);
    expect(world.connection.server(FE1).keys.size).toBe(1);
  });

  test('between storing and assigning, the next run only assigns', async () => {
    const world = oneServer();
    world.connection.failNext(FE1, 'assign');
    expect(results(await world.apply()).slice(-2)).toEqual(['assign failed', 'assign not-run']);
    expect(results(await world.apply())).toEqual(['assign done', 'assign done']);
    expect(world.authority.orders).toHaveLength(1);
  });

  test('between making the request and sending it, the next run sends that one', async () => {
    const world = oneServer();
    world.authority.submit = async () => Promise.reject(new Error('killed'));
    await world.apply();
    expect(pendingOf(world)).toEqual({state: 'created'});
    const fresh = oneServer();
    world.authority.submit = (order, note, cx) => fresh.authority.submit(order, note, cx);
    world.authority.chain = () => fresh.authority.chain();
    expect((await world.apply()).map(({verb}) => verb)).not.toContain('request');
    expect(world.connection.server(FE1).keys.size).toBe(1);
    expect(fresh.authority.orders).toHaveLength(1);
  });
});

describe('an authority whose own chain can no longer be read when it is to be asked', () => {
  test('is not asked: what it issues could not be verified, and the request goes on when it can', async () => {
    const world = oneServer();
    const {authority} = world;
    // It gives a certificate once; another would have to be requested anew.
    world.issuer = {
      can: {...authority.can, find: false, idempotent: false},
      chain: () => authority.chain(),
      submit: (order, note, cx) => authority.submit(order, note, cx),
      resume: (order, note, cx) => authority.resume(order, note, cx),
    };
    await world.apply();
    world.desired = deployment({servers: [FE1], over: {template: 'Another'}});
    const planned = await world.plan();
    const problem = {
      severity: 'error',
      code: 'ROOT_FILE_MISSING',
      summary: 'A file is missing',
      detail: 'No root.pem.',
    };
    const chain = authority.chain.bind(authority);
    authority.chain = async () => ({problem}) as never;

    const outcomes = await world.apply(planned);
    expect(results(outcomes)).toEqual(['request done', 'import failed', 'assign not-run', 'assign not-run']);
    expect(outcomes[1]?.problem).toMatchObject({code: 'ROOT_FILE_MISSING'});
    expect(authority.orders).toHaveLength(1);
    expect(pendingOf(world)).toEqual({state: 'created'});

    authority.chain = chain;
    expect(results(await world.apply())).toEqual(['import done', 'assign done', 'assign done']);
    expect(world.connection.server(FE1).keys.size).toBe(2);
  });
});
