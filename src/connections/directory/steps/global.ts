/**
 * Global assignments, as the product has them: one for the deployment, kept in the central management store, from
 * which a service on every server replicates certificate, key and assignment. Here `global` is that store, and what
 * assigns also replicates. Each server's copy is a file of its own (replicated.json), so that replication and the
 * server's own assignments never write over each other.
 */
import {join} from 'node:path';
import type {Diagnostic} from '../../../core/diagnostic.ts';
import {canonicalJson} from '../../../core/digest.ts';
import type {Assignments} from '../../../core/model/actual.ts';
import {asOf} from '../../../core/roll/as-of.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {X509Error} from '../../../x509/error.ts';
import {type Pointing, pointsTo} from '../../pointing.ts';
import {readAssignments, withoutPrevious, withPointing, writeAssignments} from '../assignments.ts';
import {type CertificateFile, decodeCertificateFile, encodeCertificateFile} from '../certificate-file.ts';
import {proveKeyFile} from '../keys.ts';
import {
  ASSIGNED,
  certificatePath,
  GLOBAL,
  isServerFolder,
  keyPath,
  PRIVATE_FILE,
  PUBLIC_FILE,
  REPLICATED,
} from '../layout.ts';
import {broken, type OpenPlace, openPlace, type Root, readText, writePath} from '../place.ts';
import {diagnose, problem, Trouble} from '../problems.ts';
import {readCertificateFile} from '../stores.ts';
import {alreadyDone, done, type StepContext} from './context.ts';
import {proveCertificate} from './prove.ts';

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
  await checkStill(wanted, cx);
  const after = {thumbprint};
  if (!isNew && !delivered) return alreadyDone(after);
  return unreached.length === 0 ? done(after) : {outcome: 'done', after, warning: incomplete(unreached)};
}

export async function dropGlobalPrevious({usage}: Pick<Pointing, 'usage'>, cx: StepContext): Promise<StepResult> {
  const before = await globalAssignments(cx.root);
  const entry = before[usage];
  const isThere = entry !== undefined && asOf(cx.now(), entry).previous !== undefined;
  if (isThere) {
    await writeAssignments(await globalPlace(cx.root), ASSIGNED, withoutPrevious(before, usage, cx.now()));
  }
  const unreached = isThere || (await isBehind(before, cx)) ? await replicate(cx.root, {except: cx.place.name}) : [];
  const delivered = await deliver(cx.root, cx.place);
  if (!isThere && !delivered) return alreadyDone();
  return unreached.length === 0 ? done() : {outcome: 'done', after: {}, warning: incomplete(unreached)};
}

/**
 * Whether replication did not reach this server. Then a run was broken off before it, and perhaps before others: what
 * assigns does not know of them, for the plan asks only one server. The servers that it reaches now are not behind any
 * more, so that of many that were, the first one does it for all.
 */
async function isBehind(assignments: Assignments, {place}: StepContext): Promise<boolean> {
  return canonicalJson(await readAssignments(place, REPLICATED)) !== canonicalJson(assignments);
}

/** Copies certificate and key into the global store; only then may its assignment name them. */
async function publish(thumbprint: string, cx: StepContext): Promise<void> {
  const {file, entry, pem} = await proveCertificate(cx.place, thumbprint);
  if (!entry.exportable) {
    throw new Trouble('KEY_NOT_EXPORTABLE', {
      detail: `The key of ${thumbprint} on ${cx.place.name} was made to stay there, so it cannot be replicated.`,
      help: 'Leave key.exportable out for the certificate of OAuthTokenIssuer: a new one is then requested.',
    });
  }
  const place = await globalPlace(cx.root);
  await place.files.write(await writePath(place, keyPath(entry.spki, true)), pem, PRIVATE_FILE);
  const path = certificatePath('My', thumbprint);
  await place.files.write(await writePath(place, path), encodeCertificateFile(file), PUBLIC_FILE);
}

/** Brings everything global to one server. True when something had to be written. */
export async function deliver(root: Root, place: OpenPlace): Promise<boolean> {
  const source = await openPlace(root, GLOBAL);
  if (source === undefined) return false;
  const assignments = await readAssignments(source, ASSIGNED);
  const written: boolean[] = [];
  const wanted = Object.values(assignments).flatMap(({current, staged}) => [
    current,
    ...(staged ? [staged.thumbprint] : []),
  ]);
  for (const thumbprint of new Set(wanted)) written.push(await deliverCertificate(source, place, thumbprint));
  if (canonicalJson(await readAssignments(place, REPLICATED)) !== canonicalJson(assignments)) {
    await writeAssignments(place, REPLICATED, assignments);
    written.push(true);
  }
  return written.includes(true);
}

async function deliverCertificate(source: OpenPlace, place: OpenPlace, thumbprint: string): Promise<boolean> {
  const path = certificatePath('My', thumbprint);
  const file = await readCertificateFile(source, 'My', thumbprint);
  if (file === undefined) throw broken(source, path, 'it is missing, though it is assigned');
  const pem = await proveKeyFile(source, {spki: file.facts.spki, exportable: true});
  const keyFile = keyPath(file.facts.spki, true);
  const keyIsThere = (await readText(place, keyFile)) === pem;
  if (!keyIsThere) await place.files.write(await writePath(place, keyFile), pem, PRIVATE_FILE);
  const certificateIsThere = await holds(place, path, file);
  if (!certificateIsThere) {
    await place.files.write(await writePath(place, path), encodeCertificateFile(file), PUBLIC_FILE);
  }
  return !keyIsThere || !certificateIsThere;
}

/** A server may call the certificate otherwise; a broken file is as good as none, for the original is at hand. */
async function holds(place: OpenPlace, path: string, file: CertificateFile): Promise<boolean> {
  const text = await readText(place, path);
  try {
    return text !== undefined && decodeCertificateFile(text).facts.der === file.facts.der;
  } catch (error) {
    if (error instanceof X509Error) return false;
    throw error;
  }
}

/** Brings everything global to every other server; what could not be reached is told, and is cured by its own assign. */
async function replicate(root: Root, {except}: {readonly except: string}): Promise<readonly Diagnostic[]> {
  const unreached: Diagnostic[] = [];
  for (const {name, kind} of (await root.files.list(root.folder)) ?? []) {
    if (kind !== 'folder' || name === except || !isServerFolder(name)) continue;
    try {
      const place = await openPlace(root, name);
      if (place !== undefined) await deliver(root, place);
    } catch (error) {
      unreached.push(diagnose(error, 'STORE_WRITE_FAILED', {address: name}));
    }
  }
  return unreached;
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
async function checkStill(wanted: Pointing, {root, now}: StepContext): Promise<void> {
  const assignments = await globalAssignments(root);
  if (pointsTo(assignments, wanted, now())) return;
  const {usage, thumbprint} = wanted;
  throw new Trouble('GLOBAL_CHANGED_MEANWHILE', {
    detail: `${usage} was assigned ${thumbprint}, but now it is ${assignments[usage]?.current ?? 'not assigned'}.`,
    help: 'Wait for the other run to end, then run cscert plan.',
  });
}
