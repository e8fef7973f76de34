import type {SlotDifference} from '../diff/diff.ts';
import {isKnown, stagedAfter} from '../diff/member.ts';
import type {AssignAction} from '../model/plan.ts';

/**
 * Whether an assignment only drops what was staged. What is in use stays in use, so that it waits for no maintenance
 * window, and no service has to be restarted for it.
 */
export function dropsStaged(
  {members}: Pick<SlotDifference, 'members'>,
  {on, args: {usage, thumbprint}}: Pick<AssignAction, 'on' | 'args'>,
): boolean {
  const member = members.filter(isKnown).find(({server}) => server === on);
  return member !== undefined && thumbprint !== null && stagedAfter(member, usage, thumbprint) !== undefined;
}
