/**
 * Which servers have their services restarted: those on which an assignment changes at once, where `restart` asks for it,
 * and those that owe a restart from a run that was broken off in between. Once for each server, after all of its
 * assignments, in the same window as these.
 */
import type {SlotDifference} from '../diff/diff.ts';
import {isKnown} from '../diff/member.ts';
import {groupBy} from '../group.ts';
import type {Actual} from '../model/actual.ts';
import type {ServerId} from '../model/desired.ts';
import type {Action, AssignAction, RestartAction} from '../model/plan.ts';
import {isGlobal} from '../model/usage.ts';
import type {Timings} from '../upkeep/timing.ts';
import {dropsStaged} from './drops-staged.ts';

/** Restarts for what is done to the chosen slots, by server. */
export function restartActions(
  chosen: readonly SlotDifference[],
  actions: readonly Action[],
  {holders}: Pick<Actual, 'holders'>,
): readonly RestartAction[] {
  const asking = chosen.filter(({slot}) => slot.upkeep.restart === 'afterAssign');
  if (asking.length === 0) return [];
  const byAddress = new Map(asking.map(difference => [difference.slot.address, difference]));
  const assigns = groupBy(
    actions.filter(action => action.verb === 'assign' && changesNow(action, byAddress.get(action.slot))),
    ({on}) => on,
  ) as ReadonlyMap<ServerId, readonly AssignAction[]>;
  const places = asking.flatMap(slot => slot.members.filter(isKnown).map(({server}) => ({server, slot})));
  return [...groupBy(places, ({server}) => server)].flatMap(([server, there]) => {
    const slots = there.map(({slot}) => slot);
    const part = holders[server];
    const isOwed = part !== undefined && 'ok' in part && part.ok.restartOwed !== undefined;
    const own = assigns.get(server) ?? [];
    return own.length === 0 && !isOwed ? [] : [restartAction(server, {own, slots, isOwed})];
  });
}

/** What is staged takes over by itself, and what is replicated reaches services that read it when they need it. */
const changesNow = (action: AssignAction, difference: SlotDifference | undefined): boolean =>
  difference !== undefined &&
  action.effective === undefined &&
  !isGlobal(action.args.usage) &&
  !dropsStaged(difference, action);

interface Restarting {
  readonly own: readonly AssignAction[];
  readonly slots: readonly SlotDifference[];
  readonly isOwed: boolean;
}

function restartAction(server: ServerId, {own, slots, isOwed}: Restarting): RestartAction {
  const opens =
    own.length > 0 ? own.map(({notBefore}) => notBefore) : slots.map(({timings}) => openingOn(server, timings));
  const last = opens
    .filter(one => one !== undefined)
    .toSorted()
    .at(-1);
  return {
    id: `restart:${server}`,
    verb: 'restart',
    on: server,
    phase: 'switch',
    needs: own.map(({id}) => id),
    ...(last !== undefined && {notBefore: last}),
    because: [...new Set(own.flatMap(({because}) => because)), ...(isOwed ? ['RESTART_OWED'] : [])],
    args: {services: []},
  };
}

/** When what is in use on a server may be changed, were it to be. */
function openingOn(server: ServerId, {byServer}: Timings): string | undefined {
  const timing = byServer.get(server);
  return timing?.kind === 'later' ? timing.opens : undefined;
}
