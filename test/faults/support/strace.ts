/**
 * System calls of a run, seen and tampered with by strace. A call is chosen by the path that it is about and by its
 * place among those, which is the same in every run (ready-keys.cjs numbers temporary files). Counting all calls of a
 * kind would not do: Node writes to its own pipes, a little differently each time.
 */
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** What changes a disk or makes a change durable. */
export const CHANGES = ['rename', 'link', 'unlink', 'rmdir', 'mkdir', 'fsync', 'write'] as const;

export type Change = (typeof CHANGES)[number];

/** Whether strace is here and may trace (containers often forbid it). */
export function hasStrace(): boolean {
  const {status} = spawnSync('strace', ['-f', '-qq', '-e', 'inject=sync:error=EIO', 'true'], {encoding: 'utf8'});
  return status === 0;
}

/** One call that names a path of the world. */
export interface Call {
  readonly name: Change;
  /** Relative to the world; of two paths the first. */
  readonly path: string;
  /** Of two paths the second: where a rename or a link leads. */
  readonly target: string;
  /** Which one of this name and path, from 1. */
  readonly ordinal: number;
  /** All paths, without what differs from run to run: for people, and to group by. */
  readonly about: string;
  /** What came of it, e.g. `0` or `-1 EEXIST …`; `?` when it did not come back. */
  readonly result: string;
}

/** What is done to a call, in strace's words: `signal=SIGKILL`, `error=ENOSPC`, `delay_enter=800000`, `retval=7`. */
export interface Tampering {
  readonly call: Pick<Call, 'name' | 'path' | 'ordinal'>;
  readonly how: string;
}

export interface TraceOptions {
  readonly world: string;
  /** Where the trace is written. */
  readonly to: string;
  readonly tampering?: Tampering;
}

/**
 * strace's own command line; a program and its arguments come after it. With --seccomp-bpf the program stops only at
 * the calls that matter, which makes it twice as fast; but strace 6.1 then forgets to send signals.
 */
export function strace({world, to, tampering}: TraceOptions): readonly string[] {
  const filter = tampering === undefined || tampering.how.startsWith('error') ? ['--seccomp-bpf'] : [];
  const base = ['strace', '-f', '-qq', '-y', ...filter, '-o', to];
  if (tampering === undefined) return [...base, '-e', `trace=${CHANGES.join(',')}`];
  const {call, how} = tampering;
  const inject = `inject=${call.name}:${how}:when=${call.ordinal}`;
  return [...base, '-e', `trace=${call.name}`, '-P', join(world, call.path), '-e', inject];
}

/** The calls that name paths of the world, in their order. */
export function readTrace(file: string, world: string): readonly Call[] {
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  for (const line of whole(readFileSync(file, 'utf8').split('\n'))) {
    const [, word, rest = ''] = /^(\w+)\((.*)$/.exec(line) ?? [];
    const name = CHANGES.find(change => change === word);
    const paths = [...rest.matchAll(/["<](\/[^">]*)[">]/g)].map(([, path = '']) => path).filter(isIn(world));
    if (name === undefined || paths.length === 0) continue;
    const [path = '', target = path] = paths.map(one => one.slice(world.length + 1));
    const ordinal = (counts.get(`${name} ${path}`) ?? 0) + 1;
    counts.set(`${name} ${path}`, ordinal);
    const about = paths.map(one => one.slice(world.length + 1).replaceAll(/[0-9A-Fa-f]{12,}/g, '#') || '.').join(' > ');
    calls.push({name, path, target, ordinal, about, result: /\) += (.*)$/.exec(rest)?.[1] ?? '?'});
  }
  return calls;
}

const isIn = (world: string) => (path: string) => path === world || path.startsWith(`${world}/`);

/** Joins calls that another thread's line cut in two; without the numbers of the threads. */
export function whole(lines: readonly string[]): readonly string[] {
  const begun = new Map<string, string>();
  const joined: string[] = [];
  for (const line of lines) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const end = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
    if (text.endsWith(' <unfinished ...>')) begun.set(thread, text.slice(0, -' <unfinished ...>'.length));
    else if (end === undefined) joined.push(text);
    else joined.push(`${begun.get(thread) ?? ''}${end}`);
    if (end !== undefined) begun.delete(thread);
  }
  return [...joined, ...begun.values()];
}
