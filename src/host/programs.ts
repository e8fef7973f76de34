/**
 * Programs that cscert starts. Each is the head of a group of processes of its own, so that a Ctrl-C in the terminal is
 * ours to answer, and so that what it started ends with it. On Windows there are no such groups: a program gets a
 * console of its own, which nobody sees, and its tree is ended by taskkill, the system's own tool. Whatever becomes of
 * cscert, the input of the program ends with it, and what we start ends at the end of its input.
 */
import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as wait} from 'node:timers/promises';
import {codeOf} from '../core/system-error.ts';
import type {Host, Program, ProgramCall, ProgramEnd} from '../engine/ports/host.ts';
import {keepTail} from './tail.ts';

export interface ProgramOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** How long a program that was asked to end may take. */
  readonly graceMs?: number;
}

const GRACE_MS = 5000;

/** Starts programs with the environment of cscert, less or more what a call says. */
export function spawnFrom({environment, platform, graceMs = GRACE_MS}: ProgramOptions): Host['spawn'] {
  return call => {
    const child = spawn(call.program, [...call.args], {
      env: changed(environment, call, platform),
      stdio: 'pipe',
      shell: false,
      detached: platform !== 'win32',
      windowsHide: true,
    });
    return programOf(child, {platform, graceMs});
  };
}

function programOf(child: ChildProcess, {platform, graceMs}: {platform: NodeJS.Platform; graceMs: number}): Program {
  const {stdin, stdout, stderr} = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('a program was started without pipes');
  const ended = endOf(child);
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
        const over = new AbortController();
        const grace = wait(graceMs, undefined, {signal: over.signal}).catch(() => undefined);
        await Promise.race([ended, grace]);
        over.abort();
        if (isRunning(child)) endTree(child, {platform, force: true});
      }
      await ended;
    },
  };
}

const isRunning = ({pid, exitCode, signalCode}: ChildProcess): boolean =>
  pid !== undefined && exitCode === null && signalCode === null;

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  const failed = once(child, 'error').then(([error]) => ({failed: codeOf(error) ?? String(error)}));
  const closed = once(child, 'close').then(([code, signal]): ProgramEnd => {
    if (typeof signal === 'string') return {signal};
    return typeof code === 'number' ? {code} : {failed: 'unknown'};
  });
  // `once` rejects the second promise with the error that settles the first.
  return Promise.race([failed, closed.catch(() => failed)]);
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
