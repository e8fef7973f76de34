/** How an apply is told to end early. */
export interface Stop {
  /** Aborted by the first interrupt: no new action begins, the running one is finished and verified. */
  readonly stopping: AbortSignal;
  /** Aborted by the second: running steps are broken off. */
  readonly cancelling: AbortSignal;
}
