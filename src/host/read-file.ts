import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {codeOf} from '../core/system-error.ts';
import type {FolderEntry, ReadOptions} from '../engine/ports/host.ts';
import {systemError} from './file-error.ts';

/** Files that a killed process left half written begin so. Listings leave them out. */
export const TEMPORARY_PREFIX = '.cscert-tmp-';

/**
 * O_NONBLOCK keeps the opening of a FIFO that nobody writes from waiting for ever; O_NOCTTY keeps a terminal from
 * becoming ours. Windows has neither.
 */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Windows has no flag that refuses links; there they are looked for first. */
const NEVER_FOLLOW = constants.O_NOFOLLOW;

/** What the system answers to a link that it was told not to follow: FreeBSD has a word of its own. */
const A_LINK = new Set(['ELOOP', 'EMLINK']);

/** What the system answers when the path is a folder or a socket and so cannot be opened as a file. */
const NOT_A_FILE = new Set(['EISDIR', 'ENXIO', 'EOPNOTSUPP']);

/** See `Files.read`. The claimed size of a file is a hint: no more than the limit is ever allocated or read. */
export function readRegularFile(path: string, limit: number, {links}: ReadOptions = {}): Buffer | undefined {
  const descriptor = links === 'refuse' ? openNoLink(path) : openRegular(path, OPEN_FLAGS);
  if (descriptor === undefined) return undefined;
  try {
    return readSmall(descriptor, limit) ?? readCarefully(descriptor, {path, limit});
  } finally {
    closeSync(descriptor);
  }
}

/** One byte more than is taken for small. */
const small = Buffer.allocUnsafeSlow(16_385);

/**
 * A whole file that is not empty and has at most 16 KiB, as nearly all have; undefined of anything else. To ask what a
 * file is takes Node as long as to read it, and need not be asked: what has no places to read at (a FIFO, a terminal)
 * refuses to be read at one, and devices give nothing or more than fits. Windows has devices that would wait for somebody.
 */
function readSmall(descriptor: number, limit: number): Buffer | undefined {
  if (constants.O_NONBLOCK === undefined) return undefined;
  try {
    const count = readSync(descriptor, small, 0, small.length, 0);
    if (count === 0 || count > limit || readSync(descriptor, small, count, small.length - count, count) > 0)
      return undefined;
    return count === small.length ? undefined : Buffer.from(small.subarray(0, count));
  } catch {
    // What cannot be read is asked what it is.
    return undefined;
  }
}

interface Asked {
  readonly path: string;
  readonly limit: number;
}

function readCarefully(descriptor: number, asked: Asked): Buffer {
  const {path, limit} = asked;
  const status = fstatSync(descriptor);
  if (!status.isFile()) throw systemError('EINVAL', 'not a regular file', path);
  if (status.size > limit) throw tooLarge(path, limit);
  return readAll(descriptor, status.size, asked);
}

function openNoLink(path: string): number | undefined {
  if (NEVER_FOLLOW === undefined && lookAt(path)?.link === true) throw systemError('ELOOP', 'a symbolic link', path);
  return openRegular(path, OPEN_FLAGS | (NEVER_FOLLOW ?? 0));
}

function openRegular(path: string, flags: number): number | undefined {
  try {
    return openSync(path, flags);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code !== undefined && A_LINK.has(code)) throw systemError('ELOOP', 'a symbolic link', path);
    if (code !== undefined && NOT_A_FILE.has(code)) throw systemError('EINVAL', 'not a regular file', path);
    throw error;
  }
}

/** Reads to the end, which may lie behind the claimed size: the file may grow, and files of /proc claim nought. */
function readAll(descriptor: number, size: number, what: Asked): Buffer {
  let buffer = Buffer.allocUnsafe(Math.max(size + 1, 512));
  for (let total = 0; ; ) {
    const count = readSync(descriptor, buffer, total, buffer.length - total, null);
    total += count;
    // One byte more than is claimed was asked for: to get just what is claimed means that the end was reached.
    if (count === 0 || total === size) return buffer.subarray(0, total);
    if (total > what.limit) throw tooLarge(what.path, what.limit);
    if (total === buffer.length) buffer = Buffer.concat([buffer], Math.min(total * 2, what.limit + 1));
  }
}

function tooLarge(path: string, limit: number): NodeJS.ErrnoException {
  return systemError('EFBIG', `larger than ${limit} bytes`, path);
}

/** See `Files.list`. A link counts as what it leads to. */
export function listFolder(path: string): readonly FolderEntry[] | undefined {
  try {
    return readdirSync(path, {withFileTypes: true})
      .filter(entry => !entry.name.startsWith(TEMPORARY_PREFIX))
      .map(entry => entryOf({name: entry.name, status: entry}, path))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** See `Files.look`: one entry without reading the whole folder. */
export function lookAt(path: string): FolderEntry | undefined {
  const status = lstatSync(path, {throwIfNoEntry: false});
  return status && entryOf({name: basename(path), status}, dirname(path));
}

function entryOf({name, status}: {readonly name: string; readonly status: Kind}, folder: string): FolderEntry {
  if (!status.isSymbolicLink()) return {name, kind: kindOf(status)};
  return {name, kind: kindBehind(join(folder, name)), link: true};
}

/** One link that leads in a circle, or where we may not look, must not cost the whole listing. */
function kindBehind(path: string): FolderEntry['kind'] {
  try {
    return kindOf(statSync(path, {throwIfNoEntry: false}));
  } catch {
    return 'other';
  }
}

type Kind = Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

function kindOf(status: Kind | undefined): FolderEntry['kind'] {
  if (status?.isFile()) return 'file';
  return status?.isDirectory() ? 'folder' : 'other';
}
