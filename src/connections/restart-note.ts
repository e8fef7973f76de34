/** What a server keeps to remember that its services should be restarted: since when, as the run that owes it wrote. */
import type {Part} from '../core/diagnostic.ts';
import type {HolderState} from '../core/model/actual.ts';

export interface RestartNote {
  readonly format: 1;
  /** ISO 8601 UTC. */
  readonly since: string;
}

export const restartNote = (now: Date): RestartNote => ({format: 1, since: now.toISOString()});

/** Since when it is owed; a note that says no time counts from when it is read. */
export function owedSince(since: unknown, now: Date): string {
  return typeof since === 'string' && !Number.isNaN(Date.parse(since)) ? since : now.toISOString();
}

/** What could not be read may say that one is owed, and then one is done rather than forgotten. */
export function restartState(owed: Part<string | undefined>, now: Date): Pick<HolderState, 'restartOwed'> {
  const since = 'ok' in owed ? owed.ok : now.toISOString();
  return since === undefined ? {} : {restartOwed: since};
}
