/**
 * Everything that lies below the folder of requests: the requests themselves and the files that people put there.
 * The folder is a part of a repository, so whatever is in it is hostile until it was checked: links are not followed,
 * and number, size and depth are bounded.
 */

import {join} from 'node:path';
import {groupBy} from '../../core/group.ts';
import {rememberEach} from '../../core/remember.ts';
import {systemCodeOf} from '../../core/system-error.ts';
import type {FolderEntry} from '../../engine/ports/host.ts';
import {type Certificate, MAX_ENTRIES, type RequestContent, requestIn, responseIn} from './contents.ts';
import type {OfflineSite} from './settings.ts';

const FILE_LIMIT = 1024 * 1024;
const MAX_BYTES = 64 * FILE_LIMIT;
/** `pool/server` and some folders of people's own. */
const MAX_DEPTH = 6;

/** A certificate that was found. */
export interface Found extends Certificate {
  /** The file that it was found in. */
  readonly path: string;
}

/** A request of cscert's. Paths are relative to the folder of requests, with `/`. */
export interface RequestFile extends RequestContent {
  readonly path: string;
}

/** A file that a person put there. */
export interface ResponseFile {
  readonly path: string;
  readonly content:
    | {readonly kind: 'certificates'; readonly found: readonly Found[]}
    | {readonly kind: 'pfx'}
    | {readonly kind: 'unreadable'; readonly why: string};
}

/** Where the looking ended, since too much lies in the folder. */
export interface Unseen {
  readonly path: string;
  /** What there is too much of. */
  readonly limit: string;
}

export interface Scan {
  readonly requests: readonly RequestFile[];
  readonly responses: readonly ResponseFile[];
  /** Absent where everything was looked at. */
  readonly unseen?: Unseen;
}

interface Walk {
  readonly site: OfflineSite;
  readonly requests: RequestFile[];
  readonly responses: ResponseFile[];
  entries: number;
  bytes: number;
  unseen?: Unseen;
}

/** Reads the folder anew. Rejects when the folder itself cannot be listed; what lies in it never does that. */
export async function scanFolder(site: OfflineSite): Promise<Scan> {
  const walk: Walk = {site, requests: [], responses: [], entries: 0, bytes: 0};
  await scanEntries(walk, '', (await site.files.list(site.folder)) ?? []);
  const {requests, responses, unseen} = walk;
  return {requests, responses, ...(unseen && {unseen})};
}

/** Every certificate of every answer; the same list for the same look, since many orders ask one look. */
export const certificatesIn = rememberEach(({responses}: Scan): readonly Found[] =>
  responses.flatMap(({content}) => (content.kind === 'certificates' ? content.found : [])),
);

/** As `certificatesIn`. */
export const requestsByKey = rememberEach((requests: readonly RequestFile[]) => groupBy(requests, ({spki}) => spki));

async function scanEntries(walk: Walk, folder: string, entries: readonly FolderEntry[]): Promise<void> {
  const stems = new Set(entries.filter(({name}) => /\.csr$/i.test(name)).map(({name}) => stemOf(name)));
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || isPageOfPeople(entry.name)) continue;
    // A page counts with its request. It is looked at: whoever saves an answer under its name has put it there.
    if (!isOurPage(entry.name, stems)) walk.entries += 1;
    if (walk.entries > MAX_ENTRIES) walk.unseen ??= {path, limit: `${MAX_ENTRIES} files and folders`};
    if (walk.unseen !== undefined) return;
    if (entry.link === true) unreadable(walk, path, 'it is a link, and links are not followed here');
    else if (entry.kind === 'folder') await scanSubfolder(walk, path);
    else if (entry.kind === 'file') await scanFile(walk, path);
    else unreadable(walk, path, 'it is not a regular file');
  }
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');

/** The pages that cscert writes beside its requests. */
const isOurPage = (name: string, stems: ReadonlySet<string>): boolean =>
  /\.txt$/i.test(name) && stems.has(stemOf(name));

/** Notes are kept in Markdown. */
const isPageOfPeople = (name: string): boolean => /\.md$/i.test(name);

async function scanSubfolder(walk: Walk, path: string): Promise<void> {
  if (path.split('/').length > MAX_DEPTH) {
    unreadable(walk, path, `it lies deeper than ${MAX_DEPTH} folders and was not looked at`);
    return;
  }
  try {
    await scanEntries(walk, path, (await walk.site.files.list(join(walk.site.folder, path))) ?? []);
  } catch (error) {
    unreadable(walk, path, `the system says ${systemCodeOf(error)}`);
  }
}

async function scanFile(walk: Walk, path: string): Promise<void> {
  const data = await readFile(walk, path);
  if (data === undefined) return;
  if (/\.csr$/i.test(path)) scanRequest(walk, path, data);
  else scanResponse(walk, path, data);
}

async function readFile(walk: Walk, path: string): Promise<Buffer | undefined> {
  if (walk.bytes > MAX_BYTES) {
    walk.unseen = {path, limit: `${MAX_BYTES / FILE_LIMIT} MiB`};
    return undefined;
  }
  try {
    const data = await walk.site.files.read(join(walk.site.folder, path), FILE_LIMIT);
    walk.bytes += data?.length ?? 0;
    return data;
  } catch (error) {
    unreadable(walk, path, readFailure(systemCodeOf(error)));
    return undefined;
  }
}

function readFailure(code: string): string {
  if (code === 'EFBIG') return `it is larger than ${FILE_LIMIT / 1024} KiB, which no answer is`;
  return code === 'EINVAL' ? 'it is not a regular file' : `the system says ${code}`;
}

/** One that cannot be read is no loss: it is written anew by the apply that waits for its answer. */
function scanRequest({requests}: Walk, path: string, data: Buffer): void {
  const request = requestIn(data);
  if (request !== undefined) requests.push({path, ...request});
}

function scanResponse({responses}: Walk, path: string, data: Buffer): void {
  const response = responseIn(data);
  if (response.kind === 'certificates') {
    responses.push({path, content: {...response, found: response.found.map(one => ({...one, path}))}});
  } else if (response.kind === 'foreign') {
    // Any text may lie here as a note of somebody's; only what holds a certificate means something.
    if (!/\.txt$/i.test(path)) responses.push({path, content: {kind: 'unreadable', why: response.why}});
  } else responses.push({path, content: response});
}

function unreadable({responses}: Walk, path: string, why: string): void {
  responses.push({path, content: {kind: 'unreadable', why}});
}
