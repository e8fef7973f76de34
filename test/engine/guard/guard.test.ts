/** What servers and CAs say is not trusted to be silent about what they were given. */
import {describe, expect, test} from '@jest/globals';
import type {Diagnostic} from '../../../src/core/diagnostic.ts';
import type {HolderState} from '../../../src/core/model/actual.ts';
import {Secret} from '../../../src/core/secret.ts';
import {guardAuthority} from '../../../src/engine/guard/guard-authority.ts';
import {guardConnection} from '../../../src/engine/guard/guard-connection.ts';
import type {Answer, Authority, Order} from '../../../src/engine/ports/authority.ts';
import type {Connection, Step, StepResult} from '../../../src/engine/ports/connection.ts';
import {findCanaries, makePassword, passwordCanary} from '../../support/canary.ts';
import {dealer} from '../../support/deployment.ts';
import {FakeConnection} from '../../support/fake-connection.ts';
import {callContext, spec} from '../../support/world.ts';

const [own, once] = [makePassword(), makePassword()];
const SERVER = 'edge01.contoso.com';

const chatty = (severity: Diagnostic['severity'] = 'error'): Diagnostic => ({
  severity,
  code: 'CHATTY',
  summary: 'It says too much',
  detail: `Import-PfxCertificate -Password ${once} failed for ${own}.`,
  help: `Look at ${JSON.stringify(own)}.`,
});

const step: Step = {
  do: 'exportShared',
  thumbprint: 'AB',
  profile: 'modern',
  password: new Secret(once),
};

/** No password is in it, and something was hidden. */
function expectHidden(value: unknown): void {
  const content = JSON.stringify(value);
  const canaries = [passwordCanary('its own', own), passwordCanary('that of the step', once)];
  expect(findCanaries([{name: 'answer', content}], canaries)).toEqual([]);
  expect(content).toContain('[secret]');
}

describe('a guarded connection', () => {
  const saying = (result: StepResult): Connection => {
    const fake = new FakeConnection(dealer());
    return {
      can: fake.can,
      read: async () => ({problem: {...chatty(), detail: `${own} was refused`}}),
      perform: async (_server, steps, cx) => {
        for (const one of steps) cx.onStep?.(one, result, 1);
        return [result];
      },
      lockOf: () => Promise.reject(new Error(`cannot log in with ${own}`)),
      tellTopology: async () => ({problem: {...chatty(), detail: `${own} was refused`}}),
    };
  };
  const guard = (result: StepResult) => guardConnection(saying(result), [new Secret(own)]);

  test('repeats no secret in a failure, a warning, or what it tells meanwhile', async () => {
    for (const result of [
      {outcome: 'failed', problem: chatty()},
      {outcome: 'done', after: {}, warning: chatty('warning')},
      // What certreq says becomes a reason on the server and a line in the log.
      {outcome: 'done', after: {relay: {exitCode: 1, output: `wrong password ${own}`}}},
      {outcome: 'done', after: {enrolled: {waits: false, error: {said: `-CaPassword ${once}`, numbers: []}}}},
      {outcome: 'done', after: {enrolled: {waits: false, status: `of ${once}`}}},
    ] as const) {
      const told: unknown[] = [];
      const cx = {...callContext(), onStep: (_step: Step, one: StepResult) => told.push(one)};
      expectHidden(await guard(result).perform(SERVER, [step], cx));
      expectHidden(told);
    }
  });

  test('repeats no secret where it tells the topology, and tells none where it has none', async () => {
    const result = {outcome: 'failed', problem: chatty()} as const;
    expectHidden(await guard(result).tellTopology?.(SERVER, callContext()));
    expect(guardConnection(new FakeConnection(dealer()), [])).not.toHaveProperty('tellTopology');
  });

  test('repeats none when it cannot be read, nor in an error that it throws', async () => {
    const connection = guard({outcome: 'done', after: {}});
    expectHidden(await connection.read(SERVER, {deep: false}, callContext()));
    const error = await connection.lockOf(SERVER, callContext()).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Error);
    expectHidden([String(error), error instanceof Error ? error.stack : '']);
  });

  test('repeats none where it says of a part why it could not be read, nor in a remark', async () => {
    const problem = {...chatty(), detail: `${own} was refused`};
    const part = {problem} as const;
    const state: HolderState = {
      at: '2026-03-01T12:00:00.000Z',
      stores: {My: part, CA: part, Root: part},
      requests: part,
      assigned: part,
    };
    const connection = guardConnection(
      {
        ...saying({outcome: 'done', after: {}}),
        read: async (_server, _ask, cx) => {
          cx.onRemark?.({...problem, severity: 'warning'});
          return {ok: state};
        },
        tellTopology: async () => ({ok: {replica: {xml: '<Topology/>', because: `${own} was refused`}}}),
      },
      [new Secret(own)],
    );
    const remarks: Diagnostic[] = [];
    const cx = {...callContext(), onRemark: (one: Diagnostic) => remarks.push(one)};
    const read = await connection.read(SERVER, {deep: false}, cx);
    expectHidden(read);
    expect(read).toMatchObject({ok: {at: state.at, stores: {My: {problem: {code: 'CHATTY'}}}}});
    expectHidden(remarks);
    expectHidden(await connection.tellTopology?.(SERVER, callContext()));
  });

  test('repeats none in what it finds in the way of an apply, nor in what it remarks then', async () => {
    const problem = {...chatty(), detail: `${own} was refused`};
    const checking: Connection = {
      ...saying({outcome: 'done', after: {}}),
      check: async (_server, _ask, cx) => {
        cx.onRemark?.({...problem, severity: 'warning'});
        return [{problem, of: {ca: 'ca01'}}];
      },
    };
    const remarks: Diagnostic[] = [];
    const cx = {...callContext(), onRemark: (one: Diagnostic) => remarks.push(one)};
    const ask = {assigns: true, global: false, cas: []};
    const found = await guardConnection(checking, [new Secret(own)]).check?.(SERVER, ask, cx);
    expectHidden(found);
    expect(found).toMatchObject([{problem: {code: 'CHATTY'}, of: {ca: 'ca01'}}]);
    expectHidden(remarks);
  });

  test('hands on what was done as it is, secrets for others included', async () => {
    const result = {outcome: 'done', after: {thumbprint: 'AB', pfx: new Secret('x')}} as const;
    expect(await guard(result).perform(SERVER, [step], callContext())).toEqual([result]);
    expect('close' in guard(result)).toBe(false);
  });
});

