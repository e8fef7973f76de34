import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {hideIn} from '../../core/hide.ts';
import type {Secret} from '../../core/secret.ts';
import type {CallContext} from '../ports/context.ts';

/** The same problem without secrets in its sentences. */
export function hideInProblem(problem: Diagnostic, secrets: readonly Secret[]): Diagnostic {
  return {
    ...problem,
    detail: hideIn(problem.detail, secrets),
    ...(problem.help !== undefined && {help: hideIn(problem.help, secrets)}),
  };
}

export const hideInPart = <T>(part: Part<T>, secrets: readonly Secret[]): Part<T> =>
  'problem' in part ? {problem: hideInProblem(part.problem, secrets)} : part;

/** The same context, whose hearer of remarks hears no secret. */
export function hideInRemarks(cx: CallContext, secrets: readonly Secret[]): CallContext {
  const {onRemark} = cx;
  return onRemark === undefined ? cx : {...cx, onRemark: remark => onRemark(hideInProblem(remark, secrets))};
}

/** Does the work; an error that it throws is the same one afterwards, but for secrets in its words. */
export async function hideInErrors<T>(work: () => Promise<T>, secrets: readonly Secret[]): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) {
      error.message = hideIn(error.message, secrets);
      if (error.stack !== undefined) error.stack = hideIn(error.stack, secrets);
    }
    throw error;
  }
}
