import {least} from '../extremes.ts';
import type {Maintenance} from '../model/upkeep.ts';
import {momentOf} from '../moment.ts';
import {isOpen, openingAt} from './window.ts';

/** A run goes on with what it began in a window, and may be broken off in that. */
const OVERTIME_MS = 2 * 3_600_000;

/**
 * The opening for which a restart waits that was to be made at a moment and was not, ISO 8601 UTC; undefined where it waits
 * for none. It was to follow an assignment: if that was made outside of all windows, then because it could not wait for one,
 * and no more can the restart that brings it into effect. Where the moment is not known, it waits.
 */
export function owedOpening(
  maintained: readonly (Maintenance | undefined)[],
  {since, now}: {readonly since?: Date; readonly now: Date},
): string | undefined {
  const openings = maintained.map(maintenance => maintenance && openingAt(maintenance, now));
  const starts = openings.flatMap(opening => (opening === undefined || isOpen(opening, now) ? [] : [opening.start]));
  const mayWait = since === undefined || maintained.some(maintenance => wasOpen(maintenance, since));
  if (starts.length < maintained.length || !mayWait) return undefined;
  return momentOf(least(starts));
}

function wasOpen(maintenance: Maintenance | undefined, at: Date): boolean {
  const opening = maintenance && openingAt(maintenance, new Date(at.getTime() - OVERTIME_MS));
  return opening !== undefined && isOpen(opening, at);
}
