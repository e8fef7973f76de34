/** What is told of the calls to the outside, and that wrapping them changes nothing. */
import {describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import {type Event, emitter} from '../../../src/engine/events.ts';
import type {Authority} from '../../../src/engine/ports/authority.ts';
import type {Connection, Step} from '../../../src/engine/ports/connection.ts';
import {describeStep} from '../../../src/engine/trace/describe-step.ts';
import {traceAuthority} from '../../../src/engine/trace/trace-authority.ts';
import {traceConnection} from '../../../src/engine/trace/trace-connection.ts';
import {traceWorld} from '../../../src/engine/trace/trace-world.ts';
import type {World} from '../../../src/engine/world.ts';
import {dealer, deployment, EngineWorld, FE1, MED, results} from '../../support/deployment.ts';
import {FakeConnection} from '../../support/fake-connection.ts';
import {callContext, createRequestStep, spec} from '../../support/world.ts';

function listening() {
  const events: Event[] = [];
  const emit = emitter(() => new Date(0), [event => void events.push(event)]);
  const ofType = <T extends Event['type']>(type: T) =>
    events.filter((event): event is Extract<Event, {type: T}> => event.type === type);
  return {emit, events, ofType};
}

/** An apply through a traced world, or through the world itself. */
class TracedWorld extends EngineWorld {
  override get world(): World {
    return traceWorld(super.world, this.emit);
  }
}

describe('a traced world', () => {
  test('does what the world itself does', async () => {
    const plain = await new EngineWorld(deployment({oauth: true})).apply();
    const traced = await new TracedWorld(deployment({oauth: true})).apply();
    expect(results(traced)).toEqual(results(plain));
    expect(results(traced)).toContain('assign done');
  });

  test('tells every step that a server was told to do, once, and every call with its beginning and its end', async () => {
    const world = new TracedWorld(deployment({servers: [FE1, MED]}));
    await world.apply();
    const told = world.ofType('step_complete').map(({server, step}) => `${server} ${step}`);
    const done = world.connection.calls.flatMap(({server, steps}) => steps.map(step => `${server} ${step}`));
    expect(told.toSorted()).toEqual(done.toSorted());
    expect(done.length).toBeGreaterThan(10);
    const starts = world.ofType('call_start').map(({to, call}) => `${to} ${call}`);
    expect(
      world
        .ofType('call_complete')
        .map(({to, call}) => `${to} ${call}`)
        .toSorted(),
    ).toEqual(starts.toSorted());
    expect(starts.filter(call => call === 'authority submit')).toHaveLength(2);
  });

  test('tells what an authority was asked and what it answered, with the request and the certificate', async () => {
    const world = new TracedWorld(deployment({servers: [MED]}));
    world.authority.reply('denied');
    await world.apply();
    expect(world.ofType('call_start').find(({call}) => call === 'submit')).toMatchObject({
      name: 'corp',
      server: MED,
      asked: {commonName: MED, progress: 'created', csr: world.authority.orders[0]?.csr},
    });
    expect(world.ofType('call_complete').find(({call}) => call === 'submit')).toMatchObject({
      result: 'done',
      answer: {state: 'denied', reason: 'The fake was told to deny.'},
    });
  });
});

describe('a traced connection', () => {
  test('tells the time that each step took where the connection does', async () => {
    const {emit, ofType} = listening();
    const inner: Connection = {
      ...(new FakeConnection(dealer()) as Connection),
      can: {steps: [], usages: [], keySizes: [], signatures: []},
      perform: async (_server, steps, cx) =>
        steps.map(step => {
          const result = {outcome: 'done', after: {}} as const;
          if (step.do === 'unlock') cx.onStep?.(step, result, 17);
          return result;
        }),
    };
    const steps: readonly Step[] = [
      {do: 'unlock', id: 'a'},
      {do: 'dropPrevious', usage: 'Default'},
    ];
    await traceConnection('lab', inner, emit).perform(FE1, steps, callContext());
    expect(ofType('step_complete').map(({step, elapsedMs}) => [step, elapsedMs])).toEqual([
      ['unlock', 17],
      ['dropPrevious', undefined],
    ]);
  });

  test('tells what came of asking for the topology, and not the topology', async () => {
    const {emit, ofType} = listening();
    const published = {sipDomains: ['contoso.com'], pools: []};
    const told = [
      {ok: {store: published}},
      {ok: {replica: {xml: '<Topology/>', because: 'no access'}}},
      {problem: {severity: 'error', code: 'MODULE_MISSING', summary: 'No module', detail: 'There is none.'}},
    ] as const;
    for (const part of told) {
      const fake: Connection = Object.assign(new FakeConnection(dealer()), {tellTopology: async () => part});
      expect(await traceConnection('lab', fake, emit).tellTopology?.(FE1, callContext())).toBe(part);
    }
    expect(ofType('call_complete').map(({call, result, answer}) => [call, result, answer])).toEqual([
      ['tellTopology', 'done', {pools: 0}],
      ['tellTopology', 'done', {replica: 11}],
      ['tellTopology', 'failed', {code: 'MODULE_MISSING', detail: 'There is none.'}],
    ]);
  });

  test('tells a failed step, and a call that threw, and lets both through as they came', async () => {
    const {emit, ofType} = listening();
    const connection = new FakeConnection(dealer());
    connection.failNext(FE1, 'createRequest');
    const traced = traceConnection('lab', connection, emit);
    const [result] = await traced.perform(FE1, [createRequestStep(spec(FE1))], callContext());
    expect(result?.outcome).toBe('failed');
    expect(ofType('step_complete')).toMatchObject([{result: 'failed', answer: {code: 'FAKE_STEP_FAILED'}}]);
    expect(ofType('call_complete')).toMatchObject([{result: 'failed', answer: {steps: 1, code: 'FAKE_STEP_FAILED'}}]);

    const broken: Connection = {...traced, lockOf: () => Promise.reject(new Error('the line is dead'))};
    await expect(traceConnection('lab', broken, emit).lockOf(FE1, callContext())).rejects.toThrow('the line is dead');
    expect(ofType('call_complete').at(-1)).toMatchObject({result: 'failed', answer: {error: 'the line is dead'}});
  });

  test('names the password and the file of a copy nowhere', () => {
    const password = new Secret('correct horse');
    const pfx = new Secret('MIIKey');
    const mark = {friendlyName: 'Edge', specDigest: 'ab'.repeat(32)};
    const steps: readonly Step[] = [
      {do: 'exportShared', thumbprint: 'AB', profile: 'modern', password},
      {do: 'importShared', pfx, password, exportable: true, ...mark},
    ];
    const text = JSON.stringify(steps.map(describeStep));
    expect(text).not.toMatch(/secret|password|correct horse|MIIKey/);
    expect(text).toContain('Edge');
  });
});

test('an authority that cannot be asked for a key does not seem so when it is traced', () => {
  const {emit} = listening();
  const never = () => Promise.reject(new Error('not called'));
  const can = {where: 'runner', find: false, chainKnownAtPlan: true, idempotent: false} as const;
  const authority: Authority = {can, chain: never, submit: never, resume: never};
  expect('find' in traceAuthority('corp', authority, emit)).toBe(false);
  expect('find' in traceAuthority('corp', {...authority, find: never}, emit)).toBe(true);
});
