/**
 * From differences to the plan document: pure, in a stable order, with a digest over what would be done.
 * A selection leaves out slots and whatever only they need; it never changes what the rest would do.
 */

import {matches, memberAddress} from '../address.ts';
import {diff} from '../diff/diff.ts';
import {canonicalJson, sha256Hex} from '../digest.ts';
import type {Actual} from '../model/actual.ts';
import type {Address, Desired, Slot} from '../model/desired.ts';
import type {Action, ConfigBasis, Plan, Rehearsal, Selection, SlotPlan} from '../model/plan.ts';
import type {Wishes} from '../wishes.ts';
import {slotActions} from './actions.ts';
import {isWhole, planHolders} from './holders.ts';
import {byOrder} from './order.ts';
import {restartActions} from './restart-actions.ts';
import {findRisks} from './risk.ts';
import {slotPlan} from './slot-plan.ts';
import {summarise} from './summary.ts';
import {eachOnce, indexTrust, plannedTrust} from './trust-actions.ts';

/** What a plan is made from, and nothing else: the same input gives the same plan. */
export interface PlanInput {
  readonly desired: Desired;
  readonly actual: Actual;
  readonly now: Date;
  /** Version of cscert. */
  readonly tool: string;
  readonly config: ConfigBasis;
  readonly selection?: Selection;
  /** What of `desired` a person asked for at the command line: kept, so that a saved plan means the same later. */
  readonly wishes?: Wishes;
  /** Kept, so that nobody applies what was only tried. */
  readonly rehearsal?: Rehearsal | undefined;
  /** Addresses of slots that are judged, since what they have taken is nobody else's, and of which nothing is to be done. */
  readonly left?: ReadonlySet<Address>;
}

/** The plan for all slots, or for those that the selection leaves. */
export function plan(input: PlanInput): Plan {
  const {desired, actual, now, tool, config, selection, wishes, rehearsal, left} = input;
  const differences = diff(desired, actual, now);
  const chosen = differences.slots.filter(({slot}) => isSelected(slot, selection));
  const holders = planHolders(input, differences, chosen);
  const trust = plannedTrust(differences, chosen, holders);
  const idsOf = indexTrust(trust);
  const planned = chosen.map(difference => {
    const own = left?.has(difference.slot.address) ? [] : slotActions(difference, idsOf);
    return {slot: slotPlan(difference, own, now), actions: own};
  });
  const slots = planned.map(one => one.slot);
  const ofSlots = planned.flatMap(one => one.actions);
  const restarts = restartActions(chosen, ofSlots, {holders: actual.holders, now});
  const actions = [...eachOnce(trust), ...ofSlots, ...restarts].toSorted(byOrder);
  return {
    format: 1,
    tool,
    now: now.toISOString(),
    deployment: desired.deployment.name,
    config,
    ...(selection && isPartial(selection) && {selection}),
    ...(wishes && wishes.retry.length + wishes.assign.length > 0 && {wishes}),
    ...(rehearsal && {rehearsal}),
    complete: Object.values(holders).every(isWhole),
    holders,
    slots,
    actions,
    risks: findRisks({actions, slots, authorities: actual.authorities, differences: chosen}),
    summary: summarise(slots, actions, holders),
    digest: planDigest(slots, actions),
  };
}

const isPartial = ({only, exclude}: Selection): boolean => only.length + exclude.length > 0;

/** Whether a slot is meant by --only and not by --exclude; a shared slot also by the name of one of its members. */
export function isSelected(slot: Slot, selection: Selection | undefined): boolean {
  if (selection === undefined || !isPartial(selection)) return true;
  const names = [
    slot.address,
    ...(slot.scope === 'server' ? [] : slot.members.map(member => memberAddress(slot.address, member))),
  ];
  const meant = (patterns: readonly string[]): boolean =>
    patterns.some(pattern => names.some(name => matches(pattern, name)));
  return (
    (selection.only.length === 0 || meant(selection.only)) &&
    !(selection.exclude.length > 0 && meant(selection.exclude))
  );
}

/** Over the actions, their arguments and what they make; never over times, findings or the tool's version. */
export function planDigest(slots: readonly SlotPlan[], actions: readonly Action[]): string {
  const wanted = slots.flatMap(({address, wants, actions: own}) =>
    wants && own.length > 0 ? [{address, specDigest: wants.specDigest, friendlyName: wants.friendlyName}] : [],
  );
  const done = actions.map(({id, verb, on, phase, needs, args}) => ({id, verb, on, phase, needs, args}));
  return `sha256:${sha256Hex(canonicalJson({form: 1, wanted, actions: done}))}`;
}
