/**
 * Prepare, on one server: trust, then keys and requests in one call, then each certificate into the store.
 * Nothing that is in use changes here.
 */
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {specDigest} from '../../core/digest.ts';
import type {HolderState, PendingRequest} from '../../core/model/actual.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import type {Action, RequestAction, TrustAction} from '../../core/model/plan.ts';
import type {Step} from '../ports/connection.ts';
import {unexpected} from '../world.ts';
import {type Imported, importOne, type Made} from './import-one.ts';
import {type Job, performJobs, slotOf} from './jobs.ts';
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

/** Gives the thumbprints of what is in the store now, by slot. */
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
    const {spec, friendlyName, requestWith: command, usages} = slotOf(action.slot, run);
    const product = command && {product: {command, usages}};
    const {discard} = action.args;
    // The denied request goes first: were the run to end in between, the next plan would simply ask for a request.
    const gone: readonly Step[] = discard === undefined ? [] : [{do: 'discardRequest', spki: discard}];
    const wanted = {spec, specDigest: specDigest(spec), friendlyName};
    jobs.push({action, steps: [...gone, {do: 'createRequest', ...wanted, ...product}]});
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
  // What lies in the wrong store is put into the right one as it is.
  const there = certificatesOn(run.actual.holders[on]);
  const wanted = [...roots, ...intermediates, ...there].find(one => one.thumbprint === args.certificate?.thumbprint);
  if (wanted === undefined) return {problem: chainMoved(args.authority, on)};
  return {ok: [{do: 'trust', store: args.store, der: wanted.der}]};
}

function certificatesOn(part: Part<HolderState> | undefined): readonly CertificateFacts[] {
  if (part === undefined || 'problem' in part) return [];
  const {My, CA, Root} = part.ok.stores;
  return [CA, Root, My].flatMap(store => ('ok' in store ? store.ok : []));
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
