/**
 * How a file gets onto the disk. Only what waits for the disk itself (fsync) is left to the thread pool: the rest is done at
 * once, where a trip to another thread would take longer, and would wait there behind keys that are being made.
 */
import {randomBytes} from 'node:crypto';
import {closeSync, fchmodSync, fsync, openSync, unlinkSync, writeFileSync} from 'node:fs';
import {constants} from 'node:os';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {codeOf} from '../core/system-error.ts';
import {systemError} from './file-error.ts';
import {type Patience, patiently} from './patience.ts';
import {TEMPORARY_PREFIX} from './read-file.ts';

const KEPT_FROM_OTHERS = 0o600;

const flush = promisify(fsync);

/**
 * What file systems without hard links answer to link(2): FAT, some network shares, some container mounts. EISDIR is
 * Node's word for ERROR_INVALID_FUNCTION, which Windows answers there.
 */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES', 'EISDIR']);

interface Content {
  readonly data: string | Uint8Array;
  readonly mode: number;
}

/** A complete, durable file beside `path`. It is private from its first instant and gets its mode only when it is whole. */
export async function writeTemporary(path: string, data: string | Uint8Array, mode: number): Promise<string> {
  const temporary = join(dirname(path), `${TEMPORARY_PREFIX}${randomBytes(12).toString('hex')}`);
  try {
    await writeNew(temporary, data, mode);
  } catch (error) {
    throw naming(error, path);
  }
  return temporary;
}

/** Errors of an open file do not say which one it is, and nobody knows the temporary one by its name. */
function naming(error: unknown, path: string): unknown {
  const code = codeOf(error);
  return code === undefined ? error : systemError(properCode(code), reasonOf(error), path);
}

/** Node has no name for some errors of the system, such as an exceeded quota, and gives their number. */
function properCode(code: string): string {
  const number = Number(UNNAMED.exec(code)?.[1]);
  return Object.entries(constants.errno).find(([, errno]) => errno === number)?.[0] ?? code;
}

const UNNAMED = /^Unknown system error -(\d+)$/;

/** `EIO: i/o error, fsync` or `ENOENT: no such file or directory, open '/a/b'`, without code and path. */
const reasonOf = (error: unknown): string => String(error).replace(/^(Error: )?([A-Z0-9]+: )?| '.*$/gs, '');

/** Removes what it began when it cannot finish. */
async function writeNew(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const descriptor = openSync(path, 'wx', KEPT_FROM_OTHERS);
  try {
    try {
      // Goes on until everything is written; a single write may stop short.
      writeFileSync(descriptor, data);
      if (mode !== KEPT_FROM_OTHERS) fchmodSync(descriptor, mode);
      await flush(descriptor);
    } finally {
      // Some file systems say only now that it did not fit.
      closeSync(descriptor);
    }
  } catch (error) {
    removeQuietly(path);
    throw error;
  }
}

export interface Linking {
  readonly content: Content;
  readonly system: Patience & {readonly link: (from: string, to: string) => Promise<void> | void};
}

/** link(2) fails when the name exists, whoever else tries at the same time, and shows the file whole or not at all. */
export async function linkExclusively(temporary: string, path: string, {content, system}: Linking): Promise<boolean> {
  try {
    await patiently(system, {for: 'writing', work: () => system.link(temporary, path)});
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (code === undefined || !NO_LINKS.has(code)) throw error;
  }
  return writeExclusively(path, content);
}

/** Without hard links: still exclusive, but for a moment a reader may see the file before it is whole. */
export async function writeExclusively(path: string, {data, mode}: Content): Promise<boolean> {
  try {
    await writeNew(path, data, mode);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Makes a new or changed name durable. Windows cannot open folders; its file systems journal names by themselves. */
export async function syncFolder(path: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') return;
  const descriptor = openFolder(path);
  if (descriptor === undefined) return;
  try {
    await flush(descriptor);
  } catch (error) {
    // Some network file systems have no fsync for folders. There is nothing better to do on them.
    if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'ENOTSUP') throw naming(error, path);
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined for a folder in which we may write but not read: its names changed, and there is no way to wait for the disk. */
function openFolder(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') return undefined;
    throw error;
  }
}

export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never there, or stays as a temporary file, which listings leave out.
  }
}
