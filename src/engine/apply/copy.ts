/**
 * Copies of a shared certificate: exported once from its home, as an encrypted PFX under a password that is made here,
 * exists only in memory and is used for this one copy, then imported on each member that lacks it.
 */
import {groupBy} from '../../core/group.ts';
import type {CopyAction} from '../../core/model/plan.ts';
import {Secret} from '../../core/secret.ts';
import {unexpected} from '../world.ts';
import {mayRun, performJobs, slotOf} from './jobs.ts';
import type {Recorder} from './recorder.ts';
import type {Run} from './run.ts';
import type {Session} from './session.ts';

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
  readonly sessionOf: (server: string) => Promise<Session | undefined>;
}

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
  const pfx = await exportFrom(first.action, password, copying);
  if (pfx === undefined) {
    for (const {action} of due) {
      if (recorder.resultOf(action.id) === undefined)
        recorder.skip(action, `nothing could be copied from ${action.args.from}`);
    }
    return;
  }
  await Promise.all(due.map(task => importTo(task, {pfx, password}, copying)));
}

async function exportFrom(
  {slot, args}: CopyAction,
  password: Secret,
  {run, imported, sessionOf}: Copying,
): Promise<Secret | undefined> {
  const thumbprint = args.thumbprint ?? imported.get(slot);
  const session = await sessionOf(args.from);
  if (thumbprint === undefined || session === undefined) return undefined;
  const [result] = await session.perform([{do: 'exportShared', thumbprint, profile: 'modern', password}]);
  if (result === undefined || result.outcome !== 'failed') return result?.after.pfx;
  run.emit('diagnostic', {diagnostic: result.problem});
  return undefined;
}

async function importTo(
  {action, session}: CopyTask,
  secrets: {readonly pfx: Secret; readonly password: Secret},
  {run, recorder}: Copying,
): Promise<void> {
  const {spec, specDigest, friendlyName} = slotOf(action.slot, run);
  const step = {do: 'importShared', ...secrets, exportable: spec.key.exportable, friendlyName, specDigest} as const;
  await performJobs([{action, steps: [step]}], {session, recorder, run}).catch((error: unknown) => {
    recorder.fail(action, unexpected(error, session.server));
  });
}
