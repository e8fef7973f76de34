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
import type {Sessions} from './sessions.ts';

/** A server and what is to be retired there. */
export interface Cleaning {
  readonly session: Session;
  readonly retires: readonly RetireAction[];
}

/** Every server by itself, side by side; it is the last that is done there. */
export async function cleanAll(
  servers: readonly Cleaning[],
  {run, recorder, sessions}: {readonly run: Run; readonly recorder: Recorder; readonly sessions: Sessions},
): Promise<void> {
  await Promise.all(
    servers.map(async ({session, retires}) => {
      const jobs = retires.filter(action => mayRun(action, recorder)).map(jobOf);
      await performJobs(jobs, {session, recorder, run});
      await sessions.letGo([session.server]);
    }),
  );
}

function jobOf(action: RetireAction): Job {
  const {thumbprint, previousOf, removed} = action.args;
  const forget = previousOf.map((usage): Step => ({do: 'dropPrevious', usage}));
  return {action, steps: [...forget, ...(removed ? [{do: 'remove', thumbprint} as const] : [])]};
}
