import type {Diagnostic} from '../core/diagnostic.ts';
import type {Slot} from '../core/model/desired.ts';
import type {Selection} from '../core/model/plan.ts';
import {isSelected} from '../core/plan/plan.ts';
import {unknownAddress} from './problem.ts';

/** A pattern that means nothing is a mistake: with it, nothing would be done, or too much. */
export function selectionProblems(slots: readonly Slot[], {only, exclude}: Selection): readonly Diagnostic[] {
  return [...only, ...exclude].flatMap(pattern => {
    if (slots.some(slot => isSelected(slot, {only: [pattern], exclude: []}))) return [];
    const detail = `"${pattern}" matches no pool, server or certificate of the configuration.`;
    return [unknownAddress(pattern, addressesOf(slots), detail)];
  });
}

/** Everything that may stand in --only: pools, servers and full addresses. */
export function addressesOf(slots: readonly Slot[]): readonly string[] {
  return [
    ...new Set(slots.flatMap(slot => [slot.address, ...(slot.pool ? [slot.pool] : []), ...slot.members])),
  ].toSorted();
}
