import type {Outcome} from '../core/model/outcome.ts';
import type {Action, Plan} from '../core/model/plan.ts';
import {isLater} from '../core/plan/is-later.ts';
import {isOwed} from '../core/policy/restart-owed.ts';
import type {InterruptSignal} from '../host/signals.ts';

/**
 * 0 done or nothing to do; 1 error, unknown servers, or something that needs a person; 2 changes pending (only with
 * --detailed-exitcode); 3 only waiting remains; 130 and 143 interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 130 | 143;

export const EXIT_CODES: readonly (readonly [ExitCode, string])[] = [
  [0, 'done, or nothing to do'],
  [1, 'an error; servers that could not be read; a lock not won; something that needs a person'],
  [2, 'changes are pending (only plan --detailed-exitcode)'],
  [3, 'only waiting remains: an approval, an answer (apply, and plan --detailed-exitcode)'],
  [130, 'interrupted (Ctrl-C)'],
  [143, 'terminated (SIGTERM)'],
];

/** No slot speaks of it: what it is to follow was assigned. */
const isOwedRestart = (action: Action): boolean => action.verb === 'restart' && isOwed(action);

/** What no slot speaks of: trust, and a restart that is owed, unless it waits for its window. */
export const isDueBySelf =
  (now: string) =>
  (action: Action): boolean =>
    action.verb === 'trust' || (isOwedRestart(action) && !isLater(action, new Date(now)));

/** Of a plan. Without `detailed`, pending changes are no news to a shell. */
export function planExit({now, summary, complete, slots, actions}: Plan, detailed: boolean): ExitCode {
  if (!complete) return 1;
  if (!detailed) return 0;
  const changes = slots.some(slot => slot.state === 'changes') || actions.some(isDueBySelf(now));
  if (changes || summary.person > 0) return 2;
  // One that is due was a change.
  return summary.waiting > 0 || actions.some(isOwedRestart) ? 3 : 0;
}

/** Of an apply: the plan tells what it could not touch, the outcomes what became of the rest. */
export function applyExit(
  plan: Plan,
  outcomes: readonly Outcome[],
  interrupted: InterruptSignal | undefined,
): ExitCode {
  if (interrupted !== undefined) return interruptedExit(interrupted);
  const ended = (result: Outcome['result']): boolean => outcomes.some(outcome => outcome.result === result);
  if (ended('failed') || ended('not-run') || !plan.complete || plan.summary.person > 0) return 1;
  return ended('waiting') || stillWaits(plan, outcomes) ? 3 : 0;
}

/** Of an apply that only goes on: what it left out waits too, for an approval. */
export function goingOnExit(code: ExitCode, leftOut: readonly string[] = []): ExitCode {
  return code === 0 && leftOut.length > 0 ? 3 : code;
}

/** Whether something waits that was not collected after all: where a CA cannot be asked beforehand, only the attempt tells. */
function stillWaits({slots}: Plan, outcomes: readonly Outcome[]): boolean {
  const finished = new Set(
    outcomes.filter(({result}) => result === 'done' || result === 'already-done').map(one => one.action),
  );
  return slots.some(
    ({state, actions}) => state === 'waiting' && (actions.length === 0 || !actions.every(id => finished.has(id))),
  );
}

/** As shells tell it: 128 and the number of the signal. */
export function interruptedExit(signal: InterruptSignal): ExitCode {
  return signal === 'SIGTERM' ? 143 : 130;
}
