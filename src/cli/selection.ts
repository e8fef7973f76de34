import type {Diagnostic} from '../core/diagnostic.ts';
import type {Slot} from '../core/model/desired.ts';
import type {Selection} from '../core/model/plan.ts';
import {isSelected} from '../core/plan/selection.ts';
import {problem, unknownAddress} from './problem.ts';

/** Patterns that mean nothing, or leave nothing, are a mistake: with them, nothing would be done, or too much. */
export function selectionProblems(slots: readonly Slot[], selection: Selection): readonly Diagnostic[] {
  const patterns = [...selection.only, ...selection.exclude];
  const meaningless = patterns.flatMap(pattern => {
    if (slots.some(slot => isSelected(slot, {only: [pattern], exclude: []}))) return [];
    const detail = `"${pattern}" matches no pool, server or certificate of the configuration.`;
    return [unknownAddress(pattern, addressesOf(slots), detail)];
  });
  const leavesNothing = patterns.length > 0 && !slots.some(slot => isSelected(slot, selection));
  return meaningless.length === 0 && leavesNothing ? [nothingSelected(selection)] : meaningless;
}

function nothingSelected({only, exclude}: Selection): Diagnostic {
  const meant = only.length === 0 ? 'the configuration declares' : `--only ${only.join(' --only ')} means`;
  return problem('NOTHING_SELECTED', 'The selection is empty', {
    detail: `Everything that ${meant} is taken away by --exclude ${exclude.join(' --exclude ')}.`,
    help: 'Leave one of the patterns out, or name less with it.',
  });
}

/** Everything that may stand in --only: pools, servers and full addresses. */
export function addressesOf(slots: readonly Slot[]): readonly string[] {
  return [
    ...new Set(slots.flatMap(slot => [slot.address, ...(slot.pool ? [slot.pool] : []), ...slot.members])),
  ].toSorted();
}
