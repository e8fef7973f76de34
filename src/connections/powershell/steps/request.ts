import {canonicalJson} from '../../../core/digest.ts';
import {formatFriendlyName, formatUnnotedName, makeMark} from '../../../core/mark.ts';
import type {PendingRequest} from '../../../core/model/actual.ts';
import type {StoredCertificate} from '../../../core/model/certificate.ts';
import type {CertificateSpec} from '../../../core/model/desired.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {encodePem} from '../../../x509/pem.ts';
import {readRequest} from '../../../x509/request.ts';
import {checkSpki, encodeNote} from '../../request-notes.ts';
import {powershellCapabilities} from '../capabilities.ts';
import {type Look, look, lookAt, readCall} from '../facts/look.ts';
import {requestInf} from '../inf.ts';
import {nonsense, Trouble} from '../problems.ts';
import {productParameters} from '../product-request.ts';
import type {Call} from '../session/session.ts';
import {alreadyDone, done, programSeconds, type StepContext, type StepOf, tell, tellAll, verify} from './context.ts';
import {decodeRequest, type MakingCommand, notAsDeclared, programSays} from './made-request.ts';
import {dropAsked, droppedUnnoted, dropUnnoted, entriesOf, removeRequest, requestFiles} from './remove-request.ts';

/**
 * Key and request, then what is noted about them: a kill between them leaves a key that nobody knows of, never a
 * request without its key.
 */
export async function createRequest(step: StepOf<'createRequest'>, cx: StepContext): Promise<StepResult> {
  checkKeySize(step.spec);
  const left = await dropUnnoted(cx);
  const {call, command, what} = making(step, cx);
  const [made, seen] = await tellAll(cx, [call, readCall(['REQUEST'])], what);
  if (made === undefined || seen === undefined) throw nonsense('It did not say what became of the request.');
  const der = decodeRequest(made.ok, {server: cx.server, command});
  const facts = readRequest(der);
  const key = keyFor(lookAt(seen.ok, cx), facts.spki);
  const entry = key?.thumbprint;
  const trouble = notAsDeclared({facts, key}, step.spec, {server: cx.server, command});
  if (trouble !== undefined) {
    if (entry !== undefined) await removeRequest(cx, {entries: [entry], files: [], withKey: true});
    throw trouble;
  }
  if (entry === undefined) {
    throw new Trouble('KEY_REFUSED', {
      detail: `${cx.server}: ${command} made a request, but the store REQUEST has no key for it. ${programSays(made.ok)}`,
      help: 'Put right what it complains of, then run the command again.',
    });
  }
  const pending: PendingRequest = {
    spki: facts.spki,
    csr: der.toString('base64'),
    specDigest: step.specDigest,
    friendlyName: step.friendlyName,
    authority: step.spec.authority,
    createdAt: cx.call.now().toISOString(),
    progress: {state: 'created'},
  };
  await writeNote(cx, pending, {entry, csr: encodePem('CERTIFICATE REQUEST', der)});
  return {...done({spki: pending.spki, csr: pending.csr}), ...(left > 0 && {warning: droppedUnnoted(left, cx.server)})};
}

interface Making {
  readonly call: Call;
  readonly command: MakingCommand;
  /** In the words of a failure. */
  readonly what: string;
}

function making(step: StepOf<'createRequest'>, cx: StepContext): Making {
  const {spec, specDigest, product} = step;
  const friendlyName = formatUnnotedName(step.friendlyName, specDigest);
  if (product === undefined) {
    const input = {inf: requestInf({spec, friendlyName}), seconds: programSeconds(cx, 'create-request')};
    const what = 'the making of the key and its request (certreq -new)';
    return {call: {verb: 'create-request', input}, command: 'certreq', what};
  }
  const {command, usages} = product;
  const input = productParameters({spec, usages, friendlyName, sipDomains: cx.sipDomains});
  return {call: {verb: 'product-request', input}, command, what: `the making of the key and its request (${command})`};
}

function checkKeySize({key}: CertificateSpec): void {
  const sizes = powershellCapabilities.keySizes;
  if (sizes.includes(key.size)) return;
  throw new Trouble('KEY_REFUSED', {
    detail: `A key of ${key.size} bits was asked for; the sizes are ${sizes.join(' and ')}.`,
    help: 'Correct key.size in the configuration.',
  });
}

/** The entry in REQUEST that holds the key; undefined when there is none. */
function keyFor(seen: Look, spki: string): StoredCertificate | undefined {
  return seen.entries('REQUEST').find(({certificate}) => certificate.spki === spki)?.certificate;
}

/** The note and the mark in the store, which are the same in two places. */
async function writeNote(
  cx: StepContext,
  pending: PendingRequest,
  {entry, csr}: {readonly entry: string | undefined; readonly csr: string | null},
): Promise<void> {
  const note = encodeNote(pending);
  const friendlyName = markedName(pending);
  const input = {spki: pending.spki, note, csr, entry: entry ?? null, friendlyName};
  const {ok} = await tell(cx, {verb: 'note', input}, 'the note about the request');
  verify(ok['note'] === note && (entry === undefined || ok['friendlyName'] === friendlyName), cx, 'the note');
}

/** The friendly name with our mark, and the ticket that a CA gave. */
export function markedName({spki, specDigest, friendlyName, progress}: PendingRequest): string {
  const ticket = progress.state === 'waiting' ? {ticket: progress.ticket} : {};
  return formatFriendlyName(friendlyName, makeMark({spki, specDigest, ...ticket}));
}

export async function note({spki, progress}: StepOf<'note'>, cx: StepContext): Promise<StepResult> {
  const seen = await look(cx, ['My', 'REQUEST', 'requests']);
  const pending = findPending(seen, spki, cx.server);
  if (canonicalJson(pending.progress) === canonicalJson(progress)) return alreadyDone({spki});
  await writeNote(cx, {...pending, progress}, {entry: keyFor(seen, spki)?.thumbprint, csr: null});
  return done({spki});
}

/** Throws StepTrouble when it is not there. */
export function findPending(seen: Look, spki: string, server: string): PendingRequest {
  checkSpki(spki);
  const pending = seen.requests().find(request => request.spki === spki);
  if (pending !== undefined) return pending;
  throw new Trouble('REQUEST_MISSING', {
    detail: `${server} has no request for the key ${spki.slice(0, 16)}….`,
    help: 'Run cscert plan again: somebody removed the request or finished it.',
  });
}

/** The key goes too, unless a certificate in My uses it: then the request was answered after all. */
export async function discardRequest({spki}: StepOf<'discardRequest'>, cx: StepContext): Promise<StepResult> {
  checkSpki(spki);
  const seen = await look(cx, ['My', 'REQUEST', 'requests']);
  const entries = entriesOf(seen, spki);
  const files = requestFiles(spki, seen.files());
  if (entries.length === 0 && files.length === 0) return alreadyDone({spki});
  await dropAsked(spki, seen, cx);
  const isAnswered = seen.entries('My').some(({certificate}) => certificate.spki === spki);
  await removeRequest(cx, {entries, files, withKey: !isAnswered});
  return done({spki});
}
