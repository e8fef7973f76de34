/**
 * The real file system behind the `Files` port.
 *
 * Symbolic links: reading and listing follow them, because configurations are commonly mounted as links, but what they
 * lead to must be a regular file; who reads what others can write asks for them to be refused. Writing never follows one: `write` replaces the link itself and `create` refuses it,
 * so a planted link cannot send a key elsewhere.
 */

import {lstat, mkdir, rename, rmdir, stat, unlink} from 'node:fs/promises';
import {dirname} from 'node:path';
import {codeOf} from '../core/system-error.ts';
import type {Files} from '../engine/ports/host.ts';
import {systemError} from './file-error.ts';
import {listFolder, lookAt, readRegularFile} from './read-file.ts';
import {linkExclusively, removeQuietly, syncFolder, writeTemporary} from './write-file.ts';

const OWN_FOLDER = 0o700;

export const files: Files = {
  // Synchronous inside: for many small files the thread pool costs more than it hides.
  read: async (path, limit, options) => readRegularFile(path, limit, options),
  list: async path => listFolder(path),
  look: async path => lookAt(path),

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
