import {matches, memberAddress} from '../address.ts';
import type {Slot} from '../model/desired.ts';
import type {Selection} from '../model/plan.ts';

/** Whether it leaves anything out. */
export const isPartial = ({only, exclude}: Selection): boolean => only.length + exclude.length > 0;

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
