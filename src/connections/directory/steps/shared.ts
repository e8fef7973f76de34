/**
 * The key of a shared certificate travels as an encrypted PFX under a password that exists only in memory: made on the
 * home, written on the other members. The key is durable before the certificate that needs it.
 */

import {formatFriendlyName, makeMark} from '../../../core/mark.ts';
import {issuersOf} from '../../../core/policy/climb.ts';
import {Secret} from '../../../core/secret.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import {writePfx} from '../../../x509/pkcs12/write.ts';
import {openPfx} from '../../pfx-rules.ts';
import {encodeKeyFile, findKey, openKey} from '../keys.ts';
import {certificatePath, keyPath, PRIVATE_FILE} from '../layout.ts';
import {removeFile, writeText} from '../place.ts';
import {Trouble} from '../problems.ts';
import {readCertificateFile, readStore} from '../stores.ts';
import {alreadyDone, done, putCertificate, type StepContext, type StepOf, verify} from './context.ts';
import {addIntermediates, checkStorable} from './install.ts';
import {findCertificate, proveKey} from './prove.ts';

export async function exportShared(step: StepOf<'exportShared'>, cx: StepContext): Promise<StepResult> {
  const {place} = cx;
  const {facts, friendlyName} = await findCertificate(place, step.thumbprint);
  const entry = await findKey(place, facts.spki);
  if (entry === undefined || !entry.exportable) {
    const what = entry === undefined ? 'has no private key' : 'has a private key that may not be exported';
    throw new Trouble(entry === undefined ? 'KEY_MISSING' : 'KEY_NOT_EXPORTABLE', {
      detail: `${place.shown(certificatePath('My', facts.thumbprint))} ${what}, so it cannot be copied.`,
      help: 'Run cscert plan: it proposes a new request where no member of the pool has a key that can be copied.',
    });
  }
  const key = await openKey(place, entry);
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
  const {facts, contents, intermediates} = openPfx(step);
  const after = {thumbprint: facts.thumbprint, spki: facts.spki};
  const mark = makeMark({spki: facts.spki, specDigest: step.specDigest});
  const file = {facts, friendlyName: formatFriendlyName(step.friendlyName, mark)};
  const dropOtherKey = () => removeFile(place, keyPath(facts.spki, !step.exportable));
  const there = await readCertificateFile(place, 'My', facts.thumbprint);
  const entry = await findKey(place, facts.spki);
  if (there?.friendlyName === file.friendlyName && entry?.exportable === step.exportable) {
    await proveKey(place, facts.spki);
    const mended = [await addIntermediates(cx, intermediates), await dropOtherKey()];
    return mended.includes(true) ? done(after) : alreadyDone(after);
  }
  await checkStorable(place, file);
  const path = keyPath(facts.spki, step.exportable);
  await writeText(place, path, {text: encodeKeyFile(contents.key), ...PRIVATE_FILE});
  await addIntermediates(cx, intermediates);
  await putCertificate(cx, 'My', file);
  await dropOtherKey();
  verify((await proveKey(place, facts.spki)).exportable === step.exportable, place, path);
  return done(after);
}
