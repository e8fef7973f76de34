import {closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync} from 'node:fs';

const POLL_MS = 200;
/** A lock file without a process in it is only that young while its owner writes. */
const WRITING_MS = 5_000;

/**
 * Runs `work` while a file is held that only one process can hold. A lock whose process is gone is taken over.
 * Throws when the lock is not had within `limitMs`.
 */
export function withFileLock<T>(path: string, limitMs: number, work: () => T): T {
  const end = Date.now() + limitMs;
  while (!tryLock(path)) {
    if (isAbandoned(path)) takeAway(path);
    else if (Date.now() > end) throw new Error(`${path} is still held by process ${readFileSync(path, 'utf8')}`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
  try {
    return work();
  } finally {
    rmSync(path, {force: true});
  }
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of several who find it abandoned one moves it away; whoever moved a new one by that puts it back. */
function takeAway(path: string): void {
  const mine = `${path}.${process.pid}`;
  try {
    renameSync(path, mine);
  } catch {
    return;
  }
  if (!isAbandoned(mine)) renameSync(mine, path);
  rmSync(mine, {force: true});
}

function isAbandoned(path: string): boolean {
  try {
    const owner = Number(readFileSync(path, 'utf8'));
    if (owner === 0) return Date.now() - statSync(path).mtimeMs > WRITING_MS;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    // ESRCH: no such process. EPERM: another user's, and alive. ENOENT: given back just now.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
