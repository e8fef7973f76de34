import {sep} from 'node:path';
import {systemCodeOf} from '../../core/system-error.ts';
import type {Files, FolderEntry} from '../../engine/ports/host.ts';
import {
  FILE_LIMIT,
  type FolderName,
  isServerFolder,
  MOST_FILES,
  misspelt,
  type Place,
  placeOf,
  STORE_LIMIT,
} from './layout.ts';
import {Trouble} from './problems.ts';

/** The folder that holds the stores of all servers. */
export interface Root {
  readonly files: Files;
  /** Absolute. */
  readonly folder: string;
  /** As it is configured, for people. */
  readonly shown: string;
}

/** A server's folder (or the global one) that was looked into. */
export interface OpenPlace extends Place {
  readonly files: Files;
  readonly entries: ReadonlyMap<string, FolderEntry>;
  /** Names as they are there, by the name of ours that they differ from only in their letter case. */
  readonly misspelt: ReadonlyMap<string, string>;
}

/** Refuses a name that could lead out of the root or to a device. */
export function checkServerName(server: string): void {
  if (isServerFolder(server)) return;
  throw new Trouble('SERVER_NAME_UNSAFE', {
    detail: `${JSON.stringify(server.slice(0, 260))} is not a lower-case DNS name, or is a name that Windows or cscert reserves.`,
    help: 'Give the server another connection, or another name in the configuration.',
  });
}

/** Undefined when the folder does not exist: a server that nothing was done on yet. */
export async function openPlace(root: Root, name: string): Promise<OpenPlace | undefined> {
  const place = placeOf(root, name);
  const entry = await root.files.look(place.folder);
  if (entry === undefined) return undefined;
  refuseOtherThanFolder(entry, place, '.');
  const entries = await listEntries(root.files, place, '.');
  return {
    name: place.name,
    folder: place.folder,
    shown: place.shown,
    files: root.files,
    entries: new Map(entries.map(found => [found.name, found])),
    misspelt: new Map(
      entries.flatMap(({name: there}) => {
        const ours = misspelt(there);
        return ours === undefined ? [] : [[ours, there]];
      }),
    ),
  };
}

/** Names in one of the place's folders; none when it does not exist. */
export async function listFolder(place: OpenPlace, folder: FolderName): Promise<readonly FolderEntry[]> {
  const entry = entryOf(place, folder);
  if (entry === undefined) return [];
  refuseOtherThanFolder(entry, place, folder);
  return listEntries(place.files, place, folder);
}

async function listEntries(files: Files, place: Place, folder: string): Promise<readonly FolderEntry[]> {
  const entries = await files.list(folder === '.' ? place.folder : `${place.folder}${sep}${folder}`);
  // It was there a moment ago: a disk that went away has not made the server a new one.
  if (entries === undefined) throw gone(place.shown(folder));
  if (entries.length <= MOST_FILES) return entries;
  const shown = place.shown(folder);
  throw new Trouble('STORE_FILE_BROKEN', {
    detail: `${shown} holds ${entries.length} files; more than ${MOST_FILES} are not looked at.`,
    help: `Move what does not belong into ${shown} away, then run the command again.`,
  });
}

function gone(shown: string): Trouble {
  return new Trouble('STORE_UNREADABLE', {
    detail: `${shown} has gone while it was being read.`,
    help: 'If its disk is not mounted any more, mount it, then run the command again.',
  });
}

/** Whether a file lay at the top of the place when it was opened: to ask for one that is not there costs more than to read it. */
export function wasListed(place: OpenPlace, name: string): boolean {
  return entryOf(place, name) !== undefined;
}

/** Whether something lies there now. */
export async function isThere(place: OpenPlace, path: string): Promise<boolean> {
  return (await place.files.look(pathIn(place, path))) !== undefined;
}

/** Unknown is not absent: what Linux takes for another name was ours before the folder was copied. */
function entryOf(place: OpenPlace, name: string): FolderEntry | undefined {
  const entry = place.entries.get(name);
  const other = entry === undefined ? place.misspelt.get(name) : undefined;
  if (other === undefined) return entry;
  throw new Trouble('STORE_FILE_BROKEN', {
    detail: `${place.shown(other)} should be called ${name}; letter case counts on this system or on another one.`,
    help: `Rename ${place.shown(other)} to ${name}, then run the command again.`,
  });
}

