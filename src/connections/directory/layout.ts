/**
 * Where everything lies below the root:
 *
 *     .cscert-stores                the marker: this is a folder of stores
 *     <server>/My/<THUMBPRINT>.pem  likewise CA and Root
 *     <server>/Keys/<spki>.key      or <spki>.exportable.key: the name says whether the key may leave
 *     <server>/Request/<spki>.p10   and <spki>.json, what is known about it
 *     <server>/assigned.json        what was assigned on this server
 *     <server>/replicated.json      what replication brought: it has a writer of its own, so it has a file of its own
 *     <server>/restart.json         that services should be restarted, until they were
 *     <server>/lock.json
 *     global/                       My, Keys and assigned.json of the deployment, as the central management store has them
 */

import {join, sep} from 'node:path';
import {isFolderName} from '../../core/folder-name.ts';
import type {StoreName} from '../../core/model/actual.ts';
import {STORES_MARKER} from '../../core/stores-marker.ts';

export const MARKER = STORES_MARKER;
export const GLOBAL = 'global';

export const PRIVATE_FILE = {mode: 0o600} as const;
/** Certificates and assignments are no secret, but the folders above them are private anyway. */
export const PUBLIC_FILE = {mode: 0o644} as const;

/**
 * Bytes of any file, read or written. Certificates, keys and what is known about requests are a few thousand; the largest
 * request that is made, and the largest certificate that is taken for an answer, have half of it in PEM.
 */
export const FILE_LIMIT = 256 * 1024;
/** Names in a folder. A server has some dozens of certificates; one with all of Microsoft's roots has 400. */
export const MOST_FILES = 2000;
/** Bytes that are read of one store. */
export const STORE_LIMIT = 16 * 1024 * 1024;

/** Whether a server's name is safe as a folder's name on every system, and does not mean the global store. */
export function isServerFolder(server: string): boolean {
  return isFolderName(server) && server !== GLOBAL;
}

/** The files of one server, or of the global store, which has the same shape. */
export interface Place {
  /** The server, or `global`. */
  readonly name: string;
  readonly folder: string;
  /** A path as people know it: the configured folder and what is below it. */
  readonly shown: (path: string) => string;
}

export function placeOf(root: {readonly folder: string; readonly shown: string}, name: string): Place {
  return {name, folder: join(root.folder, name), shown: path => join(root.shown, name, path)};
}

export const FOLDERS = ['My', 'CA', 'Root', 'Keys', 'Request'] as const;

export type FolderName = (typeof FOLDERS)[number];

// Not joined: there is nothing to tidy up in these, and every server has some ten of them.
export const certificatePath = (store: StoreName, thumbprint: string): string => `${store}${sep}${thumbprint}.pem`;
export const keyPath = (spki: string, exportable: boolean): string =>
  join('Keys', exportable ? `${spki}.exportable.key` : `${spki}.key`);
export const csrPath = (spki: string): string => join('Request', `${spki}.p10`);
export const notePath = (spki: string): string => join('Request', `${spki}.json`);

export const ASSIGNED = 'assigned.json';
export const REPLICATED = 'replicated.json';
export const LOCK = 'lock.json';
export const RESTART = 'restart.json';

const TOP = [...FOLDERS, ASSIGNED, REPLICATED, LOCK, RESTART];
const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(TOP.map(name => [name.toLowerCase(), name]));

/**
 * The name of ours that another one differs from only in its letter case; undefined when it is right, or no name of
 * ours. To Windows and macOS both are the same file, to Linux ours is not there at all.
 */
export function misspelt(name: string): string | undefined {
  const ours = BY_LOWER_CASE.get(name.toLowerCase());
  return ours === name ? undefined : ours;
}
