import {isMapping} from '../../core/mapping.ts';
import type {Assignment, Assignments} from '../../core/model/actual.ts';
import {USAGES, type Usage} from '../../core/model/usage.ts';
import {jsonText, readJson} from './json.ts';
import {ASSIGNED, PUBLIC_FILE, REPLICATED} from './layout.ts';
import {broken, type OpenPlace, writePath} from './place.ts';

export type AssignmentFile = typeof ASSIGNED | typeof REPLICATED;

const THUMBPRINT = /^[0-9A-F]{40}$/;

/** What the server's usages point to: its own assignments and what replication brought, which wins. */
export async function readAssigned(place: OpenPlace): Promise<Assignments> {
  const own = await readAssignments(place, ASSIGNED);
  const brought = Object.entries(await readAssignments(place, REPLICATED));
  return {...own, ...Object.fromEntries(brought.map(([usage, at]) => [usage, {...at, replicated: true}]))};
}

/** Nothing is assigned when the file does not exist. */
export async function readAssignments(place: OpenPlace, path: AssignmentFile): Promise<Assignments> {
  const value = await readJson(place, path);
  if (value === undefined) return {};
  const usages = value['usages'];
  if (value['format'] !== 1 || !isMapping(usages)) throw broken(place, path, 'it is not of format 1');
  const found: Partial<Record<Usage, Assignment>> = {};
  for (const [name, entry] of Object.entries(usages)) {
    const usage = USAGES.find(known => known === name);
    const assignment = parseAssignment(entry);
    if (usage === undefined) throw broken(place, path, `${JSON.stringify(name.slice(0, 80))} is not a usage`);
    if (assignment === undefined) throw broken(place, path, `the assignment of ${usage} does not name a thumbprint`);
    found[usage] = assignment;
  }
  return found;
}

function parseAssignment(value: unknown): Assignment | undefined {
  if (!isMapping(value)) return undefined;
  const {current, previous} = value;
  if (typeof current !== 'string' || !THUMBPRINT.test(current)) return undefined;
  if (previous === undefined) return {current};
  return typeof previous === 'string' && THUMBPRINT.test(previous) ? {current, previous} : undefined;
}

export async function writeAssignments(place: OpenPlace, path: AssignmentFile, usages: Assignments): Promise<void> {
  await place.files.write(await writePath(place, path), jsonText({format: 1, usages}), PUBLIC_FILE);
}

/** The usage points to `thumbprint`; what it pointed to before is remembered. */
export function withCurrent(usages: Assignments, usage: Usage, thumbprint: string): Assignments {
  const before = usages[usage]?.current;
  return {...usages, [usage]: before === undefined ? {current: thumbprint} : {current: thumbprint, previous: before}};
}

export function withoutPrevious(usages: Assignments, usage: Usage): Assignments {
  const entry = usages[usage];
  return entry === undefined ? usages : {...usages, [usage]: {current: entry.current}};
}
