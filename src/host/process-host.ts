import type {Files, Host} from '../engine/ports/host.ts';
import {clock} from './clock.ts';
import {compileLate} from './compile-late.ts';
import {files} from './files.ts';
import {type Identity, identityOf} from './identity.ts';
import {type LogFile, openLogFile} from './log-file.ts';
import {hasEnded} from './processes.ts';
import {spawnFrom} from './programs.ts';
import {ask} from './prompt.ts';
import {random} from './random.ts';
import {type Signals, signalsFrom} from './signals.ts';
import {connectSsh} from './ssh.ts';
import {standardOutput} from './standard-output.ts';
import {stateFolder} from './state-folder.ts';
import {type Input, inputFrom, type Output} from './streams.ts';

/** Everything that the program is given of the world. Tests have another one (test/support/fake-host.ts). */
export interface ProcessHost extends Host {
  readonly files: Files;
  /** Without the program's own name. */
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly identity: Identity;
  readonly signals: Signals;
  /** Where the user's logs are kept; undefined when the environment names no home. */
  readonly stateFolder: string | undefined;
  /** Does work that may be about very many servers. */
  aboutMany<T>(work: () => Promise<T>): Promise<T>;
  /** Asks on the terminal; undefined at the end of input. Only when stdin is a terminal. */
  ask(question: string): Promise<string | undefined>;
  /** Rejects with the system's error. */
  openLog(options: LogOptions): Promise<LogFile>;
}

export interface LogOptions {
  /** An absolute path that was asked for; without it, the state folder is used and only the last 20 are kept there. */
  readonly path?: string;
}

export function hostFromProcess(source: NodeJS.Process): ProcessHost {
  const folder = stateFolder(source.platform, source.env);
  const identity = identityOf(source);
  return {
    files,
    clock,
    random,
    environment: source.env,
    argv: source.argv.slice(2),
    cwd: source.cwd(),
    platform: source.platform,
    stdin: inputFrom(() => source.stdin),
    stdout: standardOutput(1, () => source.stdout),
    stderr: standardOutput(2, () => source.stderr),
    identity,
    hasEnded: one => hasEnded(one, identity.table, (pid, signal) => source.kill(pid, signal)),
    spawn: spawnFrom({environment: source.env, platform: source.platform}),
    connectSsh,
    signals: signalsFrom(source),
    stateFolder: folder,
    aboutMany: work => compileLate(source.versions.v8, work),
    ask: question => ask(question, {input: source.stdin, output: source.stderr}),
    openLog: options =>
      openLogFile({
        ...(folder === undefined ? {} : {stateFolder: folder}),
        ...options,
        now: clock.now(),
        suffix: random(4).toString('hex'),
      }),
  };
}
