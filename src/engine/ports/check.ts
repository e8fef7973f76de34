import type {Diagnostic} from '../../core/diagnostic.ts';

/** What is going to be done on a server, as far as something else than the server has to agree. */
export interface CheckAsk {
  /** Usages of the server are assigned. */
  readonly assigns: boolean;
  /** What is global is assigned from there, for which the session has to reach the central management store. */
  readonly global: boolean;
  /** The CAs that the server asks. */
  readonly cas: readonly AskedCa[];
}

/** A CA that is asked from a server. */
export interface AskedCa {
  /** `host\\CA name`. */
  readonly ca: string;
  /** Whose account asks: that of the computer, or that of the session. */
  readonly as: 'computer' | 'session';
  /** Names of the templates that are asked for. */
  readonly templates: readonly string[];
}

/** Something that was found. An error stands in the way, a warning is for people. */
export interface Obstacle {
  readonly problem: Diagnostic;
  /** It is in the way of requests to this CA alone; of all of them, or of those for one template. */
  readonly of?: {readonly ca: string; readonly template?: string};
}
