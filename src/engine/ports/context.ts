/** What every call to the outside is given. */
export interface CallContext {
  /** Aborted by a second Ctrl-C or a deadline: stop at once, the step may be half done. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}
