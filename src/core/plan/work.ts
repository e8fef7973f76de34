/**
 * From differences to what is to be done about them: pure, and in a stable order. A selection leaves out slots and
 * whatever only they need; it never changes what the rest would do.
 */

import {type Differences, diff, type SlotDifference} from '../diff/diff.ts';
import type {Actual} from '../model/actual.ts';
import type {Address, Desired} from '../model/desired.ts';
import type {Plan, Selection} from '../model/plan.ts';
import {slotActions} from './actions.ts';
import {planHolders} from './holders.ts';
import {byOrder} from './order.ts';
import {restartActions} from './restart-actions.ts';
import {isSelected} from './selection.ts';
import {slotPlan} from './slot-plan.ts';
import {eachOnce, indexTrust, plannedTrust} from './trust-actions.ts';

/** What the work is told by, and nothing else: the same input gives the same work. */
export interface WorkInput {
  readonly desired: Desired;
  readonly actual: Actual;
  readonly now: Date;
  readonly selection?: Selection;
  /** Addresses of slots that are judged, since what they have taken is nobody else's, and of which nothing is to be done. */
  readonly left?: ReadonlySet<Address>;
}

/** What is to be done, where, and why. */
export interface Work extends Pick<Plan, 'holders' | 'slots' | 'actions'> {
  /** What was found about the slots that it is about. */
  readonly differences: readonly SlotDifference[];
}

/** The work on all slots, or on those that the selection leaves. */
export function work(input: WorkInput): Work {
  const {desired, actual, now, selection, left} = input;
  const differences: Differences = diff(desired, actual, now);
  const chosen = differences.slots.filter(({slot}) => isSelected(slot, selection));
  const holders = planHolders(input, differences, chosen);
  const trust = plannedTrust(differences, chosen, holders);
  const idsOf = indexTrust(trust);
  const planned = chosen.map(difference => {
    const own = left?.has(difference.slot.address) ? [] : slotActions(difference, idsOf);
    return {slot: slotPlan(difference, own, now), actions: own};
  });
  const ofSlots = planned.flatMap(one => one.actions);
  const restarts = restartActions(chosen, ofSlots, {holders: actual.holders, now});
  return {
    holders,
    slots: planned.map(one => one.slot),
    actions: [...eachOnce(trust), ...ofSlots, ...restarts].toSorted(byOrder),
    differences: chosen,
  };
}
