import type {Level} from '../core/level.ts';
import type {ProcessHost} from '../host/process-host.ts';
import type {ExitCode} from './exit-code.ts';

/** What every command is given. */
export interface CliContext {
  readonly host: ProcessHost;
  /** Called once by every command that ran. */
  readonly exit: (code: ExitCode) => void;
}

/** Flags that every command takes. */
export interface CommonOptions {
  readonly config: readonly string[];
  readonly chdir?: string;
  readonly color: 'always' | 'never' | 'auto';
  readonly json?: boolean;
  /** Where the log of the run goes. */
  readonly log?: string;
  /** What of it is logged; 'info' and louder where nothing is said. */
  readonly logLevel?: Level;
}
