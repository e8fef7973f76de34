/**
 * Clean: what was superseded goes, when everything else is through. A usage forgets the certificate before, then the
 * certificate is removed with its key; the connection refuses what something still points to.
 */
import type {RetireAction} from '../../core/model/plan.ts';
import type {Step} from '../ports/connection.ts';
import {type Job, mayRun, performJobs} from './jobs.ts';
import type {Recorder} from './recorder.ts';
import type {Run} from './run.ts';
import type {Session} from './session.ts';

/** A server and what is to be retired there. */
export interface Cleaning {
  readonly session: Session;
  readonly retires: readonly RetireAction[];
}

/** Every server by itself, side by side. */
export async function cleanAll(
  servers: readonly Cleaning[],
  {run, recorder}: {readonly run: Run; readonly recorder: Recorder},
): Promise<void> {
  await Promise.all(
    servers.map(({session, retires}) => {
      const jobs = retires.filter(action => mayRun(action, recorder)).map(jobOf);
      return performJobs(jobs, {session, recorder, run});
    }),
  );
}

function jobOf(action: RetireAction): Job {
  const {thumbprint, previousOf, removed} = action.args;
  const forget = previousOf.map((usage): Step => ({do: 'dropPrevious', usage}));
  return {action, steps: [...forget, ...(removed ? [{do: 'remove', thumbprint} as const] : [])]};
}
