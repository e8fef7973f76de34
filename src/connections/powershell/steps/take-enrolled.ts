/**
 * The end of an enrolment: what was asked for by the product's own command, and has been verified, becomes ours. First it
 * is noted which key that is, then the certificate gets its name with our mark, then the request that stood for it goes.
 * A kill between them leaves what the next run goes on with, or finds answered.
 */
import type {CertificateFacts} from '../../../core/model/certificate.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {intermediatesOf, wrongKey} from '../../chain-rules.ts';
import {checkSpki, encodeNote} from '../../request-notes.ts';
import {checkUnique, type Look, look} from '../facts/look.ts';
import {takenOver} from '../facts/requests.ts';
import {nonsense} from '../problems.ts';
import {alreadyDone, done, programSeconds, type StepContext, type StepOf, tellAll} from './context.ts';
import {checkInstalled} from './install.ts';
import {askedName, dropTaken, entriesOf, requestFiles} from './remove-request.ts';
import {findPending, markedName} from './request.ts';

/** Also joins it with its key, where it waited in REQUEST for an answer that was fetched in another way. */
export async function takeEnrolled(step: StepOf<'takeEnrolled'>, cx: StepContext): Promise<StepResult> {
  const {spki} = step;
  checkSpki(spki);
  const leaf = readCertificate(Buffer.from(step.leaf, 'base64'));
  const after = {spki, thumbprint: leaf.thumbprint};
  const seen = await look(cx, ['My', 'REQUEST', 'requests']);
  const files = requestFiles(spki, seen.files());
  const taken = takenOver({files: seen.files(), my: seen.entries('My')}).get(spki);
  if (taken !== undefined) {
    await dropTaken([spki, taken], seen, cx);
    return done(after);
  }
  if (files.length === 0 && isOurs(seen, leaf)) return alreadyDone(after);
  const pending = findPending(seen, spki, cx.server);
  const friendlyName = markedName({...pending, spki: leaf.spki});
  const there = isThere(seen, leaf, {asked: askedName(pending), ours: friendlyName});
  if (there === 'not there') throw wrongKey(leaf, spki);
  checkUnique(seen.entries('My'), friendlyName, leaf.thumbprint);
  const chain = intermediatesOf(step.chain, leaf).map(({thumbprint, der}) => ({thumbprint, der}));
  const note = {spki, note: encodeNote({...pending, enrolled: leaf.spki}), csr: null, entry: null, friendlyName};
  const input = {
    thumbprint: leaf.thumbprint,
    leaf: step.leaf,
    chain,
    accept: there === 'its key waits',
    friendlyName,
    // The product had no time to take its own entry away.
    left: entriesOf(seen, leaf.spki),
    spent: entriesOf(seen, spki),
    done: files,
    seconds: programSeconds(cx, 'install'),
  };
  const calls = [{verb: 'note', input: note} as const, {verb: 'install', input} as const];
  const [, installed] = await tellAll(cx, calls, 'the taking over of the certificate');
  if (installed === undefined) throw nonsense('It did not say what became of the certificate.');
  checkInstalled(installed.ok, {leaf, friendlyName}, cx);
  return done(after);
}

const isOurs = (seen: Look, leaf: CertificateFacts): boolean =>
  seen.entries('My').some(({certificate: {thumbprint, mark}}) => thumbprint === leaf.thumbprint && mark !== undefined);

/**
 * Whether its key is there, under a name that says that this request stands for it: in My also ours, where only the notes
 * were lost meanwhile. Anything else is another's, and the key of the request itself is one that nobody was asked for.
 */
function isThere(seen: Look, leaf: CertificateFacts, {asked, ours}: {readonly asked: string; readonly ours: string}) {
  const holds = (store: 'My' | 'REQUEST', names: readonly string[]): boolean =>
    seen.entries(store).some(({certificate: {spki, thumbprint, hasPrivateKey}, storedName}) => {
      const isIt = store === 'My' ? thumbprint === leaf.thumbprint : spki === leaf.spki;
      return isIt && hasPrivateKey && names.includes(storedName);
    });
  if (holds('My', [asked, ours])) return 'in My';
  return holds('REQUEST', [asked]) ? 'its key waits' : 'not there';
}
