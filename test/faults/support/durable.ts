/**
 * Whether what a run did is on the disk before it goes on. A process that is killed leaves to the system what it wrote, so
 * that only the order of its calls tells what would outlast a loss of power.
 */
import {dirname} from 'node:path';
import type {Call} from './strace.ts';

/** What would be lost or half written; one line for each call of an unharmed run that relied on it. */
export const undurable = (calls: readonly Call[]): readonly string[] =>
  calls.flatMap((call, at) =>
    changesNames(call) ? [...unflushed(call, calls.slice(0, at)), ...unnamed(call, calls.slice(at + 1))] : [],
  );

const TEMPORARY = /(^|\/)\.cscert-tmp-[^/]*$/;

/** Nobody relies on the name of a temporary file. */
const changesNames = ({name, target}: Call): boolean => name !== 'write' && name !== 'fsync' && !TEMPORARY.test(target);

/** A file gets its name only when all that was written into it is on the disk. */
function unflushed({path, about}: Call, before: readonly Call[]): readonly string[] {
  const last = TEMPORARY.test(path) ? before.findLast(call => call.path === path) : undefined;
  return last === undefined || last.name === 'fsync' ? [] : [`${about}: its content is not flushed`];
}

/** The folder is flushed after a change of its names, and before names elsewhere on that server are changed. */
function unnamed({target, about}: Call, after: readonly Call[]): readonly string[] {
  const folder = dirname(target);
  const flushed = after.findIndex(({name, path}) => name === 'fsync' && (path || '.') === folder);
  const next = after.findIndex(
    call => changesNames(call) && placeOf(call.target) === placeOf(target) && dirname(call.target) !== folder,
  );
  if (flushed >= 0 && (next < 0 || flushed < next)) return [];
  return [`${about}: ${folder} is not flushed before ${after[next]?.about ?? 'the end'}`];
}

/** Servers and the CA go on side by side. */
const placeOf = (path: string): string => /^servers\/[^/]+|^[^/]+/.exec(path)?.[0] ?? '';
