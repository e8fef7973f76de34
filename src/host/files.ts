/**
 * The real file system behind the `Files` port.
 *
 * Symbolic links: reading and listing follow them, because configurations are commonly mounted as links, but what they
 * lead to must be a regular file; who reads what others can write asks for them to be refused. Writing never follows one: `write` replaces the link itself and `create` refuses it,
 * so a planted link cannot send a key elsewhere.
 */

import {linkSync, lstatSync, mkdirSync, renameSync, rmdirSync, statSync, unlinkSync} from 'node:fs';
import {dirname} from 'node:path';
import {codeOf} from '../core/system-error.ts';
import type {Files} from '../engine/ports/host.ts';
import {isExposed} from './exposed.ts';
import {systemError} from './file-error.ts';
import {removeLeftovers} from './leftovers.ts';
import {PATIENCE, type Patience, patiently} from './patience.ts';
import {listFolder, lookAt, readRegularFile} from './read-file.ts';
import {linkExclusively, removeQuietly, syncFolder, writeTemporary} from './write-file.ts';

const OWN_FOLDER = 0o700;

/** The calls of the system that Windows refuses in ways of its own. Tests have others. */
export interface FileSystem extends Patience {
  readonly rename: (from: string, to: string) => Promise<void> | void;
  readonly link: (from: string, to: string) => Promise<void> | void;
  readonly unlink: (path: string) => Promise<void> | void;
  readonly rmdir: (path: string) => Promise<void> | void;
}

const SYSTEM: FileSystem = {
  ...PATIENCE,
  rename: renameSync,
  link: linkSync,
  unlink: unlinkSync,
  rmdir: rmdirSync,
};

export function filesOn(system: FileSystem): Files {
  const {platform} = system;
  const move = (from: string, to: string): Promise<void> =>
    patiently(system, {for: 'writing', work: () => system.rename(from, to), isHopeless: () => isFolder(to)});
  const sync = (path: string): Promise<void> => syncFolder(path, platform);
  return {
    // Synchronous inside, as most of writing is: for many small files the thread pool costs more than it hides.
    read:
      platform === 'win32'
        ? (...asked) => patiently(system, {for: 'reading', work: () => readRegularFile(...asked)})
        : async (path, limit, options) => readRegularFile(path, limit, options),
    list: async path => listFolder(path),
    look: async path => lookAt(path),
    isExposed: async path => isExposed(path, platform),

    async write(path, data, {mode}) {
      const temporary = await writeTemporary(path, data, mode);
      try {
        await move(temporary, path);
      } catch (error) {
        removeQuietly(temporary);
        // Windows says only that it may not be replaced.
        throw isFolder(path) ? systemError('EISDIR', 'a folder', path) : error;
      }
      await sync(dirname(path));
    },

    async create(path, data, {mode}) {
      const temporary = await writeTemporary(path, data, mode);
      try {
        const created = await linkExclusively(temporary, path, {content: {data, mode}, system});
        if (created) await sync(dirname(path));
        return created;
      } finally {
        removeQuietly(temporary);
      }
    },

    makeFolder: path => makeFolder(path, sync),

    async rename(from, to) {
      await move(from, to);
      await sync(dirname(to));
      if (dirname(from) !== dirname(to)) await sync(dirname(from));
    },

    async remove(path) {
      const removed = await remove(path, system);
      if (removed) await sync(dirname(path));
      return removed;
    },

    removeLeftovers: async (folder, before) => removeLeftovers(folder, before),
  };
}

export const files: Files = filesOn(SYSTEM);

/** False where there was nothing, or somebody else was quicker. */
async function remove(path: string, system: FileSystem): Promise<boolean> {
  const status = lstatSync(path, {throwIfNoEntry: false});
  if (status === undefined) return false;
  try {
    // On Windows files that were removed may stay in their folder for a moment.
    if (status.isDirectory())
      await patiently(system, {for: 'writing', also: 'ENOTEMPTY', work: () => system.rmdir(path)});
    else await patiently(system, {for: 'writing', work: () => system.unlink(path)});
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * One level at a time, so that of several who race for a folder exactly one is told that it was made. Most are there, and
 * to ask costs less than to be refused.
 */
async function makeFolder(path: string, sync: (folder: string) => Promise<void>): Promise<boolean> {
  if (statSync(path, {throwIfNoEntry: false})?.isDirectory()) return false;
  try {
    mkdirSync(path, OWN_FOLDER);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(dirname(path), sync);
      return makeFolder(path, sync);
    }
    if (code !== 'EEXIST') throw error;
    if (!statSync(path).isDirectory()) throw systemError('ENOTDIR', 'not a folder', path);
    return false;
  }
  await sync(dirname(path));
  return true;
}
