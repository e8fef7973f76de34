import type {Slot} from '../model/desired.ts';
import {minute} from '../moment.ts';
import {isCalled} from '../policy/label.ts';
import type {KnownMember} from './member.ts';

const DAY = 86_400_000;

/**
 * Why no further certificate is asked for a slot now: as many as its authority allows in a day were asked for already,
 * so something is wrong that another one would not cure. Counted are the requests and certificates that the members
 * have of it, by their own times; nothing has to be remembered elsewhere.
 */
export function overBudget(slot: Slot, known: readonly KnownMember[], now: Date): readonly string[] | undefined {
  const {issuesPerDay} = slot.upkeep;
  // A copy of a certificate is no other one, so each key counts once.
  const issues = new Map(known.flatMap(member => issuesOf(slot, member)));
  const recent = [...issues.values()].map(Date.parse).filter(time => time > now.getTime() - DAY);
  if (recent.length < issuesPerDay) return undefined;
  const free = new Date((recent.toSorted((a, b) => b - a)[issuesPerDay - 1] ?? 0) + DAY).toISOString();
  return [
    `${recent.length} certificates were asked for it within a day, and "${slot.spec.authority}" allows ${issuesPerDay} (issuesPerDay): another one would hardly help.`,
    `Find out why none of them will do. After ${minute(free)} another one is asked for, or when somebody says so: cscert apply --retry ${slot.address}`,
  ];
}

/** Keys that were made for the slot, each with the time at which its certificate was asked for or issued. */
function issuesOf(slot: Slot, {store, requests}: KnownMember): readonly (readonly [spki: string, time: string])[] {
  const asked = requests
    .filter(one => one.friendlyName === slot.friendlyName)
    .map(one => [one.spki, one.createdAt] as const);
  const issued = store
    .filter(one => one.mark !== undefined && isCalled(one, slot.friendlyName))
    .map(one => [one.spki, one.notBefore] as const);
  return [...asked, ...issued];
}
