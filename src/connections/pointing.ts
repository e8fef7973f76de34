/** What usages point to, now and from a moment on. */
import type {Assignments} from '../core/model/actual.ts';
import type {Usage} from '../core/model/usage.ts';
import {asOf} from '../core/roll/as-of.ts';

/** What an assignment is to be: the usage points to a certificate, now or from a moment on. */
export interface Pointing {
  readonly usage: Usage;
  readonly thumbprint: string;
  /** ISO 8601 UTC; absent: now. */
  readonly at?: string;
}

/** Whether the assignments say so already. Moments are the same however they are written: servers tell milliseconds. */
export function pointsTo(usages: Assignments, {usage, thumbprint, at}: Pointing, now: Date): boolean {
  const entry = usages[usage];
  if (entry === undefined) return false;
  const {current, staged} = asOf(now, entry);
  if (at === undefined || current === thumbprint) return current === thumbprint && staged === undefined;
  return staged?.thumbprint === thumbprint && Date.parse(staged.at) === Date.parse(at);
}
