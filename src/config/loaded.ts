import type {Snippet, SourceRange} from '../core/diagnostic.ts';
import type {Document} from './generated/document.ts';

/** Keys and indexes from the top of the document to a value, e.g. `['pools', 'se01.contoso.com', 'servers', 0]`. */
export type ValuePath = readonly (string | number)[];

/** Where in the files every key and value of a document was written. */
export interface Places {
  /**
   * The key or the value at a path; `key` by default where the parent is a mapping, for a message is about
   * what somebody named. Undefined for a path that nobody wrote.
   */
  at(path: ValuePath, what?: 'key' | 'value'): SourceRange | undefined;
  /** The lines around a range, for a code frame. What looks like a secret is masked. */
  snippet(range: SourceRange): Snippet | undefined;
}

/** A configuration that was read, is valid and kept every rule; warnings may have been said. */
export interface LoadedDocument {
  readonly document: Document;
  readonly places: Places;
  /** As people are shown them: relative to the working folder, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** `sha256:` and the hex of the hash over names and contents; worked out when it is asked for. */
  readonly digest: () => string;
  /** Absolute folder that relative paths in the configuration are relative to. */
  readonly base: string;
}
