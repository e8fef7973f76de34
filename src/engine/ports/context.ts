import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Step, StepResult} from './connection.ts';

/** What every call to the outside is given. */
export interface CallContext {
  /** Aborted by a second Ctrl-C or a deadline: stop at once, the step may be half done. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /**
   * Asked before each step of a perform: why it must not begin, e.g. because the lock was lost meanwhile. What has begun
   * is finished. Absent: nothing is in the way.
   */
  readonly whyNot?: () => Promise<Diagnostic | undefined>;
  /** A connection that does steps one by one tells it of each, with the milliseconds that it took. */
  readonly onStep?: (step: Step, result: StepResult, elapsedMs: number) => void;
  /** What people should know besides: told by a connection that reads a server, and by an authority that is asked for its chain. */
  readonly onRemark?: (remark: Diagnostic) => void;
}
