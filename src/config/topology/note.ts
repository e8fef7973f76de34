import type {ValuePath} from '../loaded.ts';

/** A comment above a key of what is written. */
export interface Note {
  readonly path: ValuePath;
  readonly lines: readonly string[];
  /** With an empty line before it, where something stands there. */
  readonly apart?: boolean;
}
