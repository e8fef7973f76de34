/**
 * The key of a shared certificate travels as an encrypted PFX under a password that exists only in memory: made on the
 * home, written on the other members. The key is durable before the certificate that needs it.
 */

import {formatFriendlyName, makeMark} from '../../../core/mark.ts';
import type {CertificateFacts} from '../../../core/model/certificate.ts';
import {issuersOf} from '../../../core/policy/climb.ts';
import {Secret} from '../../../core/secret.ts';
import {sentence} from '../../../core/sentence.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {X509Error} from '../../../x509/error.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {encodePrivateKey, spkiHash} from '../../../x509/key.ts';
import {type PfxContents, readPfx} from '../../../x509/pkcs12/read.ts';
import {writePfx} from '../../../x509/pkcs12/write.ts';
import {listKeys, openKey} from '../keys.ts';
import {certificatePath, keyPath, PRIVATE_FILE} from '../layout.ts';
import {writePath} from '../place.ts';
import {Trouble} from '../problems.ts';
import {readCertificateFile, readStore} from '../stores.ts';
import {
  alreadyDone,
  done,
  putCertificate,
  removeFile,
  reopen,
  type StepContext,
  type StepOf,
  verify,
} from './context.ts';
import {addIntermediates, checkUnique} from './install.ts';
import {findCertificate, proveKey} from './prove.ts';

export async function exportShared(step: StepOf<'exportShared'>, cx: StepContext): Promise<StepResult> {
  const {place} = cx;
  const {facts, friendlyName} = await findCertificate(place, step.thumbprint);
  const entry = (await listKeys(place)).get(facts.spki);
  if (entry === undefined || !entry.exportable) {
    const what = entry === undefined ? 'has no private key' : 'has a private key that may not be exported';
    throw new Trouble(entry === undefined ? 'KEY_MISSING' : 'KEY_NOT_EXPORTABLE', {
      detail: `${place.shown(certificatePath('My', facts.thumbprint))} ${what}, so it cannot be copied.`,
      help: 'Run cscert plan: it proposes a new request where no member of the pool has a key that can be copied.',
    });
  }
  const {key} = await openKey(place, entry);
  const chain = issuersOf(facts, await readStore(place, 'CA', {deep: false}));
  const pfx = await writePfx({
    key,
    certificate: Buffer.from(facts.der, 'base64'),
    chain: chain.map(({der}) => Buffer.from(der, 'base64')),
    password: step.password,
    profile: step.profile,
    random: cx.random,
    ...(friendlyName !== undefined && {friendlyName}),
  });
  return done({thumbprint: facts.thumbprint, spki: facts.spki, pfx: new Secret(pfx.toString('base64'))});
}

/**
 * Key, then intermediates, then the certificate: a kill between them leaves at most a key that nobody knows of. A key
 * that was kept otherwise before (exportable or not) goes last, when the certificate does not need it any more.
 */
export async function importShared(step: StepOf<'importShared'>, cx: StepContext): Promise<StepResult> {
  const {place} = cx;
  const {facts, contents} = open(step);
  const after = {thumbprint: facts.thumbprint, spki: facts.spki};
  const mark = makeMark({spki: facts.spki, specDigest: step.specDigest});
  const file = {facts, friendlyName: formatFriendlyName(step.friendlyName, mark)};
  const intermediates = intermediatesIn(contents);
  const dropOtherKey = () => removeFile(place, keyPath(facts.spki, !step.exportable));
  const there = await readCertificateFile(place, 'My', facts.thumbprint);
  const entry = (await listKeys(place)).get(facts.spki);
  if (there?.friendlyName === file.friendlyName && entry?.exportable === step.exportable) {
    await proveKey(place, facts.spki);
    const mended = [await addIntermediates(cx, intermediates), await dropOtherKey()];
    return mended.includes(true) ? done(after) : alreadyDone(after);
  }
  await checkUnique(place, file);
  const path = keyPath(facts.spki, step.exportable);
  await place.files.write(await writePath(place, path), encodePrivateKey(contents.key), PRIVATE_FILE);
  await addIntermediates(cx, intermediates);
  await putCertificate(cx, 'My', file);
  await dropOtherKey();
  const kept = await reopen(cx);
  await proveKey(kept, facts.spki);
  verify((await listKeys(kept)).get(facts.spki)?.exportable === step.exportable, place, path);
  return done(after);
}

/** Roots are never put anywhere because a file brought them; what else is in it has nothing to do with the certificate. */
function intermediatesIn({others}: PfxContents): readonly CertificateFacts[] {
  return others.map(der => readCertificate(der)).filter(({ca, selfIssued}) => ca && !selfIssued);
}

type Opened = PfxContents & Required<Pick<PfxContents, 'key' | 'certificate'>>;

/** A PFX with a key and the certificate of just this key. */
function open({pfx, password}: StepOf<'importShared'>) {
  const contents = read(Buffer.from(pfx.reveal(), 'base64'), password);
  if (!isComplete(contents)) {
    throw new Trouble('PFX_INCOMPLETE', {
      detail: 'The PFX does not hold a private key together with its certificate.',
      help: 'Export it again, with the private key.',
    });
  }
  const facts = readCertificate(contents.certificate);
  if (facts.spki !== spkiHash(contents.key)) {
    throw new Trouble('KEY_MISMATCH', {detail: 'The private key in the PFX is not that of its certificate.'});
  }
  return {facts, contents};
}

function read(pfx: Buffer, password: Secret): PfxContents {
  try {
    return readPfx(pfx, password);
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    throw new Trouble('PFX_UNREADABLE', {
      detail: `${sentence(error.message)} Nothing was stored.`,
      help: 'Export it again, and give the password that it was exported with.',
    });
  }
}

const isComplete = (contents: PfxContents): contents is Opened =>
  contents.key !== undefined && contents.certificate !== undefined;
