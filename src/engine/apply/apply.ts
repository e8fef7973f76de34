/**
 * Apply: carries out a plan. Every server gets a session (its lock), is read and planned again, and is prepared, all
 * servers side by side. A pool whose servers are prepared gets its copies and switches (switch.ts), whatever the others
 * still wait for, unless they are yet to trust a root: pools talk to each other, and must know what they are shown. What
 * is global and what was superseded (clean.ts) come when every pool is through; a server on which nothing of that is to
 * be done has its lock given back as soon as its own pool is. Each action is checked, done and verified, and ends exactly
 * once as an outcome. Whatever stops a run, running apply again goes on from there.
 */

import pLimit, {type LimitFunction} from 'p-limit';
import {compare} from '../../core/compare.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {groupBy} from '../../core/group.ts';
import type {ServerId} from '../../core/model/desired.ts';
import {type Outcome, tallyOf} from '../../core/model/outcome.ts';
import type {Action} from '../../core/model/plan.ts';
import {isGlobal} from '../../core/model/usage.ts';
import {unexpected} from '../world.ts';
import {checkBefore} from './check-before.ts';
import {cleanAll} from './clean.ts';
import {copyAll} from './copy.ts';
import {prepare} from './prepare.ts';
import {createRecorder, type Recorder} from './recorder.ts';
import {type ApplyInput, holderOf, type Run} from './run.ts';
import {createSessions, type Sessions, serversOf} from './sessions.ts';
import {startRun} from './start-run.ts';
import {type Ready, switchGlobal, switchPool} from './switch.ts';
import {forgetAnswered, readUnderLock} from './under-lock.ts';

export type {ApplyInput} from './run.ts';

/** Does what the plan says. One outcome for each action, in the order of the plan; it rejects only for a bug. */
export async function apply(input: ApplyInput): Promise<readonly Outcome[]> {
  const run = startRun(input);
  const recorder = createRecorder(input.emit, run.cx.now);
  const sessions = createSessions(run);
  const ending = new AbortController();
  const heartbeat = recorder.heartbeat(input.clock, ending.signal);
  try {
    const imported = new Map<string, string>();
    const shared: Shared = {run, recorder, sessions, imported, limit: pLimit(run.parallel)};
    const unfinished = await bringIn(shared);
    await switchGlobal(unfinished, {run, recorder, imported});
    await cleanAll(unfinished, {run, recorder, sessions});
  } finally {
    await sessions.close();
    ending.abort();
    await heartbeat;
  }
  skipTheRest(run, recorder);
  const outcomes = inPlanOrder(input.plan.actions, recorder.outcomes());
  input.emit('apply_summary', {tally: tallyOf(outcomes)});
  return outcomes;
}

/** Every pool by itself. Gives the servers on which something is left for when every pool is through. */
async function bringIn(shared: Shared): Promise<readonly Ready[]> {
  const byPool = groupBy(shared.run.plan.actions, action => holderOf(action.on, shared.run).pool);
  for (const actions of byPool.values()) shared.sessions.want(serversOf(actions));
  const pools = [...byPool.values()].map(actions => ({prepared: preparePool(actions, shared), actions}));
  const trusted = Promise.allSettled(
    pools.filter(({actions}) => actions.some(isNewRoot)).map(({prepared}) => prepared),
  );
  return (await allEnded(pools.map(pool => bringInPool(pool, trusted, shared)))).flat();
}

