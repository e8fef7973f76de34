import type {Part} from '../diagnostic.ts';
import type {Actual, Assignment, Assignments, HolderState} from '../model/actual.ts';

/** What time makes of an assignment: at its moment a staged certificate takes over by itself, as the product does it. */
export function asOf(now: Date, assignment: Assignment): Assignment {
  const {staged} = assignment;
  if (staged === undefined || Date.parse(staged.at) > now.getTime()) return assignment;
  const {staged: _, current, previous: __, ...others} = assignment;
  return {...others, current: staged.thumbprint, previous: current, since: staged.at};
}

/** The same of a whole world, if nobody touches it until then. */
export function worldAsOf(now: Date, actual: Actual): Actual {
  const holders = Object.entries(actual.holders).map(([server, part]) => [server, holderAsOf(now, part)]);
  return {...actual, holders: Object.fromEntries(holders)};
}

/** The same of one server. What was to take over by `since`, and had not, will not by itself any more. */
export function holderAsOf(now: Date, part: Part<HolderState>, since?: Date): Part<HolderState> {
  if (!('ok' in part) || !('ok' in part.ok.assigned)) return part;
  const isMissed = ({staged}: Assignment): boolean =>
    staged !== undefined && since !== undefined && Date.parse(staged.at) <= since.getTime();
  const entries = Object.entries(part.ok.assigned.ok).map(([usage, one]) => [
    usage,
    isMissed(one) ? one : asOf(now, one),
  ]);
  const assigned: Assignments = Object.fromEntries(entries);
  return {ok: {...part.ok, assigned: {ok: assigned}}};
}
