/**
 * Global assignments, as the product has them: one for the deployment, kept in the central management store, from
 * which a service on every server replicates certificate, key and assignment. Here `global` is that store, and what
 * assigns also replicates. Each server's copy is a file of its own (replicated.json), so that replication and the
 * server's own assignments never write over each other.
 */
import {join} from 'node:path';
import type {Diagnostic} from '../../../core/diagnostic.ts';
import type {Assignments} from '../../../core/model/actual.ts';
import {asOf} from '../../../core/roll/as-of.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {type Pointing, pointsTo} from '../../pointing.ts';
import {isSame, readAssignments, withoutPrevious, withPointing, writeAssignments} from '../assignments.ts';
import {ASSIGNED, GLOBAL, REPLICATED} from '../layout.ts';
import {type OpenPlace, openPlace, type Root} from '../place.ts';
import {problem, Trouble} from '../problems.ts';
import {alreadyDone, done, putAssignments, type StepContext, verify} from './context.ts';
import {proveCertificate} from './prove.ts';
import {deliver, keep, replicate} from './replicate.ts';

export async function assignGlobal(wanted: Pointing, cx: StepContext): Promise<StepResult> {
  const {thumbprint} = wanted;
  const before = await globalAssignments(cx.root);
  const isNew = !pointsTo(before, wanted, cx.now());
  if (isNew) {
    await publish(thumbprint, cx);
    await writeAssignments(await globalPlace(cx.root), ASSIGNED, withPointing(before, wanted, cx.now()));
  }
  const unreached = isNew || (await isBehind(before, cx)) ? await replicate(cx.root, {except: cx.place.name}) : [];
  const delivered = await deliver(cx.root, cx.place);
  await proveCertificate(cx.place, thumbprint);
  const now = await globalAssignments(cx.root);
  checkStill(now, wanted, cx);
  await checkReplicated(now, cx);
  const after = {thumbprint};
  if (!isNew && !delivered) return alreadyDone(after);
  return unreached.length === 0 ? done(after) : {outcome: 'done', after, warning: incomplete(unreached)};
}

export async function dropGlobalPrevious({usage}: Pick<Pointing, 'usage'>, cx: StepContext): Promise<StepResult> {
  const before = await globalAssignments(cx.root);
  const entry = before[usage];
  const isThere = entry !== undefined && asOf(cx.now(), entry).previous !== undefined;
  if (isThere) {
    await putAssignments(await globalPlace(cx.root), ASSIGNED, withoutPrevious(before, usage, cx.now()));
  }
  const unreached = isThere || (await isBehind(before, cx)) ? await replicate(cx.root, {except: cx.place.name}) : [];
  const delivered = await deliver(cx.root, cx.place);
  await checkReplicated(await globalAssignments(cx.root), cx);
  if (!isThere && !delivered) return alreadyDone();
  return unreached.length === 0 ? done() : {outcome: 'done', after: {}, warning: incomplete(unreached)};
}

/**
 * Whether replication did not reach this server. Then a run was broken off before it, and perhaps before others: what
 * assigns does not know of them, for the plan asks only one server. The servers that it reaches now are not behind any
 * more, so that of many that were, the first one does it for all.
 */
async function isBehind(assignments: Assignments, {place}: StepContext): Promise<boolean> {
  return !isSame(await readAssignments(place, REPLICATED), assignments);
}

/** Copies certificate and key into the global store; only then may its assignment name them. */
async function publish(thumbprint: string, cx: StepContext): Promise<void> {
  const proved = await proveCertificate(cx.place, thumbprint);
  if (!proved.entry.exportable) {
    throw new Trouble('KEY_NOT_EXPORTABLE', {
      detail: `The key of ${thumbprint} on ${cx.place.name} was made to stay there, so it cannot be replicated.`,
      help: 'Leave key.exportable out for the certificate of OAuthTokenIssuer: a new one is then requested.',
    });
  }
  await keep(await globalPlace(cx.root), proved);
}

function incomplete(unreached: readonly Diagnostic[]): Diagnostic {
  return problem('REPLICATION_INCOMPLETE', {
    severity: 'warning',
    detail: unreached.map(({address, detail}) => `${address}: ${detail}`).join(' '),
    help: 'Repair what is named, then run cscert apply again: it brings the assignment to these servers.',
  });
}

async function globalAssignments(root: Root): Promise<Assignments> {
  return readAssignments(await globalPlace(root), ASSIGNED);
}

async function globalPlace(root: Root): Promise<OpenPlace> {
  await root.files.makeFolder(join(root.folder, GLOBAL));
  const place = await openPlace(root, GLOBAL);
  if (place !== undefined) return place;
  throw new Trouble('STORE_UNREADABLE', {detail: `${join(root.shown, GLOBAL)} has gone while it was being used.`});
}

/** Two runs on two servers hold two locks; the one that was overwritten must not report success. */
function checkStill(assignments: Assignments, wanted: Pointing, {now}: StepContext): void {
  if (pointsTo(assignments, wanted, now())) return;
  const {usage, thumbprint} = wanted;
  throw new Trouble('GLOBAL_CHANGED_MEANWHILE', {
    detail: `${usage} was assigned ${thumbprint}, but now it is ${assignments[usage]?.current ?? 'not assigned'}.`,
    help: 'Wait for the other run to end, then run cscert plan.',
  });
}

/** What is global counts on this server only as its own copy has it. */
async function checkReplicated(assignments: Assignments, cx: StepContext): Promise<void> {
  verify(!(await isBehind(assignments, cx)), cx.place, REPLICATED);
}
