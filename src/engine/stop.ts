/** How an apply is told to end early. */
export interface Stop {
  /** True after the first interrupt: no new action begins, the running one is finished and verified. */
  readonly stopping: () => boolean;
  /** Aborted by the second: running steps are broken off. */
  readonly signal: AbortSignal;
}
