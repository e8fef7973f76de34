import type {Address, Place} from './model/desired.ts';

/** A stretch of a file; line and column count from 1, `end` is the column after the last character on `line`. */
export interface SourceRange extends Place {
  readonly endColumn: number;
}

/**
 * A problem as data. Problems are collected, never thrown; an exception is a bug.
 * `summary` is constant text for its code; names and figures stand in `detail`.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, upper snake case, e.g. `CFG_UNKNOWN_KEY`. */
  readonly code: string;
  readonly summary: string;
  /** Whole sentences: what, where, why. Never a secret. */
  readonly detail: string;
  /** What to do about it. */
  readonly help?: string;
  readonly source?: SourceRange;
  /** The line of text that `source` is about, for a code frame, with the number of its first line. */
  readonly snippet?: Snippet;
  /** The server or slot that it is about. */
  readonly address?: Address;
}

export interface Snippet {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** Something that was done, or the problem that stood in the way. */
export type Part<T> = {readonly ok: T} | {readonly problem: Diagnostic};
