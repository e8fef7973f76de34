/**
 * Which servers have their services restarted: those on which an assignment changes at once, where `restart` asks for it,
 * and those that owe a restart from a run that was broken off in between. Once for each server and run, after what is
 * assigned there in that run: what waits, for a CA or for another window, gets a restart of its own when it is assigned.
 */
import type {SlotDifference} from '../diff/diff.ts';
import {isKnown} from '../diff/member.ts';
import {groupBy} from '../group.ts';
import type {Actual, HolderState} from '../model/actual.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Action, AssignAction, RestartAction} from '../model/plan.ts';
import type {Maintenance} from '../model/upkeep.ts';
import {isGlobal} from '../model/usage.ts';
import {owedOpening} from '../upkeep/owed-opening.ts';
import {dropsStaged} from './drops-staged.ts';

/** Restarts for what is done to the chosen slots, by server. */
export function restartActions(
  chosen: readonly SlotDifference[],
  actions: readonly Action[],
  {holders, now}: Pick<Actual, 'holders'> & {readonly now: Date},
): readonly RestartAction[] {
  const asking = chosen.filter(({slot}) => slot.upkeep.restart === 'afterAssign' && needsRestarts(slot));
  if (asking.length === 0) return [];
  const byAddress = new Map(asking.map(difference => [difference.slot.address, difference]));
  const assigns = groupBy(
    actions.filter(action => action.verb === 'assign' && changesNow(action, byAddress.get(action.slot))),
    ({on}) => on,
  ) as ReadonlyMap<ServerId, readonly AssignAction[]>;
  const places = asking.flatMap(({slot, members}) => members.filter(isKnown).map(({server}) => ({server, slot})));
  return [...groupBy(places, ({server}) => server)].flatMap(([server, there]) => {
    const part = holders[server];
    const maintained = there.map(({slot}) => slot.upkeep.maintenance);
    const owed = part !== undefined && 'ok' in part ? owedOn(part.ok, maintained, now) : [];
    const own = assigns.get(server) ?? [];
    return own.length + owed.length === 0 ? [] : [restartAction(server, {own, owed})];
  });
}

/**
 * Whether services have to be restarted for anything of a slot. What is replicated reaches services that read it when they
 * need it, so that it has no say in when they are: it has no pool whose window it could know, and is on all servers.
 */
const needsRestarts = ({usages}: Slot): boolean => usages.some(usage => !isGlobal(usage));

/** What is staged takes over by itself. */
const changesNow = (action: AssignAction, difference: SlotDifference | undefined): boolean =>
  difference !== undefined && action.effective === undefined && !dropsStaged(difference, action);

/** A note of which nobody knows when it was made counts from when it is read: then it says nothing about why. */
function owedOn(
  {at, restartOwed: since}: HolderState,
  maintained: readonly (Maintenance | undefined)[],
  now: Date,
): Restarting['owed'] {
  if (since === undefined) return [];
  return [{opens: owedOpening(maintained, {...(since !== at && {since: new Date(since)}), now})}];
}

interface Restarting {
  readonly own: readonly AssignAction[];
  /** One where a restart is owed, with the opening that it waits for. */
  readonly owed: readonly {readonly opens: string | undefined}[];
}

/** As soon as the first of what it is for: what is assigned now is not to wait for what is assigned later. */
function restartAction(server: ServerId, {own, owed}: Restarting): RestartAction {
  const opens = [...own.map(({notBefore}) => notBefore), ...owed.map(one => one.opens)];
  const first = opens.includes(undefined) ? undefined : opens.toSorted()[0];
  return {
    id: `restart:${server}`,
    verb: 'restart',
    on: server,
    phase: 'switch',
    needs: own.map(({id}) => id),
    ...(first !== undefined && {notBefore: first}),
    because: [...new Set(own.flatMap(({because}) => because)), ...owed.map(() => 'RESTART_OWED')],
    args: {services: []},
  };
}
