import {canonicalJson} from '../../../core/digest.ts';
import type {PendingRequest} from '../../../core/model/actual.ts';
import type {CertificateSpec} from '../../../core/model/desired.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {generateKey, spkiHash} from '../../../x509/key.ts';
import {encodePem} from '../../../x509/pem.ts';
import {createRequest as encodeRequest, REQUEST_LIMIT} from '../../../x509/request.ts';
import {checkSpki, encodeNote} from '../../request-notes.ts';
import {directoryCapabilities} from '../capabilities.ts';
import {encodeKeyFile} from '../keys.ts';
import {csrPath, keyPath, notePath, PRIVATE_FILE, PUBLIC_FILE} from '../layout.ts';
import {type OpenPlace, removeFile, writeText} from '../place.ts';
import {Trouble} from '../problems.ts';
import {readPending} from '../requests.ts';
import {readStore} from '../stores.ts';
import {alreadyDone, done, type StepContext, type StepOf, verify} from './context.ts';
import {proveKey} from './prove.ts';

/** Key, then CSR, then note: a kill between them leaves a key that nobody knows of, never a request without its key. */
export async function createRequest(step: StepOf<'createRequest'>, cx: StepContext): Promise<StepResult> {
  checkKeySize(step.spec);
  const key = await generateKey(step.spec.key);
  const spki = spkiHash(key);
  const csr = encodeRequest({spec: step.spec, key});
  checkRequestSize(csr, step.spec);
  const {place} = cx;
  await writeText(place, keyPath(spki, step.spec.key.exportable), {text: encodeKeyFile(key), ...PRIVATE_FILE});
  await writeText(place, csrPath(spki), {text: encodePem('CERTIFICATE REQUEST', csr), ...PUBLIC_FILE});
  const pending: PendingRequest = {
    spki,
    csr: csr.toString('base64'),
    specDigest: step.specDigest,
    friendlyName: step.friendlyName,
    authority: step.spec.authority,
    createdAt: cx.now().toISOString(),
    progress: {state: 'created'},
  };
  await writeNote(cx, pending);
  await proveKey(place, spki);
  return done({spki, csr: pending.csr});
}

function checkKeySize({key}: CertificateSpec): void {
  const sizes = directoryCapabilities.keySizes;
  if (sizes.includes(key.size)) return;
  throw new Trouble('KEY_REFUSED', {
    detail: `A key of ${key.size} bits was asked for; the sizes are ${sizes.join(' and ')}.`,
    help: 'Correct key.size in the configuration.',
  });
}

/** A certificate is larger than its request: one that no authority answers, or whose answer could not be stored, is not begun. */
function checkRequestSize(csr: Buffer, {names}: CertificateSpec): void {
  if (csr.length <= REQUEST_LIMIT) return;
  throw new Trouble('REQUEST_TOO_LARGE', {
    detail: `The request with its ${names.length} names would have ${Math.ceil(csr.length / 1024)} KiB; ${REQUEST_LIMIT / 1024} KiB are allowed. Nothing was written.`,
    help: 'Declare fewer names (names.add), or several certificates.',
  });
}

/** Writes the note of a request and reads it back. */
async function writeNote(cx: StepContext, pending: PendingRequest): Promise<void> {
  const path = notePath(pending.spki);
  await writeText(cx.place, path, {text: encodeNote(pending), ...PUBLIC_FILE});
  const found = await readPending(cx.place, pending.spki);
  verify(found !== undefined && canonicalJson(found) === canonicalJson(pending), cx.place, path);
}

export async function note(step: StepOf<'note'>, cx: StepContext): Promise<StepResult> {
  const pending = await findPending(cx.place, step.spki);
  if (canonicalJson(pending.progress) === canonicalJson(step.progress)) return alreadyDone({spki: step.spki});
  await writeNote(cx, {...pending, progress: step.progress});
  return done({spki: step.spki});
}

export async function findPending(place: OpenPlace, spki: string): Promise<PendingRequest> {
  checkSpki(spki);
  const pending = await readPending(place, spki);
  if (pending !== undefined) return pending;
  throw new Trouble('REQUEST_MISSING', {
    detail: `${place.shown('Request')} has no request for the key ${spki.slice(0, 16)}….`,
    help: 'Run cscert plan again: somebody removed the request or finished it.',
  });
}

/** The note first, as it is what makes a request; then the CSR. True when there was something. */
export async function removeRequest(place: OpenPlace, spki: string): Promise<boolean> {
  const noted = await removeFile(place, notePath(spki));
  return (await removeFile(place, csrPath(spki))) || noted;
}

/** The key goes too, unless a certificate in My uses it: then the request was answered after all. */
export async function discardRequest(step: StepOf<'discardRequest'>, cx: StepContext): Promise<StepResult> {
  const {place} = cx;
  checkSpki(step.spki);
  const used = (await readStore(place, 'My', {deep: false})).some(({spki}) => spki === step.spki);
  const removed = [await removeRequest(place, step.spki)];
  if (!used) {
    removed.push(await removeFile(place, keyPath(step.spki, false)));
    removed.push(await removeFile(place, keyPath(step.spki, true)));
  }
  return removed.includes(true) ? done({spki: step.spki}) : alreadyDone({spki: step.spki});
}
