import type {ServerId} from '../../../core/model/desired.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import type {ProgramEnd} from '../../../engine/ports/host.ts';
import type {StepTrouble} from '../../step-problems.ts';
import type {RemoteError} from './answer.ts';

/** A stream of lines to one PowerShell and back, whatever it goes through. */
export interface Channel {
  /** Writes a line; rejects with the system's error when nothing is taken any more. */
  write(line: string): Promise<void>;
  /**
   * What comes back, line by line, without line ends; read once. Rejects with StepTrouble for a line without end, and
   * with the system's error when the way is cut.
   */
  readonly lines: AsyncIterable<string>;
  /** The end of what was said on standard error. */
  errors(): string;
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /** Lets PowerShell end by itself: it does at the end of its input. */
  endInput(): void;
  /** Ends it at once, also on the other side. Never rejects. */
  kill(): Promise<void>;
}

/** How a PowerShell on a server is reached. */
export interface Transport {
  /** Starts one. Rejects with StepTrouble when the server cannot be reached. */
  open(server: ServerId, cx: CallContext): Promise<Channel>;
  /** Why the first frame was answered with an error, which can only be about the way. Absent where there is no such answer. */
  troubleOf?(server: ServerId, error: RemoteError): StepTrouble;
  /** Nothing is asked of that server for now: what was kept for it may go. Absent where nothing is kept. */
  leave?(server: ServerId): void;
  /** Lets go of everything that is kept. Absent where nothing is. */
  close?(): void;
}
