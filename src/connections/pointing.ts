/** What usages point to, now and from a moment on. */
import type {Assignment, Assignments} from '../core/model/actual.ts';
import type {Usage} from '../core/model/usage.ts';

/** At its moment a staged certificate takes over by itself, as the product does it. */
export function asOf(now: Date, assignment: Assignment): Assignment {
  const {staged, current, previous: _, ...others} = assignment;
  if (staged === undefined || Date.parse(staged.at) > now.getTime()) return assignment;
  return {...others, current: staged.thumbprint, previous: current, since: staged.at};
}

/** What an assignment is to be: the usage points to a certificate, now or from a moment on. */
export interface Pointing {
  readonly usage: Usage;
  readonly thumbprint: string;
  /** ISO 8601 UTC; absent: now. */
  readonly at?: string;
}

/** Whether the assignments say so already. */
export function pointsTo(usages: Assignments, {usage, thumbprint, at}: Pointing, now: Date): boolean {
  const entry = usages[usage];
  if (entry === undefined) return false;
  const {current, staged} = asOf(now, entry);
  if (at === undefined || current === thumbprint) return current === thumbprint && staged === undefined;
  return staged?.thumbprint === thumbprint && staged.at === at;
}
