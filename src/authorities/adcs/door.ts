/**
 * A door for those who come with the same password. Until one has been let in, they try one at a time, and none after one
 * that was turned away, or may have been: a password that is wrong for one certificate is wrong for two hundred, and so many tries lock the
 * account, for everybody.
 */
import type {Part} from '../../core/diagnostic.ts';
import type {Enrolled} from '../../engine/ports/connection.ts';
import {isDecision, isLogon, isUnreached} from './numbers.ts';

export interface Door {
  /** `shut`: not tried, since another was turned away. */
  pass(ask: () => Promise<Part<Enrolled>>): Promise<Part<Enrolled> | 'shut'>;
}

/** A door that nobody has gone through yet. */
export function newDoor(): Door {
  let state: 'unknown' | 'open' | 'shut' = 'unknown';
  let last: Promise<unknown> = Promise.resolve();
  async function tryOne(ask: () => Promise<Part<Enrolled>>): Promise<Part<Enrolled> | 'shut'> {
    if (state === 'shut') return 'shut';
    const told = await ask();
    if (state === 'unknown' && 'ok' in told) state = learned(told.ok);
    return told;
  }
  return {
    pass(ask) {
      if (state !== 'unknown') return tryOne(ask);
      const next = last.then(() => tryOne(ask));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

/** What one answer says of the password. An error that is not understood may have been about it. */
function learned({error}: Enrolled): 'unknown' | 'open' | 'shut' {
  if (error === undefined || error.numbers.some(isDecision)) return 'open';
  return error.numbers.some(isUnreached) && !error.numbers.some(isLogon) ? 'unknown' : 'shut';
}
