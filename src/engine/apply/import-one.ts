import type {Diagnostic} from '../../core/diagnostic.ts';
import {specDigest} from '../../core/digest.ts';
import {markedDigest} from '../../core/mark.ts';
import type {PendingRequest, Progress} from '../../core/model/actual.ts';
import type {Slot} from '../../core/model/desired.ts';
import type {ImportAction} from '../../core/model/plan.ts';
import {unreachable} from '../../core/unreachable.ts';
import {openAndRead} from '../offer.ts';
import type {Step} from '../ports/connection.ts';
import {unexpected} from '../world.ts';
import {issue} from './issue.ts';
import {mayRun, performJobs, slotOf} from './jobs.ts';
import type {Recorder} from './recorder.ts';
import type {Run} from './run.ts';
import type {Session} from './session.ts';

/** A key and its request, made now or by an earlier run. */
export interface Made {
  readonly spki: string;
  readonly csr: string;
  readonly progress: Progress;
}

/** Thumbprints of what was imported, by slot. */
export type Imported = ReadonlyMap<string, string>;

export interface Importing {
  readonly session: Session;
  /** Requests that the server remembers. */
  readonly pending: readonly PendingRequest[];
  readonly recorder: Recorder;
  readonly run: Run;
}

/** One import, whatever its source. The thumbprint of what is in the store now; undefined when it is not. */
export async function importOne(
  action: ImportAction,
  made: ReadonlyMap<string, Made>,
  importing: Importing,
): Promise<string | undefined> {
  const {recorder, run, pending} = importing;
  if (!mayRun(action, recorder) || run.stop.stopping.aborted) return undefined;
  const {args} = action;
  switch (args.source) {
    case 'store':
      return relabel(action, args, importing);
    case 'pfx':
      return importFile(action, args.thumbprint, importing);
    case 'request':
      return collect(action, made.get(action.slot), importing);
    case 'pending':
      return collect(
        action,
        pending.find(request => request.spki === args.spki),
        importing,
      );
    default:
      return unreachable(args);
  }
}

async function collect(
  action: ImportAction,
  request: Made | undefined,
  {recorder, run, session}: Importing,
): Promise<string | undefined> {
  if (request === undefined) {
    recorder.fail(action, unexpected('the request is not there', action.slot));
    return undefined;
  }
  recorder.begin(action);
  const delivery = await issue({slot: slotOf(action.slot, run), ...request}, session, run);
  if (delivery.state === 'installed') {
    recorder.finish(action, delivery.already ? 'already-done' : 'done', delivery.thumbprint.slice(0, 8));
    return delivery.thumbprint;
  }
  if (delivery.state === 'waiting') recorder.wait(action, delivery.message);
  else recorder.fail(action, delivery.problem);
  return undefined;
}

async function relabel(
  action: ImportAction,
  {thumbprint, friendlyName}: {readonly thumbprint: string; readonly friendlyName: string},
  {session, recorder, run}: Importing,
): Promise<string> {
  const step: Step = {do: 'mark', thumbprint, friendlyName, specDigest: specDigest(slotOf(action.slot, run).spec)};
  await performJobs([{action, steps: [step]}], {session, recorder, run});
  return thumbprint;
}

/** A PFX file of the configuration: opened on the runner, and encrypted under its own password until it is in the store. */
async function importFile(
  action: ImportAction,
  thumbprint: string,
  {session, recorder, run}: Importing,
): Promise<string | undefined> {
  const slot = slotOf(action.slot, run);
  const opened = await openAndRead(slot, run.openOffer);
  if ('problem' in opened) {
    recorder.fail(action, opened.problem);
    return undefined;
  }
  const {offer, certificate} = opened.ok;
  if (certificate.thumbprint !== thumbprint) {
    recorder.fail(action, fileMoved(slot, thumbprint, certificate.thumbprint));
    return undefined;
  }
  const {friendlyName, spec} = slot;
  const named = {friendlyName, specDigest: markedDigest(slot, thumbprint)};
  const step: Step = {do: 'importShared', ...offer, ...named, exportable: spec.key.exportable};
  await performJobs([{action, steps: [step]}], {session, recorder, run});
  return thumbprint;
}

/** What is in the file now was neither judged nor approved. */
function fileMoved({address}: Slot, planned: string, found: string): Diagnostic {
  return {
    severity: 'error',
    code: 'PFX_MOVED',
    summary: 'The PFX file has changed since the plan',
    detail: `${address}: planned was the certificate ${planned}; the file now holds ${found}.`,
    help: 'Run plan again and look at what would be imported now.',
    address,
  };
}
