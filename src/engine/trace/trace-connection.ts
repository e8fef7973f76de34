import type {Part} from '../../core/diagnostic.ts';
import type {HolderState} from '../../core/model/actual.ts';
import type {ServerId} from '../../core/model/desired.ts';
import type {ToldTopology} from '../../core/model/published.ts';
import type {Shown} from '../../core/shown.ts';
import type {CallRef, Emit} from '../events.ts';
import {withoutAbsent} from '../every.ts';
import type {Connection, LockInfo, Step, StepResult} from '../ports/connection.ts';
import type {CallContext} from '../ports/context.ts';
import {describeProblem} from './describe-answer.ts';
import {describeResult, describeStep} from './describe-step.ts';
import {tellCall} from './tell-call.ts';

/** The same connection; every call, and every step of it, is told. */
export function traceConnection(name: string, connection: Connection, emit: Emit): Connection {
  const ref = (call: keyof Connection, server: ServerId): CallRef => ({to: 'connection', name, call, server});
  const {tellTopology, check} = connection;
  return withoutAbsent<Connection>({
    can: connection.can,
    read: (server, ask, cx) =>
      tellCall(
        {
          ref: ref('read', server),
          asked: {deep: ask.deep},
          work: () => connection.read(server, ask, cx),
          describe: describeState,
        },
        emit,
        cx,
      ),
    perform: (server, steps, cx) =>
      tellCall(
        {
          ref: ref('perform', server),
          asked: {steps: steps.map(step => step.do).join(', ')},
          work: () => performTold(connection, {server, steps, emit}, cx),
          describe: describeResults,
        },
        emit,
        cx,
      ),
    lockOf: (server, cx) =>
      tellCall(
        {
          ref: ref('lockOf', server),
          asked: {},
          work: () => connection.lockOf(server, cx),
          describe: describeLock,
        },
        emit,
        cx,
      ),
    check:
      check &&
      ((server, ask, cx) =>
        tellCall(
          {
            ref: ref('check', server),
            asked: {assigns: ask.assigns, global: ask.global, cas: ask.cas.map(({ca}) => ca).join(', ')},
            work: () => check.call(connection, server, ask, cx),
            describe: found => ({result: 'done', answer: {found: found.map(({problem}) => problem.code).join(', ')}}),
          },
          emit,
          cx,
        )),
    tellTopology:
      tellTopology &&
      ((server, cx) =>
        tellCall(
          {
            ref: ref('tellTopology', server),
            asked: {},
            work: () => tellTopology.call(connection, server, cx),
            describe: describeTopology,
          },
          emit,
          cx,
        )),
    close: connection.close && (async () => connection.close?.()),
  });
}

interface Telling {
  readonly server: ServerId;
  readonly steps: readonly Step[];
  readonly emit: Emit;
}

/** A connection that does its steps in one round trip tells nothing of them meanwhile; then they are told at its end. */
async function performTold(
  connection: Connection,
  {server, steps, emit}: Telling,
  cx: CallContext,
): Promise<readonly StepResult[]> {
  let told = 0;
  const tell = (step: Step, result: StepResult, elapsedMs?: number): void => {
    told += 1;
    emit('step_complete', {
      server,
      step: step.do,
      asked: describeStep(step),
      result: result.outcome,
      answer: describeResult(result),
      ...(elapsedMs !== undefined && {elapsedMs}),
    });
  };
  const results = await connection.perform(server, steps, {...cx, onStep: tell});
  for (const [index, result] of results.entries()) {
    const step = steps[index];
    if (step !== undefined && index >= told) tell(step, result);
  }
  return results;
}

type Answer = ReturnType<Parameters<typeof tellCall<unknown>>[0]['describe']>;

function describeState(part: Part<HolderState>): Answer {
  if ('problem' in part) return describeProblem(part.problem);
  const {stores, requests, assigned} = part.ok;
  const size = <T extends object>(value: Part<T>): string | number =>
    'ok' in value ? Object.keys(value.ok).length : value.problem.code;
  const answer: Shown = {
    my: size(stores.My),
    ca: size(stores.CA),
    root: size(stores.Root),
    requests: size(requests),
    assigned: size(assigned),
  };
  return {result: 'done', answer};
}

function describeResults(results: readonly StepResult[]): Answer {
  const failed = results.find(result => result.outcome === 'failed');
  if (failed?.outcome === 'failed')
    return {result: 'failed', answer: {steps: results.length, code: failed.problem.code}};
  return {result: 'done', answer: {steps: results.length}};
}

function describeTopology(part: Part<ToldTopology>): Answer {
  if ('problem' in part) return describeProblem(part.problem);
  const {store, replica} = part.ok;
  const answer: Shown = store === undefined ? {replica: replica?.xml.length ?? 0} : {pools: store.pools.length};
  return {result: 'done', answer};
}

const describeLock = (lock: LockInfo | undefined): Answer => ({
  result: 'done',
  answer: lock === undefined ? {held: false} : {held: true, id: lock.id, owner: lock.owner, since: lock.since},
});
