/** The built program as a process of its own: what can be killed, traced and delayed. */
import {type ChildProcess, spawn} from 'node:child_process';
import {join} from 'node:path';

/** Another build can be put to the test by naming its launcher. */
export const PROGRAM = process.env['CSCERT_PROGRAM'] ?? join(__dirname, '..', '..', '..', 'bin', 'cscert.cjs');

const READY_KEYS = join(__dirname, 'ready-keys.cjs');

export interface LaunchOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that runs the program given after it, e.g. strace with its options. */
  readonly under?: readonly string[];
  /** Three minutes unless told otherwise: servers that are played here take one on a machine with other work. */
  readonly timeoutMs?: number;
}

export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Exit>;
}

/**
 * Starts `cscert ARGV`. One thread for files, so that the calls of a run are in one order. Colour, width and home of
 * whoever runs the tests stay outside.
 */
export function launch(argv: readonly string[], options: LaunchOptions): Launched {
  const {cwd, environment = {}, under = [], timeoutMs = 180_000} = options;
  const [command = process.execPath, ...rest] = [...under, process.execPath, '--require', READY_KEYS, PROGRAM, ...argv];
  const child = spawn(command, rest, {
    cwd,
    env: {PATH: process.env['PATH'], HOME: cwd, TZ: 'UTC', UV_THREADPOOL_SIZE: '1', ...environment},
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  return {child, ended: exitOf(child)};
}

export const runProgram = (argv: readonly string[], options: LaunchOptions): Promise<Exit> =>
  launch(argv, options).ended;

function exitOf(child: ChildProcess): Promise<Exit> {
  const text = {stdout: '', stderr: ''};
  child.stdout?.setEncoding('utf8').on('data', part => {
    text.stdout += part;
  });
  child.stderr?.setEncoding('utf8').on('data', part => {
    text.stderr += part;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({code, signal, ...text}));
  });
}
