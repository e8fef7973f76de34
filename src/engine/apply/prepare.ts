/**
 * Prepare, on one server: trust, then keys and requests in one call, then each certificate into the store.
 * Nothing that is in use changes here.
 */
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {PendingRequest, Progress} from '../../core/model/actual.ts';
import type {Slot} from '../../core/model/desired.ts';
import type {Action, ImportAction, RequestAction, TrustAction} from '../../core/model/plan.ts';
import type {Step, StepResult} from '../ports/connection.ts';
import {unexpected} from '../world.ts';
import {issue} from './issue.ts';
import type {Recorder} from './recorder.ts';
import type {Run} from './run.ts';
import type {Session} from './session.ts';

export interface Preparation {
  readonly session: Session;
  readonly todo: readonly Action[];
  /** Requests that the server remembers. */
  readonly pending: readonly PendingRequest[];
  readonly recorder: Recorder;
  readonly run: Run;
}

/** Thumbprints of what was imported, by slot. */
export type Imported = ReadonlyMap<string, string>;

export async function prepare(preparation: Preparation): Promise<Imported> {
  const {todo} = preparation;
  const trusts = todo.filter(action => action.verb === 'trust');
  const requests = todo.filter(action => action.verb === 'request');
  const imports = todo.filter(action => action.verb === 'import');
  const made = await openingCall({trusts, requests}, preparation);
  const imported = new Map<string, string>();
  for (const action of imports) {
    const thumbprint = await importOne(action, made, preparation);
    if (thumbprint !== undefined) imported.set(action.slot, thumbprint);
  }
  return imported;
}

/** A key and its request, made now or by an earlier run. */
interface Made {
  readonly spki: string;
  readonly csr: string;
  readonly progress: Progress;
}

interface Job {
  readonly action: Action;
  readonly steps: readonly Step[];
}

/** Trust and new requests, in one round trip. */
async function openingCall(
  {trusts, requests}: {trusts: readonly TrustAction[]; requests: readonly RequestAction[]},
  preparation: Preparation,
): Promise<ReadonlyMap<string, Made>> {
  const {session, recorder, run} = preparation;
  if (run.stop.stopping.aborted) return new Map();
  const jobs: Job[] = [];
  for (const action of trusts) {
    const steps = await trustSteps(action, run);
    if ('problem' in steps) recorder.fail(action, steps.problem);
    else jobs.push({action, steps: steps.ok});
  }
  for (const action of requests) {
    const {spec, specDigest, friendlyName} = slotOf(action.slot, run);
    jobs.push({action, steps: [{do: 'createRequest', spec, specDigest, friendlyName}]});
  }
  const results = await performJobs(jobs, {session, recorder, run});
  return new Map(
    requests.flatMap(action => {
      const {spki, csr} = results.get(action.id) ?? {};
      return spki !== undefined && csr !== undefined
        ? [[action.slot, {spki, csr, progress: {state: 'created'}}] as const]
        : [];
    }),
  );
}

async function trustSteps({args, on}: TrustAction, run: Run): Promise<{ok: readonly Step[]} | {problem: Diagnostic}> {
  const {chain} = await run.chainOf(args.authority);
  if ('problem' in chain) return chain;
  if (chain.ok === 'made on first use')
    return {problem: unexpected(`the authority "${args.authority}" made no chain`, on)};
  const {roots, intermediates} = chain.ok;
  const all: readonly Step[] = [
    ...roots.map(({der}) => ({do: 'trust', store: 'Root', der}) as const),
    ...intermediates.map(({der}) => ({do: 'trust', store: 'CA', der}) as const),
  ];
  if (args.certificate === null) return {ok: all};
  const wanted = [...roots, ...intermediates].find(one => one.thumbprint === args.certificate?.thumbprint);
  if (wanted === undefined) return {problem: chainMoved(args.authority, on)};
  return {ok: [{do: 'trust', store: args.store, der: wanted.der}]};
}

