import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {Address, ServerId} from '../../core/model/desired.ts';
import type {RelayAnswer} from './connection.ts';

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
  /** `host\\CA name`; where it is chosen, the word that stands in its place. */
  readonly ca: string;
  /** Whose account asks: that of the computer, that of the session, or one whose password is given. */
  readonly as: 'computer' | 'session' | 'account';
  /** Names of the templates that are asked for. */
  readonly templates: readonly string[];
  /** Chooses among the CAs that the forest publishes; absent where one is named. */
  readonly choose?: ChooseCa;
}

/** Takes one CA of the list that a server reads, as `ask: 'cas'` gives it; a problem names those that there are. */
export type ChooseCa = (
  told: Pick<RelayAnswer, 'cas' | 'output'>,
  wish: {readonly template: string; readonly server: ServerId; readonly address: Address},
) => Part<string>;

/** Something that was found. An error stands in the way, a warning is for people. */
export interface Obstacle {
  readonly problem: Diagnostic;
  /** It is in the way of requests to this CA alone; of all of them, or of those for these templates. */
  readonly of?: {readonly ca: string; readonly templates?: readonly string[]};
}
