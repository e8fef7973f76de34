import type {Diagnostic} from '../diagnostic.ts';
import type {ServerId} from './desired.ts';
import type {Verb} from './verb.ts';

/** What became of one action. */
export interface Outcome {
  readonly action: string;
  readonly verb: Verb;
  readonly on: ServerId;
  readonly result: 'done' | 'already-done' | 'waiting' | 'failed' | 'not-run';
  /** Half a sentence for people, e.g. `request 4711 is waiting for approval at corp`. */
  readonly message?: string;
  readonly problem?: Diagnostic;
  readonly elapsedMs: number;
}

/** How many outcomes there are of each result. */
export type ApplyTally = Readonly<Record<'done' | 'alreadyDone' | 'waiting' | 'failed' | 'notRun', number>>;

export function tallyOf(outcomes: readonly Outcome[]): ApplyTally {
  const count = (result: Outcome['result']): number => outcomes.filter(outcome => outcome.result === result).length;
  return {
    done: count('done'),
    alreadyDone: count('already-done'),
    waiting: count('waiting'),
    failed: count('failed'),
    notRun: count('not-run'),
  };
}
