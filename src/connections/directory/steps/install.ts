import {formatFriendlyName, makeMark, parseFriendlyName} from '../../../core/mark.ts';
import type {PendingRequest} from '../../../core/model/actual.ts';
import type {CertificateFacts, Mark} from '../../../core/model/certificate.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {intermediatesOf, wrongKey} from '../../chain-rules.ts';
import {checkSpki} from '../../request-notes.ts';
import {readAssigned} from '../assignments.ts';
import {type CertificateFile, encodeCertificateFile} from '../certificate-file.ts';
import {certificatePath, keyPath} from '../layout.ts';
import {checkFits, type OpenPlace, removeFile} from '../place.ts';
import {Trouble} from '../problems.ts';
import {readPending} from '../requests.ts';
import {readCertificateFile, readCertificateFiles, readStore} from '../stores.ts';
import {alreadyDone, done, putCertificate, type StepContext, type StepOf} from './context.ts';
import {findCertificate, proveKey} from './prove.ts';
import {findPending, removeRequest} from './request.ts';

/**
 * Intermediates, then the certificate with its mark, then the request goes: a kill between them leaves a request that
 * the next run finds answered. The key stays where it was born.
 */
export async function install(step: StepOf<'install'>, cx: StepContext): Promise<StepResult> {
  const {place} = cx;
  checkSpki(step.spki);
  const leaf = readCertificate(Buffer.from(step.leaf, 'base64'));
  const after = {spki: step.spki, thumbprint: leaf.thumbprint};
  if (leaf.spki !== step.spki) throw wrongKey(leaf, step.spki);
  const intermediates = intermediatesOf(step.chain, leaf);
  await proveKey(place, step.spki);
  const installed = await readCertificateFile(place, 'My', leaf.thumbprint);
  if (installed && (await readPending(place, step.spki)) === undefined) {
    const added = await addIntermediates(cx, intermediates);
    return added ? done(after) : alreadyDone(after);
  }
  const file = {facts: leaf, friendlyName: friendlyNameFor(await findPending(place, step.spki))};
  await checkStorable(place, file);
  await addIntermediates(cx, intermediates);
  await putCertificate(cx, 'My', file);
  await removeRequest(place, step.spki);
  return done(after);
}

function friendlyNameFor({spki, specDigest, friendlyName, progress}: PendingRequest): string {
  const ticket = progress.state === 'waiting' ? {ticket: progress.ticket} : {};
  return formatFriendlyName(friendlyName, makeMark({spki, specDigest, ...ticket}));
}

/** True when one was not there before. */
export async function addIntermediates(cx: StepContext, intermediates: readonly CertificateFacts[]): Promise<boolean> {
  let added = false;
  for (const facts of intermediates) {
    if (await readCertificateFile(cx.place, 'CA', facts.thumbprint)) continue;
    await putCertificate(cx, 'CA', {facts});
    added = true;
  }
  return added;
}

/**
 * Refuses what My cannot take, before anything of it is written: what could not be read again, and a second certificate
 * of one friendly name, by which people and scripts choose.
 */
export async function checkStorable(place: OpenPlace, file: CertificateFile): Promise<void> {
  checkFits(place, certificatePath('My', file.facts.thumbprint), encodeCertificateFile(file));
  for (const {facts, friendlyName} of await readCertificateFiles(place, 'My')) {
    if (facts.thumbprint === file.facts.thumbprint || friendlyName !== file.friendlyName) continue;
    throw new Trouble('FRIENDLY_NAME_TAKEN', {
      detail: `${place.shown(certificatePath('My', facts.thumbprint))} is already called "${friendlyName}".`,
      help: 'Rename or remove that certificate, then run the command again.',
    });
  }
}

export async function mark(step: StepOf<'mark'>, cx: StepContext): Promise<StepResult> {
  const {facts, friendlyName: before} = await findCertificate(cx.place, step.thumbprint);
  const after = {spki: facts.spki, thumbprint: facts.thumbprint};
  const ours = {...makeMark({spki: facts.spki, specDigest: step.specDigest}), ...ticketOf(before, facts.spki)};
  const friendlyName = formatFriendlyName(step.friendlyName, ours);
  if (friendlyName === before) return alreadyDone(after);
  await checkStorable(cx.place, {facts, friendlyName});
  await putCertificate(cx, 'My', {facts, friendlyName});
  return done(after);
}

/** The CA's number stays with the certificate when it is renamed. */
function ticketOf(stored: string | undefined, spki: string): Pick<Mark, 'ticket'> {
  const old = stored === undefined ? undefined : parseFriendlyName(stored).mark;
  return old?.ticket !== undefined && spki.startsWith(old.spki) ? {ticket: old.ticket} : {};
}

/** The certificate first and its key after it, so that there is never a certificate without its key. */
export async function remove(step: StepOf<'remove'>, cx: StepContext): Promise<StepResult> {
  const {place} = cx;
  const certificates = await readStore(place, 'My', {deep: false});
  const found = certificates.find(({thumbprint}) => thumbprint === step.thumbprint);
  if (found === undefined) return alreadyDone({thumbprint: step.thumbprint});
  await refuseAssigned(place, step.thumbprint, cx.now());
  await removeFile(place, certificatePath('My', found.thumbprint));
  const shared = certificates.some(({spki, thumbprint}) => spki === found.spki && thumbprint !== found.thumbprint);
  if (!shared && (await readPending(place, found.spki)) === undefined) {
    await removeFile(place, keyPath(found.spki, false));
    await removeFile(place, keyPath(found.spki, true));
  }
  return done({thumbprint: found.thumbprint, spki: found.spki});
}

/** What a usage pointed to before is the way back from a bad switch, so it counts as assigned until it is dropped. */
async function refuseAssigned(place: OpenPlace, thumbprint: string, now: Date): Promise<void> {
  for (const [usage, {current, staged, previous}] of Object.entries(await readAssigned(place, now))) {
    const roles = {current, staged: staged?.thumbprint, previous};
    const role = Object.entries(roles).find(([, other]) => other === thumbprint)?.[0];
    if (role === undefined) continue;
    throw new Trouble('CERTIFICATE_ASSIGNED', {
      detail: `${thumbprint} is the ${role} certificate of ${usage}.`,
      help: 'Assign another one, or drop the previous assignment, before it is removed.',
    });
  }
}
