/** Requests that go: with their entries in REQUEST, their keys and what was noted about them. */
import type {Diagnostic} from '../../../core/diagnostic.ts';
import {formatAskedName, isUnnotedName} from '../../../core/mark.ts';
import type {PendingRequest} from '../../../core/model/actual.ts';
import {type Look, look} from '../facts/look.ts';
import {takenOver} from '../facts/requests.ts';
import {problem} from '../problems.ts';
import {type StepContext, tell, verify} from './context.ts';

interface Removal {
  /** Thumbprints in REQUEST. */
  readonly entries: readonly string[];
  readonly files: readonly string[];
  readonly withKey: boolean;
}

/** Entries of REQUEST, and then what was noted about them. */
export async function removeRequest(cx: StepContext, {entries, files, withKey}: Removal): Promise<void> {
  const input = {entries, files, withKey};
  const {ok} = await tell(cx, {verb: 'discard-request', input}, 'the removal of the request');
  verify(ok['left'] === 0, cx, 'the store REQUEST');
}

/**
 * Keys that a run made which ended before it noted them. Nobody was ever asked to sign them, for that needs the note,
 * and no note could be written now: what was to be asked is forgotten. Gives how many there were.
 */
export async function dropUnnoted(cx: StepContext): Promise<number> {
  const seen = await look(cx, ['My', 'REQUEST', 'requests']);
  const files = seen.files();
  const answered = new Set(seen.entries('My').map(({certificate}) => certificate.spki));
  const unnoted = seen
    .entries('REQUEST')
    .filter(({certificate: {spki}, storedName}) => isUnnotedName(storedName) && !files.has(`${spki}.json`))
    .filter(({certificate}) => !answered.has(certificate.spki))
    .map(({certificate}) => certificate.thumbprint);
  if (unnoted.length > 0) await removeRequest(cx, {entries: unnoted, files: [], withKey: true});
  for (const taken of takenOver({files, my: seen.entries('My')})) await dropTaken(taken, seen, cx);
  return unnoted.length;
}

/** What is left of a request whose enrolled certificate was taken over by a run that died then. */
export async function dropTaken(
  [spki, enrolled]: readonly [string, string],
  seen: Look,
  cx: StepContext,
): Promise<void> {
  const left = entriesOf(seen, enrolled);
  if (left.length > 0) await removeRequest(cx, {entries: left, files: [], withKey: false});
  const files = requestFiles(spki, seen.files());
  await removeRequest(cx, {entries: entriesOf(seen, spki), files, withKey: true});
}

/** Thumbprints in REQUEST of the entries of one key. */
export function entriesOf(seen: Look, spki: string): readonly string[] {
  return seen
    .entries('REQUEST')
    .filter(({certificate}) => certificate.spki === spki)
    .map(({certificate}) => certificate.thumbprint);
}

/** What is noted about a request, by the names of its files. */
export function requestFiles(spki: string, files: ReadonlyMap<string, string>): readonly string[] {
  return [`${spki}.json`, `${spki}.req`].filter(name => files.has(name));
}

/** What the command is told to call the certificate. */
export const askedName = ({friendlyName, spki, specDigest}: PendingRequest): string =>
  formatAskedName(friendlyName, {spki, specDigest});

/** Keys that the command made for a request and that wait for an answer: they go with it. */
export async function dropAsked(spki: string, seen: Look, cx: StepContext): Promise<void> {
  const pending = seen.requests().find(request => request.spki === spki);
  if (pending === undefined) return;
  const answered = new Set(seen.entries('My').map(({certificate}) => certificate.spki));
  const entries = seen
    .entries('REQUEST')
    .filter(({storedName, certificate}) => storedName === askedName(pending) && !answered.has(certificate.spki))
    .map(({certificate}) => certificate.thumbprint);
  if (entries.length > 0) await removeRequest(cx, {entries, files: [], withKey: true});
}

/** What is told of it. */
export function droppedUnnoted(left: number, server: string): Diagnostic {
  return problem('REQUEST_LEFT_BEHIND', {
    severity: 'warning',
    detail: `${server}: ${left === 1 ? 'a request' : `${left} requests`} in the store REQUEST that a run made which ended before noting it: removed, with the key. No CA was ever asked for it.`,
    address: server,
  });
}
