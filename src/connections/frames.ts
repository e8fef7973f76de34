import type {ServerId} from '../core/model/desired.ts';
import type {Step, StepResult} from '../engine/ports/connection.ts';
import type {CallContext} from '../engine/ports/context.ts';
import {stepProblem} from './step-problems.ts';

/** Steps in their order, cut into what is done at once. */
export interface Framed<F> {
  readonly server: ServerId;
  readonly steps: readonly Step[];
  readonly frames: readonly F[];
  /** As many results as steps of the frame were tried, up to the first that failed. */
  readonly perform: (frame: F) => Promise<readonly StepResult[]>;
}

/** One frame after the other, up to the first failure. Each step of one is told to have taken an equal part of its time. */
export async function performFrames<F>(
  {server, steps, frames, perform}: Framed<F>,
  cx: CallContext,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const frame of frames) {
    const start = cx.now().getTime();
    const stopped = await notBegun(steps[results.length], server, cx);
    const tried = stopped === undefined ? await perform(frame) : [stopped];
    const eachMs = Math.round((cx.now().getTime() - start) / tried.length);
    for (const result of tried) {
      const step = steps[results.length];
      results.push(result);
      if (step !== undefined) cx.onStep?.(step, result, eachMs);
    }
    if (tried.at(-1)?.outcome === 'failed') break;
  }
  return results;
}

/** Why a step must not begin any more: the run was cancelled, or may do nothing more on this server. */
export async function notBegun(
  step: Step | undefined,
  server: ServerId,
  {signal, whyNot}: CallContext,
): Promise<StepResult | undefined> {
  const problem = signal.aborted
    ? stepProblem('STOPPED', {detail: `${step?.do} was not begun.`, address: server})
    : await whyNot?.();
  return problem && {outcome: 'failed', problem};
}
