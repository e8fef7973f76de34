/** The log of one apply, for people: nothing reads it back. Its lines are made in report/event-text.ts. */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {codeOf} from '../core/system-error.ts';
import {files} from './files.ts';

export interface LogFile {
  readonly path: string;
  /** Appends at once, so that the log of a run that was killed holds all that it did. */
  append(text: string): void;
  close(): void;
}

export interface LogFileOptions {
  readonly stateFolder?: string;
  readonly path?: string;
  readonly now: Date;
  /** Tells two runs of one second apart. */
  readonly suffix: string;
  /** How many logs stay in the state folder. */
  readonly keep?: number;
}

const OWN_NAME = /^apply-\d{8}T\d{6}Z-[0-9a-f]+\.log$/;
const NEVER_FOLLOW = constants.O_NOFOLLOW ?? 0;
/** A pipe that nobody reads is an error then, and no wait for ever. */
const NEVER_WAIT = constants.O_NONBLOCK ?? 0;
/** How often a pipe that is full is tried again, and the pause before. Its reader may be slow. */
const [TRIES, PAUSE_MS] = [200, 10];
const DEFAULT_KEEP = 20;

/** Opens a log that only its owner can read. Rejects with the system's error, also when there is no place for it. */
export async function openLogFile(options: LogFileOptions): Promise<LogFile> {
  if (options.path !== undefined) {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NEVER_WAIT;
    return logAt(options.path, openSync(options.path, flags, 0o600));
  }
  if (options.stateFolder === undefined) throw new Error('the environment names no home folder for the log');
  const folder = join(options.stateFolder, 'logs');
  await files.makeFolder(folder);
  const path = join(folder, `apply-${stamp(options.now)}-${options.suffix}.log`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NEVER_FOLLOW;
  const log = logAt(path, openSync(path, flags, 0o600));
  prune(folder, options.keep ?? DEFAULT_KEEP);
  return log;
}

function logAt(path: string, descriptor: number): LogFile {
  // Whoever names /dev/null or a pipe gets neither a chmod of it nor an fsync, which they refuse.
  const regular = fstatSync(descriptor).isFile();
  if (regular) fchmodSync(descriptor, 0o600);
  return {
    path,
    append(text) {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writePatiently(descriptor, bytes, done);
    },
    close() {
      if (regular) fsyncSync(descriptor);
      closeSync(descriptor);
    },
  };
}

/** At least one byte. Rejects with `EAGAIN` when a pipe stays full. */
function writePatiently(descriptor: number, bytes: Buffer, from: number): number {
  for (let tries = 1; ; tries++) {
    try {
      return writeSync(descriptor, bytes, from);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN' || tries > TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** `20260822T100000Z`: sorts by time and is a file name everywhere. */
function stamp(now: Date): string {
  return now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** Only names of our own pattern go. One that another run has just removed, or that is still open on Windows, is let be. */
function prune(folder: string, keep: number): void {
  const names = readdirSync(folder).filter(name => OWN_NAME.test(name));
  for (const name of names.sort().slice(0, Math.max(0, names.length - keep))) {
    try {
      rmSync(join(folder, name));
    } catch {
      // The next run tries again.
    }
  }
}