describe('a guarded authority', () => {
  const order: Order = {
    csr: 'MII',
    spki: 'ab',
    spec: spec(SERVER),
    server: SERVER,
    slot: 'edge/external',
    progress: {state: 'created'},
  };
  const progress = {state: 'waiting', ticket: '1', since: '2026-03-01T12:00:00Z'} as const;
  const answers: readonly Answer[] = [
    {state: 'issued', leaf: 'AA', chain: [], remarks: [chatty('warning')]},
    {state: 'waiting', progress, who: `somebody with ${own}`, remarks: [chatty('warning')]},
    {state: 'denied', reason: `the account ${own} may not enroll`},
    {state: 'failed', problem: chatty(), repeatable: true},
  ];
  const can = {where: 'runner', find: true, chainKnownAtPlan: true, idempotent: false} as const;
  const secrets = [new Secret(own), new Secret(once)];

  test.each(answers.map(answer => [answer.state, answer] as const))(
    'repeats no secret when it says %s',
    async (_state, answer) => {
      const say = async () => answer;
      const authority: Authority = {can, chain: async () => ({problem: chatty()}), submit: say, resume: say, find: say};
      const guarded = guardAuthority(authority, secrets);
      const note = async () => undefined;
      expectHidden(await guarded.submit(order, note, callContext()));
      expectHidden(await guarded.resume(order, note, callContext()));
      expectHidden(await guarded.find?.('ab', callContext()));
      expectHidden(await guarded.chain({create: false}, callContext()));
      expect(await guarded.submit(order, note, callContext())).toMatchObject({state: answer.state});
    },
  );

  test('repeats none in a remark', async () => {
    const never = () => Promise.reject(new Error('not called'));
    const chain: Authority['chain'] = async (_options, cx) => {
      cx.onRemark?.(chatty('warning'));
      return {ok: 'made on first use'};
    };
    const remarks: Diagnostic[] = [];
    const cx = {...callContext(), onRemark: (one: Diagnostic) => remarks.push(one)};
    await guardAuthority({can, chain, submit: never, resume: never}, secrets).chain({create: false}, cx);
    expectHidden(remarks);
  });

  test('repeats none in a remark on an order', async () => {
    const say: Authority['submit'] = async (_order, _note, cx) => {
      cx.onRemark?.(chatty('warning'));
      return answers[0] as Answer;
    };
    const find: Authority['find'] = (_spki, cx) => say(order, async () => undefined, cx);
    const authority: Authority = {can, chain: async () => ({problem: chatty()}), submit: say, resume: say, find};
    const guarded = guardAuthority(authority, secrets);
    for (const call of ['submit', 'resume', 'find'] as const) {
      const remarks: Diagnostic[] = [];
      const cx = {...callContext(), onRemark: (one: Diagnostic) => remarks.push(one)};
      await (call === 'find' ? guarded.find?.('ab', cx) : guarded[call](order, async () => undefined, cx));
      expectHidden(remarks);
    }
  });

  test('cannot be asked for a key if it could not before', () => {
    const never = () => Promise.reject(new Error('not called'));
    expect('find' in guardAuthority({can, chain: never, submit: never, resume: never}, [])).toBe(false);
  });
});
