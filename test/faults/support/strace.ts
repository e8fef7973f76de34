/**
 * System calls of a run, seen and tampered with by strace. It counts the calls of each thread by itself; the program
 * writes all of its files from the one thread of its pool (see launch.ts), so that the n-th call is the same one in
 * every run.
 */
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

/** What changes a disk. */
export const CHANGES = ['rename', 'link', 'unlink', 'rmdir', 'mkdir', 'fsync', 'write'] as const;

export type Change = (typeof CHANGES)[number];

/** Whether strace is here and may trace (containers often forbid it). */
export function hasStrace(): boolean {
  const {status, stderr} = spawnSync('strace', ['-f', '-qq', '-e', 'trace=none', '-e', 'inject=sync:error=EIO', 'true'], {
    encoding: 'utf8',
  });
  return status === 0 && stderr === '';
}

/**
 * strace's own command line; a program and its arguments come after it. It stops at every call of the program, for
 * with --seccomp-bpf, which spares that, strace 6.1 forgets to send the signals that it is to inject.
 */
export function strace(trace: {readonly to: string; readonly inject?: string}): readonly string[] {
  const inject = trace.inject === undefined ? [] : ['-e', `inject=${trace.inject}`];
  return ['strace', '-f', '-qq', '-y', '-o', trace.to, '-e', `trace=${CHANGES.join(',')}`, ...inject];
}

/** One call of the thread that writes files. */
export interface Call {
  readonly name: Change;
  /** Which one of this name, from 1. */
  readonly ordinal: number;
  /** What it is about, without what differs from run to run; empty for a call that is about no file of the world. */
  readonly about: string;
  /** What came of it, e.g. `0` or `-1 EEXIST`; `?` when it did not come back. */
  readonly result: string;
}

/** The calls of the thread that made most of the renames, in their order. */
export function readTrace(path: string, world: string): readonly Call[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const thread = busiest(lines);
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  for (const line of lines) {
    const found = /^(\d+) +(\w+)\((.*)$/.exec(line);
    const name = CHANGES.find(change => change === found?.[2]);
    if (found?.[1] !== thread || name === undefined) continue;
    const ordinal = (counts.get(name) ?? 0) + 1;
    counts.set(name, ordinal);
    const rest = found[3] ?? '';
    calls.push({name, ordinal, about: aboutOf(rest, world), result: /\) += (.*)$/.exec(rest)?.[1] ?? '?'});
  }
  return calls;
}

function busiest(lines: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const thread = /^(\d+) +(?:rename|link|fsync|mkdir)\(/.exec(line)?.[1];
    if (thread !== undefined) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** Paths below the world; numbers that are random are made the same. */
function aboutOf(call: string, world: string): string {
  const paths = [...call.matchAll(/["<](\/[^">]*)[">]/g)].map(([, path = '']) => path);
  return paths
    .filter(path => path === world || path.startsWith(`${world}/`))
    .map(path => path.slice(world.length + 1).replaceAll(/[0-9A-Fa-f]{12,}/g, '#') || '.')
    .join(' > ');
}
