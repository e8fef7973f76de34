import {join, sep} from 'node:path';
import {systemCodeOf} from '../../core/system-error.ts';
import type {Files, FolderEntry} from '../../engine/ports/host.ts';
import {FILE_LIMIT, type FolderName, isServerFolder, type Place, placeOf} from './layout.ts';
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
  const entries = (await root.files.list(place.folder)) ?? [];
  return {...place, files: root.files, entries: new Map(entries.map(found => [found.name, found]))};
}

/** Names in one of the place's folders; none when it does not exist. */
export async function listFolder(place: OpenPlace, folder: FolderName): Promise<readonly FolderEntry[]> {
  const entry = place.entries.get(folder);
  if (entry === undefined) return [];
  refuseOtherThanFolder(entry, place, folder);
  return (await place.files.list(`${place.folder}${sep}${folder}`)) ?? [];
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
async function readBytes(place: OpenPlace, path: string, limit = FILE_LIMIT): Promise<Buffer | undefined> {
  try {
    return await place.files.read(`${place.folder}${sep}${path}`, limit);
  } catch (error) {
    throw new Trouble('STORE_UNREADABLE', {
      detail: `${place.shown(path)} ${reasonOf(error, limit)}.`,
      help: `Repair ${place.shown(path)} or move it away, then run the command again.`,
    });
  }
}

export async function readText(place: OpenPlace, path: string, limit = FILE_LIMIT): Promise<string | undefined> {
  return (await readBytes(place, path, limit))?.toString('utf8');
}

/** Says which file is not what it should be, and why. */
export function broken(place: Place, path: string, why: string): Trouble {
  return new Trouble('STORE_FILE_BROKEN', {
    detail: `${place.shown(path)}: ${why}.`,
    help: `Restore ${place.shown(path)} from a backup, or move it out of the store, then run the command again.`,
  });
}

function reasonOf(error: unknown, limit: number): string {
  const code = systemCodeOf(error);
  if (code === 'EFBIG') return `is larger than ${limit / 1024} KiB`;
  if (code === 'EINVAL') return 'is not a regular file';
  if (code === 'EACCES' || code === 'EPERM') return `may not be read (${code})`;
  return `could not be read (${code})`;
}

/** Where it is to be written, with the folder above it. */
export async function writePath(place: Place & {readonly files: Files}, path: string): Promise<string> {
  const [folder = ''] = path.split(/[\\/]/);
  if (folder !== path) await place.files.makeFolder(join(place.folder, folder));
  return join(place.folder, path);
}
