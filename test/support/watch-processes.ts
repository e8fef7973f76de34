/** What the system shows of processes while one of them runs: to everybody (`ps`), and to who may look closer. Linux only. */
import {readdirSync, readFileSync} from 'node:fs';
import {pause} from './pause.ts';

export interface Seen {
  /** Command lines of all processes of the machine. */
  readonly commands: ReadonlySet<string>;
  /** Environments of what the watched process started, and what that started. */
  readonly environments: ReadonlySet<string>;
  /** Of the watched process itself: what it was given by whoever started it. */
  readonly own: ReadonlySet<string>;
}

const EVERY_MS = 10;

/** Looks again and again until the work is done; at what `others` started, too. */
export async function watchProcesses(
  pid: number,
  work: Promise<unknown>,
  others: readonly number[] = [],
): Promise<Seen> {
  const seen = {commands: new Set<string>(), environments: new Set<string>(), own: new Set<string>()};
  let going = true;
  const done = work.finally(() => {
    going = false;
  });
  while (going) {
    look(pid, seen, [pid, ...others]);
    await Promise.race([pause(EVERY_MS), done]);
  }
  await done;
  return seen;
}

type Seeing = {readonly [K in keyof Seen]: Set<string>};

function look(watched: number, seen: Seeing, ancestors: readonly number[]): void {
  const parents = new Map<number, number>();
  const commands = new Map<number, string>();
  for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
    const command = read(`/proc/${name}/cmdline`);
    seen.commands.add(command);
    commands.set(Number(name), command);
    // The name of the program stands in brackets and may hold anything.
    const [, parent] = /^\d+ \(.*\) \S (\d+) /s.exec(read(`/proc/${name}/stat`)) ?? [];
    parents.set(Number(name), Number(parent));
  }
  for (const [pid, parent] of parents) {
    // A process that has not become another program yet is its parent still, with the environment of that.
    if (commands.get(pid) === commands.get(parent)) continue;
    if (ancestors.some(one => isBelow(pid, one, parents))) seen.environments.add(read(`/proc/${pid}/environ`));
  }
  seen.own.add(read(`/proc/${watched}/environ`));
}

function isBelow(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(pid); at !== undefined && at > 0; at = parents.get(at)) if (at === ancestor) return true;
  return false;
}

/** Empty when the process has gone meanwhile or is another's. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