/** The folder of the place that a path leads into; undefined for a file at the top. */
function folderIn(path: string): string | undefined {
  const end = path.indexOf(sep);
  return end < 0 ? undefined : path.slice(0, end);
}

/** Refuses what lies behind a link, also where only a file in the folder is asked for. */
function pathIn(place: OpenPlace, path: string): string {
  const folder = folderIn(path);
  const entry = entryOf(place, folder ?? path);
  if (folder !== undefined && entry !== undefined) refuseOtherThanFolder(entry, place, entry.name);
  return `${place.folder}${sep}${path}`;
}

/** A link could lead out of the root, and what is written behind it would be another's. */
function refuseOtherThanFolder(entry: FolderEntry, place: Place, path: string): void {
  const isLink = entry.link === true;
  if (entry.kind === 'folder' && !isLink) return;
  const shown = place.shown(path);
  throw new Trouble('STORE_FILE_BROKEN', {
    detail: `${shown} is ${isLink ? 'a link; links are not followed here' : 'not a folder'}.`,
    help: `Move ${shown} away or make it a folder, then run the command again.`,
  });
}

/** Undefined when it does not exist. Names the file when it cannot be read. */
export async function readText(place: OpenPlace, path: string): Promise<string | undefined> {
  try {
    const bytes = await place.files.read(pathIn(place, path), FILE_LIMIT, {links: 'refuse'});
    return bytes?.toString('utf8');
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble('STORE_UNREADABLE', {
      detail: `${place.shown(path)} ${reasonOf(error)}.`,
      help: `Repair ${place.shown(path)} or move it away, then run the command again.`,
    });
  }
}

/** Says which file is not what it should be, and why. */
export function broken(place: Place, path: string, why: string): Trouble {
  return new Trouble('STORE_FILE_BROKEN', {
    detail: `${place.shown(path)}: ${why}.`,
    help: `Restore ${place.shown(path)} from a backup, or move it out of the store, then run the command again.`,
  });
}

/** Said of a store of which so much was read already that the rest is left. */
export function tooMuch(place: Place, folder: FolderName): Trouble {
  return broken(place, folder, `more than ${STORE_LIMIT / 2 ** 20} MiB lie in it, which no server needs`);
}

/** Not passed over: a key or request that is not seen would be made anew. */
export function inCapitals(place: Place, path: string): Trouble {
  return broken(place, path, 'cscert writes its name in small letters, and letter case counts');
}

function reasonOf(error: unknown): string {
  const code = systemCodeOf(error);
  if (code === 'EFBIG') return `is larger than ${FILE_LIMIT / 1024} KiB`;
  if (code === 'ELOOP') return 'is a link; links are not followed here';
  if (code === 'EINVAL') return 'is not a regular file';
  if (code === 'EACCES' || code === 'EPERM') return `may not be read (${code})`;
  return `could not be read (${code})`;
}

/** Writes a file of the place, and the folder above it. What could not be read again is not written. */
export async function writeText(
  place: OpenPlace,
  path: string,
  {text, mode}: {readonly text: string; readonly mode: number},
): Promise<void> {
  checkFits(place, path, text);
  await place.files.write(await writePath(place, path), text, {mode});
}

/** Refuses a text that its reader would refuse; for what must be known before something else is written. */
export function checkFits(place: Place, path: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= FILE_LIMIT) return;
  throw new Trouble('STORE_WRITE_FAILED', {
    detail: `${place.shown(path)} would have ${Math.ceil(bytes / 1024)} KiB; ${FILE_LIMIT / 1024} KiB can be read again. It was not written.`,
    help: 'No certificate in use has a tenth of it: look at what the authority sends, or declare fewer names.',
  });
}

/** Where it is to be written, with the folder above it. */
async function writePath(place: OpenPlace, path: string): Promise<string> {
  const target = pathIn(place, path);
  const folder = folderIn(path);
  // To make one that is there fails, and to fail costs more than the asking.
  if (folder !== undefined && !place.entries.has(folder))
    await place.files.makeFolder(`${place.folder}${sep}${folder}`);
  return target;
}

/** True when there was something to remove. */
export async function removeFile(place: OpenPlace, path: string): Promise<boolean> {
  return place.files.remove(pathIn(place, path));
}
