import type {ServerId} from '../../core/model/desired.ts';
import type {Clock} from '../../engine/ports/host.ts';
import {type StepTrouble, stepTrouble} from '../step-problems.ts';

/** How long something is waited for, and what is said when that is over. */
export interface Limit {
  readonly milliseconds: number;
  readonly clock: Clock;
  readonly tooLong: () => unknown;
  /** Where the run may be broken off meanwhile: how that is told, and what is said then. */
  readonly until?: {readonly signal: AbortSignal; readonly stopped: () => unknown};
}

/**
 * What comes of something that was begun. Rejects with what is said when it takes too long or the run is broken off: it
 * goes on then, and is whoever's who began it. Keeps no timer behind.
 */
export async function within<T>(work: Promise<T>, {milliseconds, clock, tooLong, until}: Limit): Promise<T> {
  const over = new AbortController();
  const signal = until === undefined ? over.signal : AbortSignal.any([over.signal, until.signal]);
  const limit = clock.sleep(milliseconds, signal).then(
    () => Promise.reject(tooLong()),
    () => (until?.signal.aborted ? Promise.reject(until.stopped()) : new Promise<never>(() => undefined)),
  );
  try {
    return await Promise.race([work, limit]);
  } finally {
    over.abort();
  }
}

/** Said when the run is broken off on the way to a server. */
export const connectingStopped = (server: ServerId): StepTrouble =>
  stepTrouble('STOPPED', {detail: `${server}: connecting was broken off.`});
