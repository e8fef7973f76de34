import {groupBy} from './group.ts';
import type {ServerId, Slot} from './model/desired.ts';

/** By server, the slots that it is a member of, in their order. */
export function slotsByServer(slots: readonly Slot[]): ReadonlyMap<ServerId, readonly Slot[]> {
  const memberships = slots.flatMap(slot => slot.members.map(member => ({slot, member})));
  const groups = groupBy(memberships, ({member}) => member);
  return new Map([...groups].map(([member, all]) => [member, all.map(({slot}) => slot)]));
}
