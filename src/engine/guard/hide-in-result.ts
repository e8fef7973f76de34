import {hideIn} from '../../core/hide.ts';
import type {Secret} from '../../core/secret.ts';
import type {Enrolled, StepResult} from '../ports/connection.ts';
import {hideInProblem} from './hide.ts';

/** The product says what it was called with as it likes. */
function hideInEnrolled({error, status, ...others}: Enrolled, secrets: readonly Secret[]): Enrolled {
  return {
    ...others,
    ...(status !== undefined && {status: hideIn(status, secrets)}),
    ...(error && {error: {...error, said: hideIn(error.said, secrets)}}),
  };
}

/** What became of a step, without secrets in what is said of it. */
export function hideInResult(result: StepResult, secrets: readonly Secret[]): StepResult {
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
