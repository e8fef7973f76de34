import {join} from 'node:path';
import type {Diagnostic} from '../core/diagnostic.ts';
import {STORES_MARKER} from '../core/stores-marker.ts';
import type {FolderEntry} from '../engine/ports/host.ts';
import {TOTALS} from './limits.ts';
import {complain, quote} from './problem.ts';

/** What a search does with what it meets, and how much it has met. */
export interface Search {
  /** Names in a folder; undefined when there is no such folder, also because it is a file. Says itself what cannot be read. */
  readonly list: (path: string) => Promise<readonly FolderEntry[] | undefined>;
  /** False when there is no such file. Says itself what cannot be read. */
  readonly read: (path: string) => Promise<boolean>;
  readonly say: (diagnostic: Diagnostic) => void;
  /** As people are shown it. */
  readonly show: (path: string) => string;
  /** Names that were looked at. */
  names: number;
  /** YAML files that were met. */
  files: number;
  /** Whether a limit was reached, which is said once and ends the search. */
  exhausted: boolean;
}

interface Folder {
  readonly path: string;
  readonly entries: readonly FolderEntry[];
  readonly depth: number;
}

/**
 * Reads all YAML files below a folder, but none among the stores of servers. A symbolic link counts as what it leads
 * to, so that it can lead in circles or to the whole disk: the limits end that.
 */
export async function searchFolder({path, entries, depth}: Folder, search: Search): Promise<void> {
  if (entries.some(({name}) => name === STORES_MARKER)) return;
  for (const entry of entries) {
    if (search.exhausted) return;
    if (!entry.name.startsWith('.')) await visit({entry, path: join(path, entry.name), depth}, search);
  }
}

interface Visit {
  readonly entry: FolderEntry;
  readonly path: string;
  readonly depth: number;
}

async function visit({entry, path, depth}: Visit, search: Search): Promise<void> {
  const yaml = entry.kind !== 'folder' && /\.ya?ml$/i.test(entry.name);
  search.names++;
  if (yaml) search.files++;
  const reason = findReason(search, depth);
  if (reason !== undefined) {
    const detail = `The search for files stopped at ${quote(search.show(path))}: ${reason.detail}.`;
    search.say(complain({code: 'CFG_TOO_LARGE', detail, help: reason.help}));
    search.exhausted = true;
  } else if (entry.kind === 'folder') {
    const entries = await search.list(path);
    if (entries !== undefined) await searchFolder({path, entries, depth: depth + 1}, search);
  } else if (entry.link && entry.kind === 'other') {
    search.say(refuseLink(search.show(path)));
  } else if (yaml && !(await search.read(path))) {
    search.say(refuseVanished(search.show(path)));
  }
}

/** What it should have led to may be a part of the configuration, whose certificates nobody would then look after. */
function refuseLink(file: string): Diagnostic {
  const detail = `${quote(file)} is a symbolic link that leads to no file and no folder.`;
  return complain({code: 'CFG_UNREADABLE', detail, help: 'put back what it led to, or delete it'});
}

function refuseVanished(file: string): Diagnostic {
  const detail = `${quote(file)} was in its folder and is gone.`;
  return complain({code: 'CFG_UNREADABLE', detail, help: 'was something else at work there? Run the command again'});
}

function findReason(search: Search, depth: number): {readonly detail: string; readonly help: string} | undefined {
  const elsewhere = 'name the folder that holds nothing but the configuration; does a symbolic link lead out of it?';
  if (depth > TOTALS.depth) {
    const help = 'does a symbolic link lead back to a folder above it?';
    return {detail: `its folder is more than ${TOTALS.depth} levels below the one that was named`, help};
  }
  if (search.files > TOTALS.files) return {detail: `there are more than ${TOTALS.files} YAML files`, help: elsewhere};
  if (search.names > TOTALS.names)
    return {detail: `there are more than ${TOTALS.names} files and folders`, help: elsewhere};
  return undefined;
}
