import {least} from '../extremes.ts';
import type {Maintenance} from '../model/upkeep.ts';
import {isOpen, momentOf, openingAt} from './window.ts';

/**
 * The opening for which a restart waits that was to be made at a moment and was not, ISO 8601 UTC; undefined where it waits
 * for none. It was to follow an assignment: if that was made outside of all windows, then because it could not wait for one,
 * and no more can the restart that brings it into effect.
 */
export function owedOpening(
  maintained: readonly (Maintenance | undefined)[],
  {since, now}: {readonly since: Date; readonly now: Date},
): string | undefined {
  const openings = maintained.map(maintenance => maintenance && openingAt(maintenance, now));
  const starts = openings.flatMap(opening => (opening === undefined || isOpen(opening, now) ? [] : [opening.start]));
  if (starts.length < maintained.length || !maintained.some(maintenance => wasOpen(maintenance, since)))
    return undefined;
  return momentOf(least(starts));
}

function wasOpen(maintenance: Maintenance | undefined, at: Date): boolean {
  const opening = maintenance && openingAt(maintenance, at);
  return opening !== undefined && isOpen(opening, at);
}
