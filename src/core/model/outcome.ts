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
