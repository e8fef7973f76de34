/**
 * A plan made again under the lock of one server, from what that server is now: at a cost that does not grow with the
 * deployment, for every server is planned again.
 */
import type {Part} from '../../core/diagnostic.ts';
import {groupBy} from '../../core/group.ts';
import type {Actual, HolderState} from '../../core/model/actual.ts';
import type {Address, Desired, Holder, ServerId, Slot} from '../../core/model/desired.ts';
import type {Action, Plan} from '../../core/model/plan.ts';
import {plan as makePlan} from '../../core/plan/plan.ts';
import {rememberEach} from '../../core/remember.ts';
import type {Run} from './run.ts';

/** What of a run tells what was planned, and from what. */
export type PlannedRun = Pick<Run, 'plan' | 'desired' | 'actual' | 'cx'>;

/**
 * Its slots are judged on all of their members, and with them all other slots of those: what one slot has taken is
 * nobody else's. What else servers lack is asked of this one alone.
 *
 * A global slot is on every server, and every server is planned again, so that the work would grow with the square of
 * the servers. Where at most something that it no longer needs is to be put away on this one, as on all others after a
 * renewal, it is judged on the same members as the other slots; where not even that, nothing is asked of it.
 */
export function planAgain(server: ServerId, fresh: HolderState, {plan, desired, actual, cx}: PlannedRun): Plan {
  const work = workOn(plan).get(server);
  const isWide = ({address, delivery, use}: Slot): boolean =>
    delivery === 'product' && use === undefined && !work?.get(address)?.some(({verb}) => verb !== 'retire');
  const slotsOf = (member: ServerId): readonly Slot[] => slotsByServer(desired).get(member) ?? [];
  const near = new Set([server, ...slotsOf(server).flatMap(slot => (isWide(slot) ? [] : slot.members))]);
  const judged = [...new Set([...near].flatMap(slotsOf))];
  return makePlan({
    desired: {
      ...desired,
      slots: judged.map(slot => amongst(near, slot)),
      holders: holdersByServer(desired).get(server) ?? [],
    },
    actual: {
      ...actual,
      holders: {...Object.fromEntries([...near].flatMap(member => knownOf(member, actual))), [server]: {ok: fresh}},
    },
    now: cx.now(),
    tool: plan.tool,
    config: plan.config,
    left: new Set(judged.flatMap(slot => (isWide(slot) && !work?.has(slot.address) ? [slot.address] : []))),
  });
}

function amongst(near: ReadonlySet<ServerId>, slot: Slot): Slot {
  const members = slot.members.filter(member => near.has(member));
  return members.length === slot.members.length ? slot : {...slot, members};
}

function knownOf(server: ServerId, {holders}: Actual): readonly [ServerId, Part<HolderState>][] {
  const known = holders[server];
  return known === undefined ? [] : [[server, known]];
}

// Of the run as a whole, and asked by each of its servers.
const holdersByServer = rememberEach(
  ({holders}: Desired): ReadonlyMap<ServerId, readonly Holder[]> => groupBy(holders, ({server}) => server),
);

const slotsByServer = rememberEach(({slots}: Desired): ReadonlyMap<ServerId, readonly Slot[]> => {
  const memberships = slots.flatMap(slot => slot.members.map(member => ({slot, member})));
  const groups = groupBy(memberships, ({member}) => member);
  return new Map([...groups].map(([member, all]) => [member, all.map(({slot}) => slot)]));
});

/** By server, what is to be done there of its slots, by their addresses. */
const workOn = rememberEach(({actions}: Plan): ReadonlyMap<ServerId, ReadonlyMap<Address, readonly Action[]>> => {
  const ofSlots = actions.flatMap(action => ('slot' in action ? [action] : []));
  const groups = groupBy(ofSlots, ({on}) => on);
  return new Map([...groups].map(([server, all]) => [server, groupBy(all, ({slot}) => slot)]));
});
