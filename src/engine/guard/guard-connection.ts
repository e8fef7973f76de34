import {hideIn} from '../../core/hide.ts';
import {Secret} from '../../core/secret.ts';
import {withoutAbsent} from '../every.ts';
import type {Connection, Enrolled, Step, StepResult} from '../ports/connection.ts';
import {hideInErrors, hideInPart, hideInProblem} from './hide.ts';

/** The same connection, which repeats no secret that it was given: its own, and those of the steps that it is told to do. */
export function guardConnection(connection: Connection, own: readonly Secret[]): Connection {
  const {can, close, tellTopology, check} = connection;
  return withoutAbsent<Connection>({
    can,
    read: (server, ask, cx) => hideInErrors(async () => hideInPart(await connection.read(server, ask, cx), own), own),
    perform(server, steps, cx) {
      const secrets = [...own, ...steps.flatMap(secretsOf)];
      const {onStep} = cx;
      const told = onStep && {
        onStep: (step: Step, result: StepResult, elapsedMs: number) =>
          onStep(step, hideInResult(result, secrets), elapsedMs),
      };
      return hideInErrors(async () => {
        const results = await connection.perform(server, steps, {...cx, ...told});
        return results.map(result => hideInResult(result, secrets));
      }, secrets);
    },
    lockOf: (server, cx) => hideInErrors(() => connection.lockOf(server, cx), own),
    tellTopology:
      tellTopology &&
      ((server, cx) => hideInErrors(async () => hideInPart(await tellTopology.call(connection, server, cx), own), own)),
    check:
      check &&
      ((server, ask, cx) =>
        hideInErrors(async () => {
          const found = await check.call(connection, server, ask, cx);
          return found.map(one => ({...one, problem: hideInProblem(one.problem, own)}));
        }, own)),
    close: close && (() => connection.close?.() ?? Promise.resolve()),
  });
}

const secretsOf = (step: Step): readonly Secret[] =>
  Object.values(step).filter((value): value is Secret => value instanceof Secret);

/** The product says what it was called with as it likes. */
function hideInEnrolled({error, status, ...others}: Enrolled, secrets: readonly Secret[]): Enrolled {
  return {
    ...others,
    ...(status !== undefined && {status: hideIn(status, secrets)}),
    ...(error && {error: {...error, said: hideIn(error.said, secrets)}}),
  };
}

function hideInResult(result: StepResult, secrets: readonly Secret[]): StepResult {
  if (result.outcome === 'failed') return {...result, problem: hideInProblem(result.problem, secrets)};
  const {relay, enrolled} = result.after;
  return {
    ...result,
    after: {
      ...result.after,
      ...(relay && {relay: {...relay, output: hideIn(relay.output, secrets)}}),
      ...(enrolled && {enrolled: hideInEnrolled(enrolled, secrets)}),
    },
    ...(result.warning && {warning: hideInProblem(result.warning, secrets)}),
  };
}
