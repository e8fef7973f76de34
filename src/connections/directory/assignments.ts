import {canonicalJson} from '../../core/digest.ts';
import {isMapping} from '../../core/mapping.ts';
import type {Assignment, Assignments} from '../../core/model/actual.ts';
import {USAGES, type Usage} from '../../core/model/usage.ts';
import {asOf} from '../../core/roll/as-of.ts';
import type {Pointing} from '../pointing.ts';
import {jsonText, readJson} from './json.ts';
import {ASSIGNED, PUBLIC_FILE, REPLICATED} from './layout.ts';
import {broken, type OpenPlace, writeText} from './place.ts';

export type AssignmentFile = typeof ASSIGNED | typeof REPLICATED;

const THUMBPRINT = /^[0-9A-F]{40}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

/** What the server's usages point to now: its own assignments and what replication brought, which wins. */
export async function readAssigned(place: OpenPlace, now: Date): Promise<Assignments> {
  const own = await readAssignments(place, ASSIGNED);
  const brought = await readAssignments(place, REPLICATED);
  const found: {-readonly [U in Usage]?: Assignment} = {};
  for (const usage of USAGES) {
    const replicated = brought[usage];
    const assignment = replicated === undefined ? own[usage] : {replicated: true as const, ...replicated};
    if (assignment !== undefined) found[usage] = asOf(now, assignment);
  }
  return found;
}

/** Nothing is assigned when the file does not exist. */
export async function readAssignments(place: OpenPlace, path: AssignmentFile): Promise<Assignments> {
  const value = await readJson(place, path);
  if (value === undefined) return {};
  const usages = value['usages'];
  if (value['format'] !== 1 || !isMapping(usages)) throw broken(place, path, 'it is not of format 1');
  const found: Partial<Record<Usage, Assignment>> = {};
  for (const name of Object.keys(usages)) {
    const usage = USAGES.find(known => known === name);
    const assignment = parseAssignment(usages[name]);
    if (usage === undefined) throw broken(place, path, `${JSON.stringify(name.slice(0, 80))} is not a usage`);
    if (assignment === undefined) throw broken(place, path, `the assignment of ${usage} does not name a thumbprint`);
    found[usage] = assignment;
  }
  return found;
}

function parseAssignment(value: unknown): Assignment | undefined {
  if (!isMapping(value)) return undefined;
  const {current, previous, since, staged} = value;
  if (!isThumbprint(current)) return undefined;
  if (previous !== undefined && !isThumbprint(previous)) return undefined;
  if (since !== undefined && !isMoment(since)) return undefined;
  const next = staged === undefined ? undefined : parseStaged(staged);
  if (staged !== undefined && next === undefined) return undefined;
  return {current, ...(previous && {previous}), ...(since && {since}), ...(next && {staged: next})};
}

function parseStaged(value: unknown): Assignment['staged'] {
  if (!isMapping(value)) return undefined;
  const {thumbprint, at} = value;
  return isThumbprint(thumbprint) && isMoment(at) ? {thumbprint, at} : undefined;
}

const isThumbprint = (value: unknown): value is string => typeof value === 'string' && THUMBPRINT.test(value);
const isMoment = (value: unknown): value is string =>
  typeof value === 'string' && MOMENT.test(value) && !Number.isNaN(Date.parse(value));

export async function writeAssignments(place: OpenPlace, path: AssignmentFile, usages: Assignments): Promise<void> {
  await writeText(place, path, {text: jsonText({format: 1, usages}), ...PUBLIC_FILE});
}

export const isSame = (a: Assignments, b: Assignments): boolean => canonicalJson(a) === canonicalJson(b);

/**
 * The usage points to the certificate; what it pointed to before is remembered. Where nothing was in use there is
 * nothing to wait for.
 */
export function withPointing(usages: Assignments, {usage, thumbprint, at}: Pointing, now: Date): Assignments {
  const entry = usages[usage];
  const {staged: _, ...before} = entry === undefined ? {staged: undefined, current: undefined} : asOf(now, entry);
  const since = now.toISOString();
  if (before.current === undefined) return {...usages, [usage]: {current: thumbprint, since}};
  if (before.current === thumbprint) return {...usages, [usage]: before};
  const next: Assignment =
    at === undefined
      ? {current: thumbprint, previous: before.current, since}
      : {...before, current: before.current, staged: {thumbprint, at}};
  return {...usages, [usage]: next};
}

export function withoutPrevious(usages: Assignments, usage: Usage, now: Date): Assignments {
  const entry = usages[usage];
  if (entry === undefined) return usages;
  const {previous: _, ...rest} = asOf(now, entry);
  return {...usages, [usage]: rest};
}
