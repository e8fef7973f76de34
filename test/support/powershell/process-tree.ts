import {type ChildProcess, execFile} from 'node:child_process';
import {once} from 'node:events';
import {promisify} from 'node:util';

/** Ends a process and everything that it started, however deep; resolves when it is gone. */
export async function endTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const below = await descendantsOf(child.pid);
  child.kill('SIGTERM');
  await gone;
  for (const pid of below) end(pid);
}

/** The ids of the processes below one, deepest last. */
export async function descendantsOf(pid: number): Promise<readonly number[]> {
  const {stdout} = await promisify(execFile)('ps', ['-e', '-o', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number));
  const childrenOf = (parent: number): readonly number[] =>
    pairs.flatMap(([own, above]) => (above === parent && own !== undefined ? [own, ...childrenOf(own)] : []));
  return childrenOf(pid);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
