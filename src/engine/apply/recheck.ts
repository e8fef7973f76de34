/**
 * Check before act. Between the plan and the lock the world may have moved: another run may have done the work, or
 * undone it. So under the lock the server is read and planned again, and what is done is what both plans say: what
 * the new plan no longer asks for is already done; what it asks for in addition was not approved and is not done.
 */
import type {HolderState} from '../../core/model/actual.ts';
import type {ServerId, Slot} from '../../core/model/desired.ts';
import type {Action, Plan} from '../../core/model/plan.ts';
import {plan as makePlan} from '../../core/plan/plan.ts';
import type {Run} from './run.ts';

/** The planned actions of one server, sorted by what is still to be done. */
export interface Checked {
  /** To be done, as the new plan has them. */
  readonly todo: readonly Action[];
  readonly alreadyDone: readonly Action[];
  /** What is no longer possible, or would need something that was not approved. */
  readonly moved: readonly {readonly action: Action; readonly why: string}[];
}

/** What of a run tells what was planned, and from what. */
export type PlannedRun = Pick<Run, 'plan' | 'desired' | 'actual' | 'cx'>;

const MOVED = 'the server has changed since the plan was made; run plan again';

/** Compares what was planned for a server with a plan from what was just read of it. */
export function recheck(
  server: ServerId,
  fresh: HolderState,
  {run, planned}: {readonly run: PlannedRun; readonly planned: readonly Action[]},
): Checked {
  const again = planAgain(server, fresh, run);
  const approved = new Set(run.plan.actions.map(action => action.id));
  const freshById = new Map(actionsOn(server, again, run).map(action => [action.id, action]));
  const runnable = (action: Action): boolean =>
    approved.has(action.id) &&
    action.needs.every(id => {
      const needed = freshById.get(id);
      return needed === undefined || runnable(needed);
    });
  const todo: Action[] = [];
  const alreadyDone: Action[] = [];
  const moved: Checked['moved'][number][] = [];
  for (const action of planned) {
    const now = freshById.get(action.id);
    const stuck = now === undefined ? whyStuck(action, fresh, again) : undefined;
    if (stuck !== undefined) moved.push({action, why: stuck});
    else if (now === undefined) alreadyDone.push(action);
    else if (runnable(now) && isSame(action, now)) todo.push(asApproved(now, action, run.cx.now()));
    else moved.push({action, why: MOVED});
  }
  return {todo, alreadyDone, moved};
}

/** Whether it is still about the certificate that was approved; one that was not known then may be known by now. */
function isSame(planned: Action, now: Action): boolean {
  // What was to go with its key, and is only to be forgotten by now, is wanted again.
  if (planned.verb === 'retire' && now.verb === 'retire' && planned.args.removed && !now.args.removed) return false;
  const [then, found] = [thumbprintOf(planned), thumbprintOf(now)];
  return then === undefined || found === undefined || then === found;
}

/**
 * What takes over at a moment does so at the one that was approved, which is the same on every member. What was to be
 * forgotten is not removed, though its time has come since.
 */
function asApproved(now: Action, planned: Action, time: Date): Action {
  if (now.verb === 'retire' && planned.verb === 'retire') return planned;
  if (now.verb !== 'assign' || planned.verb !== 'assign' || now.effective === undefined) return now;
  const {effective} = planned;
  return effective !== undefined && Date.parse(effective) > time.getTime() ? {...now, effective} : now;
}

function thumbprintOf({args}: Action): string | undefined {
  return 'thumbprint' in args ? (args.thumbprint ?? undefined) : undefined;
}

/** An action that the new plan lacks is done only if that plan knows it: unknown is not done, nor is what got stuck. */
function whyStuck(action: Action, {stores}: HolderState, {slots}: Plan): string | undefined {
  if (action.verb === 'trust') {
    const unread = [stores.Root, stores.CA].find(part => 'problem' in part);
    return unread && 'problem' in unread ? unread.problem.summary : undefined;
  }
  if (!('slot' in action)) return undefined;
  const slot = slots.find(one => one.address === action.slot);
  if (slot === undefined || slot.actions.length > 0 || slot.state === 'in-sync') return undefined;
  return slot.blocked?.join(' ') ?? (slot.state === 'unknown' ? 'the server could no longer be read' : MOVED);
}

/**
 * A plan from what one server is now. Its slots are judged on all of their members, and what else servers lack is asked
 * of this one alone. A global slot is on every server, and every server is planned again: where it was in sync, it is
 * judged on the members of the other slots alone, or the work would grow with the square of the servers. On those it
 * must be, for what it has taken is nobody else's.
 */
function planAgain(server: ServerId, fresh: HolderState, {plan, desired, actual, cx}: PlannedRun): Plan {
  const here = desired.slots.filter(slot => slot.members.includes(server));
  const isQuiet = ({address, delivery, use}: Slot): boolean =>
    delivery === 'product' &&
    use === undefined &&
    plan.slots.some(one => one.address === address && one.state === 'in-sync');
  const near = new Set([server, ...here.filter(slot => !isQuiet(slot)).flatMap(slot => slot.members)]);
  const nearPart = (slot: Slot): Slot => ({...slot, members: slot.members.filter(member => near.has(member))});
  return makePlan({
    desired: {
      ...desired,
      slots: here.map(slot => (isQuiet(slot) ? nearPart(slot) : slot)),
      holders: desired.holders.filter(holder => holder.server === server),
    },
    actual: {...actual, holders: {...actual.holders, [server]: {ok: fresh}}},
    now: cx.now(),
    tool: plan.tool,
    config: plan.config,
  });
}

/** Only slots of the approved plan are looked at. */
function actionsOn(server: ServerId, again: Plan, {plan}: PlannedRun): readonly Action[] {
  const addresses = new Set(plan.slots.map(slot => slot.address));
  return again.actions.filter(action => action.on === server && (!('slot' in action) || addresses.has(action.slot)));
}
