/**
 * Switch: each pool as soon as it is prepared, within a pool one server after the other, on a server in the order of the
 * usages (internal before external). A server on which an assignment fails stops its pool, so that a mistake reaches one
 * server and not all. Tokens of one server are accepted by all others, so what signs them moves after the rest, on all
 * servers of the pool back to back. Then services are restarted where that is asked for, again one server of a pool
 * after the other; that it is owed is written down before the first assignment, so that whoever is broken off in between
 * leaves it to the next run. Global usages come last, when every pool is through; no service is restarted for them.
 */
import {compare} from '../../core/compare.ts';
import type {AssignAction, CopyAction, RestartAction, RetireAction} from '../../core/model/plan.ts';
import {isGlobal, type Usage} from '../../core/model/usage.ts';
import {minute} from '../../core/moment.ts';
import {isTokenUsage} from '../../core/roll/tokens.ts';
import type {Step} from '../ports/connection.ts';
import {type Job, mayRun, performJobs} from './jobs.ts';
import type {Recorder} from './recorder.ts';
import type {Run} from './run.ts';
import type {Session} from './session.ts';

/** A server that is prepared: its session, and what is left to be done on it. */
export interface Ready {
  readonly session: Session;
  readonly copies: readonly CopyAction[];
  readonly assigns: readonly AssignAction[];
  readonly restarts: readonly RestartAction[];
  readonly retires: readonly RetireAction[];
}

export interface Switching {
  readonly run: Run;
  readonly recorder: Recorder;
  /** Thumbprints of what this run imported, by slot. */
  readonly imported: ReadonlyMap<string, string>;
}

/** The global usages, one server after the other: they come when every pool has switched. */
export async function switchGlobal(ready: readonly Ready[], switching: Switching): Promise<void> {
  const servers = ready.toSorted((a, b) => compare(a.session.server, b.session.server));
  for (const one of servers) await switchServer(only(one, isGlobal), switching);
}

const only = (ready: Ready, wanted: (usage: Usage) => boolean): Ready => ({
  ...ready,
  assigns: ready.assigns.filter(action => wanted(action.args.usage)),
});

/** Switches a pool, but nothing global of it. What did not come about is told to the recorder. */
export async function switchPool(members: readonly Ready[], switching: Switching): Promise<void> {
  await assignPool(members, switching);
  await restartPool(members, switching);
}

async function assignPool(members: readonly Ready[], switching: Switching): Promise<void> {
  let broken: string | undefined;
  const inTurn = [
    ...members.map(member => only(member, usage => !isTokenUsage(usage))),
    ...members.map(member => only(member, usage => isTokenUsage(usage) && !isGlobal(usage))),
  ];
  for (const member of inTurn) {
    if (broken !== undefined) {
      for (const action of member.assigns)
        switching.recorder.skip(action, `the switch of ${broken} failed; its pool goes no further`);
      continue;
    }
    const fine = await switchServer(member, switching);
    if (!fine) broken = member.session.server;
  }
}

/** A server that does not come up again stops its pool: the others still serve. */
async function restartPool(members: readonly Ready[], {run, recorder}: Switching): Promise<void> {
  let broken: string | undefined;
  for (const {session, restarts} of members) {
    for (const action of restarts) {
      if (broken !== undefined) {
        recorder.skip(action, `the restart of ${broken} failed; its pool goes no further`);
        continue;
      }
      if (!mayRun(action, recorder) || isClosed(action, {recorder, run})) continue;
      const step: Step = {do: 'restart', services: action.args.services};
      await performJobs([{action, steps: [step]}], {session, recorder, run});
      if (recorder.resultOf(action.id) === 'failed') broken = session.server;
    }
  }
}

/** False when an assignment failed. What could not begin leaves the server as it was and stops nothing. */
async function switchServer(
  {session, assigns, restarts}: Ready,
  {run, recorder, imported}: Switching,
): Promise<boolean> {
  const due = assigns.flatMap(action => {
    const thumbprint = action.args.thumbprint ?? imported.get(action.slot);
    if (!mayRun(action, recorder) || isClosed(action, {recorder, run}) || thumbprint === undefined) return [];
    return [{action, steps: [assignStep(action, thumbprint, run.cx.now())]}];
  });
  const isOwed = due.some(({action}) => restarts.some(({needs}) => needs.includes(action.id)));
  const jobs: readonly Job[] = due.map(({action, steps}, at) => ({
    action,
    steps: isOwed && at === 0 ? [{do: 'oweRestart'}, ...steps] : steps,
  }));
  await performJobs(jobs, {session, recorder, run});
  return jobs.every(({action}) => recorder.resultOf(action.id) !== 'failed');
}

/** Outside of its pool's maintenance windows an assignment or a restart waits for the next one. */
function isClosed(action: AssignAction | RestartAction, {recorder, run}: Pick<Switching, 'recorder' | 'run'>): boolean {
  const {notBefore} = action;
  if (notBefore === undefined || Date.parse(notBefore) <= run.cx.now().getTime()) return false;
  recorder.wait(action, `its maintenance window opens ${minute(notBefore)}; run apply again then`);
  return true;
}

/** A moment that has come meanwhile is now. */
function assignStep({args: {usage}, effective}: AssignAction, thumbprint: string, now: Date): Step {
  const later = effective !== undefined && Date.parse(effective) > now.getTime();
  return {do: 'assign', usage, thumbprint, ...(later && {at: effective})};
}
