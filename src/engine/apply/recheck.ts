/**
 * Check before act. Between the plan and the lock the world may have moved: another run may have done the work, or
 * undone it. So under the lock the server is read and planned again, and what is done is what both plans say: what
 * the new plan no longer asks for is already done; what it asks for in addition was not approved and is not done.
 */
import type {HolderState} from '../../core/model/actual.ts';
import type {ServerId} from '../../core/model/desired.ts';
import type {Action} from '../../core/model/plan.ts';
import {plan as makePlan} from '../../core/plan/plan.ts';
import type {Run} from './run.ts';

export interface Checked {
  /** To be done, as the new plan has them. */
  readonly todo: readonly Action[];
  readonly alreadyDone: readonly Action[];
  /** Would need something that was not approved. */
  readonly moved: readonly Action[];
}

export function recheck(
  server: ServerId,
  fresh: HolderState,
  {run, planned}: {run: Run; planned: readonly Action[]},
): Checked {
  const again = planAgain(server, fresh, run);
  const approved = new Set(run.plan.actions.map(action => action.id));
  const freshById = new Map(again.map(action => [action.id, action]));
  const runnable = (action: Action): boolean =>
    approved.has(action.id) &&
    action.needs.every(id => {
      const needed = freshById.get(id);
      return needed === undefined || runnable(needed);
    });
  const todo: Action[] = [];
  const alreadyDone: Action[] = [];
  const moved: Action[] = [];
  for (const action of planned) {
    const now = freshById.get(action.id);
    if (now === undefined) alreadyDone.push(action);
    else if (runnable(now)) todo.push(now);
    else moved.push(action);
  }
  return {todo, alreadyDone, moved};
}

/** The actions on one server, planned from what it is now. Only slots of the plan are looked at. */
function planAgain(server: ServerId, fresh: HolderState, {plan, desired, actual, cx}: Run): readonly Action[] {
  const addresses = new Set(plan.slots.map(slot => slot.address));
  const slots = desired.slots.filter(slot => slot.members.includes(server));
  const members = new Set(slots.flatMap(slot => slot.members));
  const again = makePlan({
    desired: {...desired, slots, holders: desired.holders.filter(holder => members.has(holder.server))},
    actual: {...actual, holders: {...actual.holders, [server]: {ok: fresh}}},
    now: cx.now(),
    tool: plan.tool,
    config: plan.config,
  });
  return again.actions.filter(action => action.on === server && (!('slot' in action) || addresses.has(action.slot)));
}
