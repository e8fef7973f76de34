/**
 * Check before act. Between the plan and the lock the world may have moved: another run may have done the work, or
 * undone it. So under the lock the server is read and planned again, and what is done is what both plans say: what
 * the new plan no longer asks for is already done; what it asks for in addition was not approved and is not done.
 */
import type {Diagnostic} from '../../core/diagnostic.ts';
import {type Actual, type HolderState, STORES} from '../../core/model/actual.ts';
import type {Address, ServerId} from '../../core/model/desired.ts';
import type {Action, Plan} from '../../core/model/plan.ts';
import type {Work} from '../../core/plan/work.ts';
import {rememberEach} from '../../core/remember.ts';
import {type PlannedRun, planAgain} from './plan-again.ts';

/** The planned actions of one server, sorted by what is still to be done. */
export interface Checked {
  /** To be done, as the new plan has them. */
  readonly todo: readonly Action[];
  readonly alreadyDone: readonly Action[];
  /** What is no longer possible, or would need something that was not approved. */
  readonly moved: readonly {readonly action: Action; readonly why: string}[];
}

const MOVED = 'the server has changed since the plan was made; run plan again';
const OTHER_CHAIN = "the authority's chain has changed since the plan was made; run plan again";

/** What a server is compared with. */
export interface Rechecking {
  readonly run: PlannedRun;
  /** On that server. */
  readonly planned: readonly Action[];
  /** Those of the plan, with what has been made since; absent where nothing has. */
  readonly authorities?: Actual['authorities'] | undefined;
}

/** Compares what was planned for a server with a plan from what was just read of it. */
export function recheck(server: ServerId, fresh: HolderState, {run, planned, authorities}: Rechecking): Checked {
  const again = planAgain(server, fresh, run);
  const known = authorities && planAgain(server, fresh, {...run, actual: {...run.actual, authorities}});
  const approved = idsOf(run.plan);
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
    const found = known && foundDone(action, fresh, known);
    const now = found === undefined ? freshById.get(action.id) : undefined;
    const stuck = found === undefined && now === undefined ? whyStuck(action, fresh, again) : undefined;
    if (found === 'begun' || stuck !== undefined) moved.push({action, why: stuck ?? MOVED});
    else if (now === undefined) alreadyDone.push(action);
    else if (runnable(now) && isSame(action, now)) todo.push(asApproved(now, action, run.cx.now()));
    else moved.push({action, why: MOVED});
  }
  return {todo, alreadyDone, moved};
}

/**
 * What there is of a CA that the plan did not know, for it is made on first use, and that somebody has made since: to a
 * plan that does not know it every certificate of it is a stranger's. Undefined where the action is still to be done.
 */
function foundDone(action: Action, fresh: HolderState, known: Work): 'done' | 'begun' | undefined {
  const here = known.actions.filter(({on}) => on === action.on);
  if (action.verb === 'trust' && action.args.certificate === null) {
    const {authority} = action.args;
    return here.some(one => one.verb === 'trust' && one.args.authority === authority) ? undefined : 'done';
  }
  if (!('slot' in action) || here.some(({id}) => id === action.id)) return undefined;
  const isBegun = here.some(one => 'slot' in one && one.slot === action.slot);
  return isBegun || whyStuck(action, fresh, known) !== undefined ? 'begun' : 'done';
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
function whyStuck(action: Action, fresh: HolderState, {slots}: Work): string | undefined {
  if (!('slot' in action)) return unreadPart(fresh)?.summary ?? (isLacking(action, fresh) ? OTHER_CHAIN : undefined);
  const slot = slots.find(one => one.address === action.slot);
  if (slot === undefined || slot.actions.length > 0 || slot.state === 'in-sync') return undefined;
  return slot.blocked?.join(' ') ?? (slot.state === 'unknown' ? 'the server could no longer be read' : MOVED);
}

/** Nobody asks any more for a certificate that its authority no longer has, wherever it is; it may not have been put there. */
function isLacking(action: Action, {stores}: HolderState): boolean {
  if (action.verb !== 'trust' || action.args.certificate === null) return false;
  const {store, certificate} = action.args;
  const part = stores[store];
  return !('ok' in part && part.ok.some(one => one.thumbprint === certificate.thumbprint));
}

/** What belongs to the server as a whole is asked for only where all of it is known. */
function unreadPart({stores, requests, assigned}: HolderState): Diagnostic | undefined {
  const unread = [...STORES.map(name => stores[name]), requests, assigned].find(part => 'problem' in part);
  return unread && 'problem' in unread ? unread.problem : undefined;
}

/** Only slots of the approved plan are looked at. */
function actionsOn(server: ServerId, again: Work, {plan}: PlannedRun): readonly Action[] {
  const addresses = addressesOf(plan);
  return again.actions.filter(action => action.on === server && (!('slot' in action) || addresses.has(action.slot)));
}

// Of the run as a whole, and asked by each of its servers.
const idsOf = rememberEach(({actions}: Plan): ReadonlySet<string> => new Set(actions.map(({id}) => id)));
const addressesOf = rememberEach(({slots}: Plan): ReadonlySet<Address> => new Set(slots.map(({address}) => address)));
