import type {SlotDifference} from '../diff/diff.ts';
import {isKnown, type KnownMember, type MemberView, stagedAfter} from '../diff/member.ts';
import type {ServerId} from '../model/desired.ts';
import type {AssignAction} from '../model/plan.ts';
import {rememberEach} from '../remember.ts';

/**
 * Whether an assignment only drops what was staged. What is in use stays in use, so that it waits for no maintenance
 * window, and no service has to be restarted for it.
 */
export function dropsStaged(
  {members}: Pick<SlotDifference, 'members'>,
  {on, args: {usage, thumbprint}}: Pick<AssignAction, 'on' | 'args'>,
): boolean {
  const member = byServer(members).get(on);
  return member !== undefined && thumbprint !== null && stagedAfter(member, usage, thumbprint) !== undefined;
}

// Asked for each assignment of a slot, which may be on thousands of servers.
const byServer = rememberEach(
  (members: readonly MemberView[]): ReadonlyMap<ServerId, KnownMember> =>
    new Map(members.filter(isKnown).map(member => [member.server, member])),
);
