import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Slot} from '../../core/model/desired.ts';
import type {Outcome} from '../../core/model/outcome.ts';
import type {Action, RestartAction} from '../../core/model/plan.ts';
import {isOwed} from '../../core/policy/restart-owed.ts';
import type {Step, StepFacts, StepResult} from '../ports/connection.ts';
import type {Recorder} from './recorder.ts';
import type {Run} from './run.ts';
import type {Session} from './session.ts';

/** An action and the steps that it takes on its server. */
export interface Job {
  readonly action: Action;
  readonly steps: readonly Step[];
  /** What is wrong with what its last step found, although the step was done. */
  readonly check?: (found: StepFacts) => Diagnostic | undefined;
}

/**
 * Does the steps of several actions in one call and tells each action's end. The call stops at the first failure:
 * that action failed, the ones after it were not run. Returns what the last step of each action found.
 */
export async function performJobs(
  jobs: readonly Job[],
  {session, recorder, run}: {readonly session: Session; readonly recorder: Recorder; readonly run: Run},
): Promise<ReadonlyMap<string, StepFacts>> {
  const found = new Map<string, StepFacts>();
  if (jobs.length === 0 || run.stop.stopping.aborted) return found;
  for (const {action} of jobs) recorder.begin(action);
  const results = await session.perform(jobs.flatMap(job => job.steps));
  let next = 0;
  for (const result of results)
    if (result.outcome !== 'failed' && result.warning) run.emit('diagnostic', {diagnostic: result.warning});
  for (const job of jobs) {
    const {action, steps} = job;
    const own = results.slice(next, next + steps.length);
    next += steps.length;
    endJob(job, own, recorder);
    const last = own.at(-1);
    if (last !== undefined && last.outcome !== 'failed') found.set(action.id, last.after);
  }
  return found;
}

function endJob({action, steps, check}: Job, results: readonly StepResult[], recorder: Recorder): void {
  const last = results.at(-1);
  const isWhole = last !== undefined && last.outcome !== 'failed' && results.length === steps.length;
  const wrong = last?.outcome === 'failed' ? last.problem : isWhole ? check?.(last.after) : undefined;
  if (wrong !== undefined) recorder.fail(action, wrong);
  else if (!isWhole) recorder.skip(action, 'an earlier step on this server failed');
  else recorder.finish(action, results.every(result => result.outcome === 'already-done') ? 'already-done' : 'done');
}

/**
 * Whether an action's needs are met. If not, it is told why: what it needs failed or was not run, or waits, and then
 * it waits too. A need without an outcome was done before this run: none is about another pool, save those of what is
 * global, which comes when every pool is through.
 */
export function mayRun(action: Action, recorder: Recorder): boolean {
  const needed = action.needs.flatMap(need => recorder.outcomeOf(need) ?? []);
  if (action.verb === 'restart' && isDue(action, needed)) return true;
  const broken = needed.find(({result}) => result === 'failed' || result === 'not-run');
  if (broken !== undefined) {
    recorder.skip(action, `${stepOf(broken, action)} ${broken.result === 'failed' ? 'failed' : 'was not run'}`);
    return false;
  }
  const waitsFor = needed.find(({result}) => result === 'waiting');
  if (waitsFor === undefined) return true;
  recorder.wait(action, `after ${stepOf(waitsFor, action)}`);
  return false;
}

/**
 * A restart is for what was assigned in this run, and for what is owed. An assignment that waits, or for which there is
 * no certificate, has one of its own when its time comes; after one that failed a person is to look first.
 */
function isDue(restart: RestartAction, assigned: readonly Outcome[]): boolean {
  const has = (wanted: Outcome['result']): boolean => assigned.some(({result}) => result === wanted);
  return !has('failed') && (has('done') || isOwed(restart));
}

/** In words: people do not know the ids of actions. */
function stepOf({verb, on}: Outcome, {on: here}: Action): string {
  return `the ${verb} ${on === here ? 'before it' : `on ${on}`}`;
}

/** The slot as it is declared; the plan's own actions never name another. */
export function slotOf(address: string, {desired}: Run): Slot {
  const slot = desired.slots.find(one => one.address === address);
  if (slot === undefined) throw new Error(`no slot ${address}`);
  return slot;
}
