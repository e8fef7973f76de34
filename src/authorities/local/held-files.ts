/**
 * Requests that a person has to decide on, beside the register:
 *
 *     pending/<ticket>.json    handed in and not decided
 *     decided/<ticket>.json    approved or denied; created exclusively, so that the first word counts
 *
 * A decision goes before what follows from it. Whoever is killed in between leaves a request that is decided and still
 * pending: it counts as decided, and the next one who touches it finishes the work.
 */

import {join} from 'node:path';
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {readOne} from './ca-folder.ts';
import {
  type DecidedEntry,
  type Decision,
  encodeHeld,
  type PendingEntry,
  parseDecided,
  parsePending,
} from './held-request.ts';
import {attempt, problem} from './problems.ts';
import type {LocalSite} from './settings.ts';

const PENDING = 'pending';
const DECIDED = 'decided';
const MODE = {mode: 0o644};
const FILE = /^([0-9a-f]{12})\.json$/;

type Kind = typeof PENDING | typeof DECIDED;

/** Leaves the first entry for a request as it is. A damaged file is written anew: the request has come again. */
export async function hold(site: LocalSite, entry: PendingEntry): Promise<Part<PendingEntry>> {
  return attempt('AUTHORITY_WRITE_FAILED', site.shown, async () => {
    await site.host.files.makeFolder(join(site.folder, PENDING));
    const path = pathOf(site, PENDING, entry.ticket);
    if (await site.host.files.create(path, encodeHeld(entry), MODE)) return {ok: entry};
    const before = await readHeld(site, entry.ticket);
    if ('ok' in before && before.ok !== undefined) {
      return before.ok.csr.equals(entry.csr) ? {ok: before.ok} : {problem: taken(site, entry.ticket)};
    }
    await site.host.files.write(path, encodeHeld(entry), MODE);
    return {ok: entry};
  });
}

export function readHeld(site: LocalSite, ticket: string): Promise<Part<PendingEntry | undefined>> {
  return read(site, {kind: PENDING, ticket, parse: parsePending});
}

export function readDecision(site: LocalSite, ticket: string): Promise<Part<DecidedEntry | undefined>> {
  return read(site, {kind: DECIDED, ticket, parse: parseDecided});
}

/** What was decided: this, unless another decision was there before. */
export async function decide(site: LocalSite, entry: PendingEntry, decision: Decision): Promise<Part<DecidedEntry>> {
  const decided: DecidedEntry = {...entry, decision};
  const first = await attempt('AUTHORITY_WRITE_FAILED', site.shown, async () => {
    await site.host.files.makeFolder(join(site.folder, DECIDED));
    return {ok: await site.host.files.create(pathOf(site, DECIDED, entry.ticket), encodeHeld(decided), MODE)};
  });
  if ('problem' in first) return first;
  if (first.ok) return {ok: decided};
  const before = await readDecision(site, entry.ticket);
  return 'problem' in before ? before : {ok: before.ok ?? decided};
}

/** Takes it off the list of those that wait. */
export function release(site: LocalSite, ticket: string): Promise<Part<boolean>> {
  return attempt('AUTHORITY_WRITE_FAILED', site.shown, async () => ({
    ok: await site.host.files.remove(pathOf(site, PENDING, ticket)),
  }));
}

/** What lies in a folder of requests; a damaged file costs itself only. */
export interface Held<T> {
  readonly entries: readonly T[];
  readonly damaged: readonly Diagnostic[];
}

export const listHeld = (site: LocalSite): Promise<Part<Held<PendingEntry>>> => list(site, PENDING, readHeld);

export const listDecisions = (site: LocalSite): Promise<Part<Held<DecidedEntry>>> => list(site, DECIDED, readDecision);

async function list<T>(
  site: LocalSite,
  kind: Kind,
  readOne: (site: LocalSite, ticket: string) => Promise<Part<T | undefined>>,
): Promise<Part<Held<T>>> {
  const names = await attempt('AUTHORITY_UNREADABLE', site.shown, async () => ({
    ok: (await site.host.files.list(join(site.folder, kind))) ?? [],
  }));
  if ('problem' in names) return names;
  const entries: T[] = [];
  const damaged: Diagnostic[] = [];
  for (const {name} of names.ok) {
    const ticket = FILE.exec(name)?.[1];
    const one = ticket === undefined ? {ok: undefined} : await readOne(site, ticket);
    if ('problem' in one) damaged.push(one.problem);
    else if (one.ok !== undefined) entries.push(one.ok);
  }
  return {ok: {entries, damaged}};
}

interface Reading<T> {
  readonly kind: Kind;
  readonly ticket: string;
  readonly parse: (text: string, ticket: string) => T;
}

function read<T>(site: LocalSite, {kind, ticket, parse}: Reading<T>): Promise<Part<T | undefined>> {
  return readOne(site, pathOf(site, kind, ticket), {
    parse: text => parse(text, ticket),
    damaged: why => damagedFile(`${site.shown}/${kind}/${ticket}.json`, why, kind),
  });
}

function pathOf(site: LocalSite, kind: Kind, ticket: string): string {
  return join(site.folder, kind, `${ticket}.json`);
}

function damagedFile(shown: string, why: string, kind: Kind): Diagnostic {
  return problem('REQUEST_FILE_DAMAGED', {
    detail: `${shown}: ${why}.`,
    help:
      kind === PENDING
        ? 'Delete it. The next apply of its server hands the request in again.'
        : 'Restore it from a backup. If it is deleted, the request has to be decided on again.',
  });
}

function taken(site: LocalSite, ticket: string): Diagnostic {
  return problem('REQUEST_TICKET_TAKEN', {
    detail: `${site.shown}: another request waits under the ticket ${ticket}.`,
    help: `Decide on that one first (cscert ca approve ${ticket} or cscert ca deny ${ticket}), then run apply again.`,
  });
}
