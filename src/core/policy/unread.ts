import type {HolderState} from '../model/actual.ts';
import type {Finding} from '../model/finding.ts';
import {drift} from './check.ts';

/**
 * The parts of a server that could not be read but block only what reads them: the rest is judged and planned as ever.
 * Without its certificates or its assignments nothing at all could be said of it; that is not for here.
 */
export function unreadParts({stores, requests}: HolderState): readonly Finding[] {
  const parts = {'The store Root': stores.Root, 'The store CA': stores.CA, 'The list of pending requests': requests};
  return Object.entries(parts).flatMap(([name, part]) => {
    if ('ok' in part) return [];
    const {code, detail} = part.problem;
    const finding = drift('PART_UNREADABLE', 'person', {
      expected: `${name} can be read`,
      actual: code,
      message: `${name} could not be read, so nothing that depends on it is done (${code}: ${detail})`,
    });
    return [finding];
  });
}

/** Whether it says that a part is not known. */
export const isUnread = ({code}: Finding): boolean => code === 'PART_UNREADABLE';
