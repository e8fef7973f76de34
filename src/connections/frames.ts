import type {Step, StepResult} from '../engine/ports/connection.ts';
import type {CallContext} from '../engine/ports/context.ts';

/** Steps in their order, cut into what is done at once. */
export interface Framed<F> {
  readonly steps: readonly Step[];
  readonly frames: readonly F[];
  /** As many results as steps of the frame were tried, up to the first that failed. */
  readonly perform: (frame: F) => Promise<readonly StepResult[]>;
}

/** One frame after the other, up to the first failure. Each step of one is told to have taken an equal part of its time. */
export async function performFrames<F>(
  {steps, frames, perform}: Framed<F>,
  {now, onStep}: CallContext,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const frame of frames) {
    const start = now().getTime();
    const tried = await perform(frame);
    const eachMs = Math.round((now().getTime() - start) / tried.length);
    for (const result of tried) {
      const step = steps[results.length];
      results.push(result);
      if (step !== undefined) onStep?.(step, result, eachMs);
    }
    if (tried.at(-1)?.outcome === 'failed') break;
  }
  return results;
}
