/**
 * Copies of a shared certificate: exported once from its home, as an encrypted PFX under a password that is made here,
 * exists only in memory and is used for this one copy, then imported on each member that lacks it. A member whose copy is
 * not of the same key fails, and then nothing of the slot switches.
 */
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {groupBy} from '../../core/group.ts';
import {markedDigest} from '../../core/mark.ts';
import type {ServerId} from '../../core/model/desired.ts';
import type {CopyAction} from '../../core/model/plan.ts';
import {Secret} from '../../core/secret.ts';
import type {StepFacts} from '../ports/connection.ts';
import {unexpected} from '../world.ts';
import {mayRun, performJobs, slotOf} from './jobs.ts';
import type {Recorder} from './recorder.ts';
import type {Run} from './run.ts';
import type {Opened, Session} from './session.ts';

/** A copy that is to be made, on the server that needs it. */
export interface CopyTask {
  readonly action: CopyAction;
  readonly session: Session;
}

export interface Copying {
  readonly run: Run;
  readonly recorder: Recorder;
  /** Thumbprints of what this run imported, by slot. */
  readonly imported: ReadonlyMap<string, string>;
  /** The session with a server; opens one where this run had nothing else to do. */
  readonly sessionOf: (server: string) => Promise<Opened>;
}

/** Every copy that is due: one export for each slot, then its members side by side. */
export async function copyAll(tasks: readonly CopyTask[], copying: Copying): Promise<void> {
  const slots = groupBy(tasks, ({action}) => action.slot);
  await Promise.all([...slots.values()].map(ofSlot => copySlot(ofSlot, copying)));
}

async function copySlot(tasks: readonly CopyTask[], copying: Copying): Promise<void> {
  const {run, recorder} = copying;
  const due = tasks.filter(({action}) => mayRun(action, recorder));
  const [first] = due;
  if (first === undefined || run.stop.stopping.aborted) return;
  const password = new Secret(run.random(24).toString('base64'));
  for (const {action} of due) recorder.begin(action);
  const exported = await exportFrom(first.action, password, copying).catch((error: unknown) => ({
    problem: unexpected(error, first.action.args.from),
  }));
  if ('ok' in exported) {
    await Promise.all(due.map(task => importTo(task, {...exported.ok, password}, copying)));
    return;
  }
  const [, ...others] = due;
  if ('problem' in exported) recorder.fail(first.action, exported.problem);
  else recorder.skip(first.action, exported.why);
  for (const {action} of others) recorder.skip(action, `nothing could be copied from ${action.args.from}`);
}

/** What left the home. */
interface Exported {
  readonly thumbprint: string;
  readonly pfx: Secret;
  /** Of its public key. */
  readonly spki: string;
  readonly from: ServerId;
}

async function exportFrom(
  {slot, args}: CopyAction,
  password: Secret,
  {imported, sessionOf}: Copying,
): Promise<Part<Exported> | {readonly why: string}> {
  const thumbprint = args.thumbprint ?? imported.get(slot);
  if (thumbprint === undefined) return {why: `another run was at work on ${args.from}; run apply again`};
  const opened = await sessionOf(args.from);
  if ('problem' in opened) return opened;
  if ('interrupted' in opened) return {why: 'interrupted'};
  const [result] = await opened.session.perform([{do: 'exportShared', thumbprint, profile: 'modern', password}]);
  if (result?.outcome === 'failed') return {problem: result.problem};
  const {pfx, spki} = result?.after ?? {};
  if (pfx === undefined || spki === undefined) return {problem: unexpected('no answer to an export', args.from)};
  return {ok: {thumbprint, pfx, spki, from: args.from}};
}

async function importTo(
  {action, session}: CopyTask,
  {thumbprint, pfx, password, spki, from}: Exported & {readonly password: Secret},
  {run, recorder}: Copying,
): Promise<void> {
  const slot = slotOf(action.slot, run);
  const {friendlyName, spec} = slot;
  const named = {friendlyName, specDigest: markedDigest(slot, thumbprint)};
  const step = {do: 'importShared', pfx, password, ...named, exportable: spec.key.exportable} as const;
  const check = (found: StepFacts): Diagnostic | undefined =>
    found.spki === spki ? undefined : otherKey(action, from, session.server);
  await performJobs([{action, steps: [step], check}], {session, recorder, run}).catch((error: unknown) => {
    recorder.fail(action, unexpected(error, session.server));
  });
}

/** Members with different keys would not accept each other's tokens, so that none is switched to it. */
function otherKey({slot}: CopyAction, from: ServerId, server: ServerId): Diagnostic {
  return {
    severity: 'error',
    code: 'COPY_DIFFERS',
    summary: 'A copy has another key',
    detail: `What ${server} stored has another public key than the certificate of ${from} that it was to be a copy of.`,
    help: `Look at both (cscert show-certificate ${slot}), then run apply again. No assignment was changed.`,
    address: slot,
  };
}
