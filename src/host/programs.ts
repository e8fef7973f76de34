/**
 * Programs that cscert starts. Each is the head of a group of processes of its own, so that a Ctrl-C in the terminal is
 * ours to answer, and so that what it started ends with it. On Windows there are no such groups: a program gets a
 * console of its own, which nobody sees, and its tree is ended by taskkill, the system's own tool. Whatever becomes of
 * cscert, the input of the program ends with it, and what we start ends at the end of its input.
 */
import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {Readable} from 'node:stream';
import {codeOf, systemCodeOf} from '../core/system-error.ts';
import type {Host, Program, ProgramCall, ProgramEnd} from '../engine/ports/host.ts';
import {atMost} from './at-most.ts';
import {keepTail} from './tail.ts';

export interface ProgramOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** How long a program that was asked to end may take, and again when it was forced. */
  readonly graceMs?: number;
}

const GRACE_MS = 5000;
/** How long what a killed program wrote may take to arrive, once it has ended. */
const REST_MS = 500;

/** Starts programs with the environment of cscert, less or more what a call says. */
export function spawnFrom({environment, platform, graceMs = GRACE_MS}: ProgramOptions): Host['spawn'] {
  return call => {
    try {
      const child = spawn(call.program, [...call.args], {
        env: changed(environment, call, platform),
        stdio: 'pipe',
        shell: false,
        detached: platform !== 'win32',
        windowsHide: true,
      });
      return programOf(child, {platform, graceMs});
    } catch (error) {
      // Node tells of some errors at once (ENOTDIR, E2BIG) and of others later.
      return notStarted(Promise.resolve({failed: systemCodeOf(error)}));
    }
  };
}

function programOf(child: ChildProcess, {platform, graceMs}: {platform: NodeJS.Platform; graceMs: number}): Program {
  const {stdin, stdout, stderr} = child;
  const {exited, ended, finish} = endOf(child);
  // There are none where the system has no more files to open (EMFILE); the error follows.
  if (!stdin || !stdout || !stderr) return notStarted(ended);
  // What it started and left behind ends with it; at once, for later its number may be that of others. On Windows the
  // number of a process that has ended says nothing of its tree.
  if (platform !== 'win32') child.on('exit', () => endTree(child, {platform, force: true}));
  const errors = keepTail(stderr);
  // An input that is closed is told by `write` to whoever writes; without a listener it would end cscert.
  stdin.on('error', () => undefined);
  return {
    output: stdout,
    errors,
    write: data =>
      new Promise((resolve, reject) => {
        stdin.write(data, error => (error ? reject(error) : resolve()));
      }),
    endInput: () => stdin.end(),
    ended,
    async kill() {
      stdin.destroy();
      stdout.resume();
      if (isRunning(child)) {
        endTree(child, {platform, force: false});
        await atMost(graceMs, exited);
      }
      if (isRunning(child)) {
        endTree(child, {platform, force: true});
        await atMost(graceMs, exited);
      }
      await atMost(REST_MS, ended);
      // What left its group lives on, and may hold its pipes for as long as it likes.
      stdout.destroy();
      stderr.destroy();
      finish();
    },
  };
}

/** A program that could not be started: it says nothing and takes nothing. */
function notStarted(ended: Promise<ProgramEnd>): Program {
  return {
    output: Readable.from([]),
    errors: () => '',
    write: () => Promise.reject(Object.assign(new Error('the program was not started'), {code: 'EPIPE'})),
    endInput: () => undefined,
    ended,
    kill: async () => void (await ended),
  };
}

const isRunning = ({pid, exitCode, signalCode}: ChildProcess): boolean =>
  pid !== undefined && exitCode === null && signalCode === null;

interface Ending {
  /** It has ended, or was not begun. What it wrote may not have arrived yet. */
  readonly exited: Promise<void>;
  /** Also everything that it wrote is here. */
  readonly ended: Promise<ProgramEnd>;
  /** Settles `ended` by what is known now. */
  readonly finish: () => void;
}

function endOf(child: ChildProcess): Ending {
  let finish: () => void = () => undefined;
  const ended = new Promise<ProgramEnd>(resolve => {
    finish = () => resolve(howItEnded(child));
    child.on('close', finish);
    child.on('error', error => resolve({failed: codeOf(error) ?? String(error)}));
  });
  const exited = new Promise<void>(resolve => {
    child.on('exit', () => resolve());
    child.on('error', () => resolve());
  });
  return {exited, ended, finish};
}

function howItEnded({exitCode, signalCode}: ChildProcess): ProgramEnd {
  return exitCode === null ? {signal: signalCode ?? 'unknown'} : {code: exitCode};
}

/** On Windows nothing can be asked to end but by the end of its input, which came before. */
function endTree({pid}: ChildProcess, {platform, force}: {platform: NodeJS.Platform; force: boolean}): void {
  if (pid === undefined) return;
  if (platform === 'win32') {
    if (force) execFile('taskkill', ['/PID', String(pid), '/T', '/F'], {windowsHide: true}, () => undefined);
    return;
  }
  try {
    process.kill(-pid, force ? 'SIGKILL' : 'SIGTERM');
  } catch {
    // ESRCH: all of them have ended.
  }
}

/** Windows does not tell upper from lower case in the names of variables. */
function changed(
  environment: ProgramOptions['environment'],
  {environment: changes = {}}: ProgramCall,
  platform: NodeJS.Platform,
): Record<string, string> {
  const same = (name: string): string => (platform === 'win32' ? name.toUpperCase() : name);
  const changing = new Set(Object.keys(changes).map(same));
  const kept = Object.entries(environment).filter(([name]) => !changing.has(same(name)));
  const entries = [...kept, ...Object.entries(changes)].flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