/** Whatever is wrong with one, no other is left at work when the sessions are closed. */
async function allEnded<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  const ended = await Promise.allSettled(works);
  return ended.map(one => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

const isNewRoot = (action: Action): boolean => action.verb === 'trust' && action.args.store === 'Root';

interface Pool {
  readonly prepared: Promise<readonly Ready[]>;
  /** All of the plan. */
  readonly actions: readonly Action[];
}

/** What one pool needs before it can switch, and its switch. */
async function bringInPool(
  {prepared, actions}: Pool,
  trusted: Promise<unknown>,
  {run, recorder, imported, sessions}: Shared,
): Promise<readonly Ready[]> {
  const ready = await prepared;
  const copies = ready.flatMap(one => one.copies.map(action => ({action, session: one.session})));
  await copyAll(copies, {run, recorder, imported, sessionOf: sessions.of});
  await trusted;
  await switchPool(ready, {run, recorder, imported});
  const unfinished = ready.filter(isUnfinished);
  sessions.want(unfinished.map(({session}) => session.server));
  await sessions.letGo(serversOf(actions));
  return unfinished;
}

const isUnfinished = ({assigns, retires}: Ready): boolean =>
  retires.length > 0 || assigns.some(({args}) => isGlobal(args.usage));

async function preparePool(ofPool: readonly Action[], shared: Shared): Promise<readonly Ready[]> {
  const byServer = groupBy(ofPool, action => action.on);
  const ready = await allEnded(
    [...byServer].map(([server, actions]) =>
      shared.limit(() =>
        prepareServer(server, actions, shared).catch((error: unknown) =>
          giveUp(actions, unexpected(error, server), shared.recorder),
        ),
      ),
    ),
  );
  return ready.filter(one => one !== undefined).toSorted((a, b) => compare(a.session.server, b.session.server));
}

interface Shared {
  readonly run: Run;
  readonly recorder: Recorder;
  readonly sessions: Sessions;
  /** Thumbprints of what this run imported, by slot. */
  readonly imported: Map<string, string>;
  /** So many servers are prepared at the same time. */
  readonly limit: LimitFunction;
}

/** Undefined when the server cannot switch: it was not reached, is locked by another, or the run is stopping. */
async function prepareServer(server: ServerId, actions: readonly Action[], shared: Shared): Promise<Ready | undefined> {
  const {run, recorder, imported, sessions} = shared;
  if (run.stop.stopping.aborted) return undefined;
  const inTheWay = await checkBefore(server, actions, run);
  if (run.stop.stopping.aborted) return undefined;
  if (inTheWay.whole !== undefined) return giveUp(actions, inTheWay.whole, recorder);
  const opened = await sessions.of(server);
  if ('interrupted' in opened) return undefined;
  if ('problem' in opened) return giveUp(actions, opened.problem, recorder);
  const {session} = opened;
  const read = await readUnderLock(session, actions, run);
  if ('problem' in read) return giveUp(actions, read.problem, recorder);
  for (const action of read.alreadyDone) recorder.finish(action, 'already-done');
  for (const {action, why} of read.moved) recorder.skip(action, why);
  const todo = read.todo.filter(({id}) => !inTheWay.requests.has(id));
  for (const action of read.todo) {
    const problem = inTheWay.requests.get(action.id);
    if (problem !== undefined) recorder.fail(action, problem);
  }
  if (!run.stop.stopping.aborted) await forgetAnswered(read.answered, session, run);
  const stored = await prepare({session, todo, pending: read.pending, recorder, run});
  for (const [slot, thumbprint] of stored) imported.set(slot, thumbprint);
  return {
    session,
    copies: read.todo.filter(action => action.verb === 'copy'),
    assigns: read.todo.filter(action => action.verb === 'assign'),
    restarts: read.todo.filter(action => action.verb === 'restart'),
    retires: read.todo.filter(action => action.verb === 'retire'),
  };
}

/** One server that cannot be worked on: its first open action tells why, the others are not run. */
function giveUp(actions: readonly Action[], problem: Diagnostic, recorder: Recorder): undefined {
  const [first, ...others] = actions.filter(action => recorder.resultOf(action.id) === undefined);
  if (first !== undefined) recorder.fail(first, problem);
  for (const action of others) recorder.skip(action, problem.summary);
  return undefined;
}

/** What never began: after an interrupt, or because what it needs did not come about. */
function skipTheRest({plan, stop}: Run, recorder: Recorder): void {
  for (const action of plan.actions) {
    if (recorder.resultOf(action.id) !== undefined) continue;
    recorder.skip(action, stop.stopping.aborted ? 'interrupted' : 'what it needs did not come about');
  }
}

function inPlanOrder(actions: readonly Action[], outcomes: readonly Outcome[]): readonly Outcome[] {
  const byId = new Map(outcomes.map(outcome => [outcome.action, outcome]));
  return actions.flatMap(action => byId.get(action.id) ?? []);
}