function chainMoved(authority: string, server: string): Diagnostic {
  return {
    severity: 'error',
    code: 'CHAIN_MOVED',
    summary: "The authority's chain has changed since the plan",
    detail: `${server}: the authority "${authority}" no longer has the certificate that was to be trusted.`,
    help: 'Run plan again and look at what is to be trusted now.',
    address: server,
  };
}

/**
 * Does the steps of several actions in one call and tells each action's end. The call stops at the first failure:
 * that action failed, the ones after it were not run. Returns what the last step of each action found.
 */
export async function performJobs(
  jobs: readonly Job[],
  {session, recorder, run}: Pick<Preparation, 'session' | 'recorder' | 'run'>,
): Promise<ReadonlyMap<string, {spki?: string; csr?: string; thumbprint?: string}>> {
  const found = new Map<string, {spki?: string; csr?: string; thumbprint?: string}>();
  if (jobs.length === 0 || run.stop.stopping.aborted) return found;
  for (const {action} of jobs) recorder.begin(action);
  const results = await session.perform(jobs.flatMap(job => job.steps));
  let next = 0;
  for (const {action, steps} of jobs) {
    const own = results.slice(next, next + steps.length);
    next += steps.length;
    endJob(action, own, {recorder, expected: steps.length});
    const last = own.at(-1);
    if (last !== undefined && last.outcome !== 'failed') found.set(action.id, last.after);
  }
  return found;
}

function endJob(
  action: Action,
  results: readonly StepResult[],
  {recorder, expected}: {recorder: Recorder; expected: number},
): void {
  const failed = results.find(result => result.outcome === 'failed');
  if (failed?.outcome === 'failed') recorder.fail(action, failed.problem);
  else if (results.length < expected) recorder.skip(action, 'an earlier step on this server failed');
  else recorder.finish(action, results.every(result => result.outcome === 'already-done') ? 'already-done' : 'done');
}

async function importOne(
  action: ImportAction,
  made: ReadonlyMap<string, Made>,
  preparation: Preparation,
): Promise<string | undefined> {
  const {recorder, run, session} = preparation;
  const unmet = unmetNeed(action, recorder);
  if (unmet !== undefined) {
    recorder.skip(action, unmet);
    return undefined;
  }
  if (run.stop.stopping.aborted) return undefined;
  const slot = slotOf(action.slot, run);
  if (action.args.source === 'store') return relabel(action, slot, preparation);
  const request = action.args.source === 'request' ? made.get(action.slot) : remembered(action.args.spki, preparation);
  if (request === undefined) {
    recorder.fail(action, unexpected('the request is not there', action.slot));
    return undefined;
  }
  recorder.begin(action);
  const delivery = await issue({slot, ...request}, session, run);
  if (delivery.state === 'installed') {
    recorder.finish(action, delivery.already ? 'already-done' : 'done', delivery.thumbprint.slice(0, 8));
    return delivery.thumbprint;
  }
  if (delivery.state === 'waiting') recorder.wait(action, delivery.message);
  else recorder.fail(action, delivery.problem);
  return undefined;
}

function remembered(spki: string, {pending}: Preparation): Made | undefined {
  return pending.find(request => request.spki === spki);
}

async function relabel(
  action: ImportAction,
  slot: Slot,
  {session, recorder, run}: Preparation,
): Promise<string | undefined> {
  if (action.args.source !== 'store') return undefined;
  const {thumbprint, friendlyName} = action.args;
  const step: Step = {do: 'mark', thumbprint, friendlyName, specDigest: slot.specDigest};
  await performJobs([{action, steps: [step]}], {session, recorder, run});
  return thumbprint;
}

/** Why an action cannot be run yet, or undefined. */
export function unmetNeed(action: Action, recorder: Recorder): string | undefined {
  for (const need of action.needs) {
    const result = recorder.resultOf(need);
    if (result === 'failed' || result === 'not-run') return `${need} ${result === 'failed' ? 'failed' : 'was not run'}`;
  }
  return undefined;
}

/** The slot as it is declared; the plan's own actions never name another. */
export function slotOf(address: string, {desired}: Run): Slot {
  const slot = desired.slots.find(one => one.address === address);
  if (slot === undefined) throw new Error(`no slot ${address}`);
  return slot;
}
