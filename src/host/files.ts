/**
 * The real file system behind the `Files` port.
 *
 * Symbolic links: reading and listing follow them, because configurations are commonly mounted as links, but what they
 * lead to must be a regular file. Writing never follows one: `write` replaces the link itself and `create` refuses it,
 * so a planted link cannot send a key elsewhere.
 */
import {randomBytes} from 'node:crypto';
import {link, lstat, mkdir, open, rename, rmdir, stat, unlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Files} from '../engine/ports/host.ts';
import {codeOf, systemError} from './file-error.ts';
import {listFolder, readRegularFile, TEMPORARY_PREFIX} from './read-file.ts';

const KEPT_FROM_OTHERS = 0o600;
const OWN_FOLDER = 0o700;

/** What file systems without hard links answer to link(2): FAT, some network shares, some container mounts. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES']);

export const files: Files = {
  // Synchronous inside: for many small files the thread pool costs more than it hides.
  read: async (path, limit) => readRegularFile(path, limit),
  list: async path => listFolder(path),

  async write(path, data, {mode}) {
    const temporary = await writeTemporary(path, data, mode);
    try {
      await rename(temporary, path);
    } catch (error) {
      await removeQuietly(temporary);
      throw error;
    }
    await syncFolder(dirname(path));
  },

  async create(path, data, {mode}) {
    const temporary = await writeTemporary(path, data, mode);
    try {
      const created = await linkExclusively(temporary, path, {data, mode});
      if (created) await syncFolder(dirname(path));
      return created;
    } finally {
      await removeQuietly(temporary);
    }
  },

  makeFolder,

  async rename(from, to) {
    await rename(from, to);
    await syncFolder(dirname(to));
    if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
  },

  async remove(path) {
    try {
      await ((await lstat(path)).isDirectory() ? rmdir(path) : unlink(path));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
    await syncFolder(dirname(path));
    return true;
  },
};

/** A complete, durable file beside `path`. It is private from its first instant and gets its mode only when it is whole. */
async function writeTemporary(path: string, data: string | Uint8Array, mode: number): Promise<string> {
  const temporary = join(dirname(path), `${TEMPORARY_PREFIX}${randomBytes(12).toString('hex')}`);
  await writeNew(temporary, data, mode);
  return temporary;
}

/** Removes what it began when it cannot finish. */
async function writeNew(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(path, 'wx', KEPT_FROM_OTHERS);
  try {
    // FileHandle.writeFile goes on until everything is written; a single write may stop short.
    await handle.writeFile(data);
    if (mode !== KEPT_FROM_OTHERS) await handle.chmod(mode);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await removeQuietly(path);
    throw error;
  }
  await handle.close();
}

/** link(2) fails when the name exists, whoever else tries at the same time, and shows the file whole or not at all. */
async function linkExclusively(
  temporary: string,
  path: string,
  content: {readonly data: string | Uint8Array; readonly mode: number},
): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (code === undefined || !NO_LINKS.has(code)) throw error;
  }
  // Without hard links: still exclusive, but for a moment a reader may see the file before it is whole.
  try {
    await writeNew(path, content.data, content.mode);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** One level at a time, so that of several who race for a folder exactly one is told that it was made. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, OWN_FOLDER);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(dirname(path));
      return makeFolder(path);
    }
    if (code !== 'EEXIST') throw error;
    if (!(await stat(path)).isDirectory()) throw systemError('ENOTDIR', 'not a folder', path);
    return false;
  }
  await syncFolder(dirname(path));
  return true;
}

/** Makes a new or changed name durable. Windows cannot open folders; its file systems journal names by themselves. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems have no fsync for folders. There is nothing better to do on them.
    if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'ENOTSUP') throw error;
  } finally {
    await handle.close();
  }
}

async function removeQuietly(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}
