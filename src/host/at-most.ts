import {setTimeout as wait} from 'node:timers/promises';

/** Waits until something is over, but no longer than that. Keeps no timer behind. */
export async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const limit = wait(milliseconds, undefined, {signal: over.signal}).catch(() => undefined);
  await Promise.race([work, limit]);
  over.abort();
}
