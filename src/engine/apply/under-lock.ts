import {requestsOn} from '../../core/answered.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {PendingRequest} from '../../core/model/actual.ts';
import type {Action} from '../../core/model/plan.ts';
import {unexpected} from '../world.ts';
import {type Checked, recheck} from './recheck.ts';
import type {Run} from './run.ts';
import type {Session} from './session.ts';

/** A server as it is under its lock, and what of the plan is still to be done there. */
export interface UnderLock extends Checked {
  readonly pending: readonly PendingRequest[];
  /** What an earlier run left of requests whose certificate is in the store. */
  readonly answered: readonly PendingRequest[];
}

/** Reads a server whose lock this run has, and compares it with what was planned for it. */
export async function readUnderLock(
  session: Session,
  planned: readonly Action[],
  run: Run,
): Promise<UnderLock | {problem: Diagnostic}> {
  const {server, connection} = session;
  const part = await connection
    .read(server, {deep: false}, run.cx)
    .catch((error: unknown) => ({problem: unexpected(error, server)}));
  if (!('ok' in part)) return part;
  const {open, answered} = requestsOn(part.ok);
  return {
    ...recheck(server, part.ok, {run, planned, authorities: await run.madeSince()}),
    pending: 'ok' in open ? open.ok : [],
    answered,
  };
}

/** The key stays with its certificate. What cannot be taken away is in nobody's way, and is tried again by the next run. */
export async function forgetAnswered(
  answered: readonly PendingRequest[],
  {perform}: Session,
  {emit}: Run,
): Promise<void> {
  if (answered.length === 0) return;
  const results = await perform(answered.map(({spki}) => ({do: 'discardRequest', spki})));
  for (const result of results)
    if (result.outcome === 'failed') emit('diagnostic', {diagnostic: {...result.problem, severity: 'warning'}});
}
