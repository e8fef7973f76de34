/**
 * What is to be done, told again under the lock of one server from what that server is now. Every server is planned again,
 * so what one costs must not grow with the deployment wherever that can be helped.
 */
import type {Part} from '../../core/diagnostic.ts';
import {groupBy} from '../../core/group.ts';
import type {Actual, HolderState} from '../../core/model/actual.ts';
import type {Address, Desired, Holder, ServerId, Slot} from '../../core/model/desired.ts';
import type {Action, Plan} from '../../core/model/plan.ts';
import {type Work, work} from '../../core/plan/work.ts';
import {rememberEach} from '../../core/remember.ts';
import {holderAsOf} from '../../core/roll/as-of.ts';
import {slotsByServer} from '../../core/slots-by-server.ts';
import type {Run} from './run.ts';

/** What of a run tells what was planned, and from what. */
export type PlannedRun = Pick<Run, 'plan' | 'desired' | 'actual' | 'cx'>;

/**
 * Its slots are judged on all of their members, and with them all other slots of those: what one slot has taken is
 * nobody else's. What else servers lack is asked of this one alone.
 *
 * A global slot has members all over the deployment. Where nothing of it is to be done on this one, it is judged on the
 * same members as the other slots, for what it has taken of theirs, and left. Where anything is, be it that something is
 * put away, all of them have a say: whether a certificate is still needed is known only by those that use it.
 */
export function planAgain(server: ServerId, fresh: HolderState, {plan, desired, actual, cx}: PlannedRun): Work {
  const [now, since] = [cx.now(), new Date(plan.now)];
  const atWork = slotsAtWork(plan).get(server);
  const isLeft = ({address, delivery, use}: Slot): boolean =>
    delivery === 'product' && use === undefined && !atWork?.has(address);
  const slotsOf = (member: ServerId): readonly Slot[] => slotsOn(desired).get(member) ?? [];
  const near = new Set([server, ...slotsOf(server).flatMap(slot => (isLeft(slot) ? [] : slot.members))]);
  const judged = [...new Set([...near].flatMap(slotsOf))];
  return work({
    desired: {
      ...desired,
      slots: judged.map(slot => amongst(near, slot)),
      holders: holdersByServer(desired).get(server) ?? [],
    },
    actual: {
      ...actual,
      // What was staged when the others were read may have taken over since, as it has on this one.
      holders: {
        ...Object.fromEntries([...near].flatMap(member => knownOf(member, actual, {now, since}))),
        [server]: {ok: fresh},
      },
    },
    now,
    left: new Set(judged.filter(isLeft).map(({address}) => address)),
  });
}

function amongst(near: ReadonlySet<ServerId>, slot: Slot): Slot {
  const members = slot.members.filter(member => near.has(member));
  return members.length === slot.members.length ? slot : {...slot, members};
}

function knownOf(
  server: ServerId,
  {holders}: Actual,
  {now, since}: {readonly now: Date; readonly since: Date},
): readonly [ServerId, Part<HolderState>][] {
  const known = holders[server];
  return known === undefined ? [] : [[server, holderAsOf(now, known, since)]];
}

// Of the run as a whole, and asked by each of its servers.
const holdersByServer = rememberEach(
  ({holders}: Desired): ReadonlyMap<ServerId, readonly Holder[]> => groupBy(holders, ({server}) => server),
);

const slotsOn = rememberEach(({slots}: Desired) => slotsByServer(slots));

/** By server, the slots of which something is to be done there. */
const slotsAtWork = rememberEach(({actions}: Plan): ReadonlyMap<ServerId, ReadonlySet<Address>> => {
  const groups = groupBy(actions, ({on}) => on);
  const slotsOf = (all: readonly Action[]) => new Set(all.flatMap(action => ('slot' in action ? [action.slot] : [])));
  return new Map([...groups].map(([server, all]) => [server, slotsOf(all)]));
});
