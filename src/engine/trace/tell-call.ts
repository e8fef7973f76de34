import type {Shown} from '../../core/shown.ts';
import {messageOf} from '../../core/system-error.ts';
import type {CallRef, Emit} from '../events.ts';
import type {CallContext} from '../ports/context.ts';

/** A call to the outside that is to be told. */
export interface Told<T> {
  readonly ref: CallRef;
  readonly asked: Shown;
  readonly work: () => Promise<T>;
  readonly describe: (result: T) => {readonly result: 'done' | 'failed'; readonly answer: Shown};
}

/** Does the work and tells its beginning, and its end with its duration; what is thrown goes on as it came. */
export async function tellCall<T>({ref, asked, work, describe}: Told<T>, emit: Emit, cx: CallContext): Promise<T> {
  const start = cx.now().getTime();
  const elapsedMs = (): number => cx.now().getTime() - start;
  emit('call_start', {...ref, asked});
  try {
    const result = await work();
    emit('call_complete', {...ref, ...describe(result), elapsedMs: elapsedMs()});
    return result;
  } catch (error) {
    emit('call_complete', {...ref, result: 'failed', answer: {error: messageOf(error)}, elapsedMs: elapsedMs()});
    throw error;
  }
}
