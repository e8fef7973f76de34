import {resolve} from 'node:path';
import type {Part} from '../../core/diagnostic.ts';
import type {Files} from '../../engine/ports/host.ts';
import {parseJson} from './json.ts';
import {FILE_LIMIT, MARKER, PUBLIC_FILE} from './layout.ts';
import {type OpenPlace, openPlace, type Root} from './place.ts';
import {diagnose, Trouble} from './problems.ts';

/** What the configuration says of a directory connection. */
export interface DirectorySettings {
  readonly type: 'directory';
  /** Relative to the configuration. */
  readonly folder: string;
}

export interface RootSite {
  readonly files: Files;
  /** Absolute folder that relative paths of the configuration start from. */
  readonly base: string;
}

const MARKER_TEXT = `${JSON.stringify({format: 1})}\n`;

export function rootOf(settings: DirectorySettings, site: RootSite): Root {
  return {files: site.files, folder: resolve(site.base, settings.folder), shown: settings.folder};
}

/**
 * Makes the folder and its marker, for `init` and a first use that is asked for. It refuses a folder in which other
 * things lie: they may be the stores of a server whose disk is not mounted, or somebody's documents.
 */
export async function prepareRoot(settings: DirectorySettings, site: RootSite): Promise<Part<'made' | 'there'>> {
  const root = rootOf(settings, site);
  try {
    const names = ((await root.files.list(root.folder)) ?? []).map(({name}) => name);
    if (names.includes(MARKER)) {
      await checkRoot(root);
      return {ok: 'there'};
    }
    if (names.length > 0) throw unmarked(root);
    await root.files.makeFolder(root.folder);
    await root.files.create(resolve(root.folder, MARKER), MARKER_TEXT, PUBLIC_FILE);
    await checkRoot(root);
    return {ok: 'made'};
  } catch (error) {
    return {problem: diagnose(error, 'STORE_WRITE_FAILED')};
  }
}

/** Unknown is not absent: without its marker an empty folder may be the place where a disk is not mounted. */
export async function checkRoot(root: Root): Promise<void> {
  const text = await root.files.read(resolve(root.folder, MARKER), FILE_LIMIT);
  if (text !== undefined) return checkFormat(root, text.toString('utf8'));
  if ((await root.files.list(root.folder)) !== undefined) throw unmarked(root);
  throw new Trouble('STORE_ROOT_MISSING', {
    detail: `The folder "${root.shown}" does not exist, so nothing is known about the servers in it.`,
    help: 'If its disk is not mounted, mount it. For a first use, cscert init makes the folder.',
  });
}

/** Undefined when the server has no folder, in a root that is known to be one: nothing was done on it yet. */
export type OpenServer = (server: string) => Promise<OpenPlace | undefined>;

/** The marker is read once, and again where a server's folder is missing: there it decides between new and unknown. */
export function serverOpener(root: Root): OpenServer {
  let marked = false;
  return async server => {
    if (!marked) await checkRoot(root);
    marked = true;
    const place = await openPlace(root, server);
    if (place === undefined) await checkRoot(root);
    return place;
  };
}

function checkFormat(root: Root, text: string): void {
  const marker = parseJson(text);
  if (marker?.['format'] === 1) return;
  throw new Trouble('STORE_ROOT_UNKNOWN_FORMAT', {
    detail: `${root.shown}/${MARKER} does not say format 1, which is the one that this cscert knows.`,
    help: 'Use the cscert that made the folder, or a newer one.',
  });
}

function unmarked(root: Root): Trouble {
  return new Trouble('STORE_ROOT_UNMARKED', {
    detail: `The folder "${root.shown}" exists but has no ${MARKER}, so it is not taken for a folder of stores.`,
    help: `If its disk is not mounted, mount it. For a first use, name a new folder and run cscert init; to take this one all the same, write {"format":1} into ${root.shown}/${MARKER}.`,
  });
}
