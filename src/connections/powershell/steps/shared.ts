/**
 * The key of a shared certificate travels as an encrypted PFX under a password that exists only in memory: made on the
 * home, written on the other members.
 */
import {formatFriendlyName, makeMark} from '../../../core/mark.ts';
import type {StoredCertificate} from '../../../core/model/certificate.ts';
import {Secret} from '../../../core/secret.ts';
import type {StepResult} from '../../../engine/ports/connection.ts';
import type {Random} from '../../../engine/ports/host.ts';
import {writePfx} from '../../../x509/pkcs12/write.ts';
import {type OpenedPfx, openPfx} from '../../pfx-rules.ts';
import {checkUnique, findCertificate, look} from '../facts/look.ts';
import {nonsense, Trouble} from '../problems.ts';
import {PROVIDER} from '../provider.ts';
import {alreadyDone, done, type StepContext, type StepOf, tell, verify} from './context.ts';

export async function exportShared(step: StepOf<'exportShared'>, cx: StepContext): Promise<StepResult> {
  const my = (await look(cx, ['My'])).entries('My');
  const {certificate} = findCertificate(my, step.thumbprint, cx.server);
  const {thumbprint, spki, hasPrivateKey, exportable} = certificate;
  if (!hasPrivateKey || exportable === false) {
    const what = hasPrivateKey ? 'has a private key that may not be exported' : 'has no private key';
    throw new Trouble(hasPrivateKey ? 'KEY_NOT_EXPORTABLE' : 'KEY_MISSING', {
      detail: `The certificate ${thumbprint} on ${cx.server} ${what}, so it cannot be copied.`,
      help: 'Run cscert plan: it proposes a new request where no member of the pool has a key that can be copied.',
    });
  }
  const {profile, password} = step;
  const call = {verb: 'export-shared', input: {thumbprint, profile}, secrets: {password}} as const;
  const {secret: pfx} = await tell(cx, call, 'the export of the certificate');
  if (pfx === undefined) throw nonsense('It gave no PFX.');
  if (openPfx({pfx, password}).facts.thumbprint !== thumbprint)
    throw nonsense('It gave the PFX of another certificate.');
  return done({thumbprint, spki, pfx});
}

/** Intermediates, then key and certificate, then the name. */
export async function importShared(step: StepOf<'importShared'>, cx: StepContext): Promise<StepResult> {
  const opened = openPfx(step);
  const {facts, intermediates} = opened;
  const {thumbprint, spki} = facts;
  const friendlyName = formatFriendlyName(step.friendlyName, makeMark({spki, specDigest: step.specDigest}));
  const my = (await look(cx, ['My'], true)).entries('My');
  const there = my.find(({certificate}) => certificate.thumbprint === thumbprint)?.certificate;
  const isHeld = there !== undefined && isKeptSo(there, step.exportable);
  if (!isHeld) checkUnique(my, friendlyName, thumbprint);
  const chain = intermediates.map(one => ({thumbprint: one.thumbprint, der: one.der}));
  const input = {thumbprint, chain, friendlyName, import: !isHeld, exportable: step.exportable, provider: PROVIDER};
  const secrets = isHeld ? {} : await forWindows(opened, friendlyName, cx.random);
  const {ok} = await tell(cx, {verb: 'import-shared', input, secrets}, 'the import of the certificate');
  verify(ok['there'] === true && ok['friendlyName'] === friendlyName, cx, `the certificate ${thumbprint}`);
  const kept = {proved: true, exportable: step.exportable, provider: PROVIDER};
  for (const [name, wanted] of Object.entries(kept)) verify(ok[name] === wanted, cx, `the key of ${thumbprint}`);
  const after = {thumbprint, spki};
  return ok['changed'] === true ? done(after) : alreadyDone(after);
}

/** Where its key is, and whether it may leave, must be as declared before anything points to it. */
function isKeptSo({hasPrivateKey, exportable, provider}: StoredCertificate, wanted: boolean): boolean {
  return hasPrivateKey && exportable === wanted && provider === PROVIDER;
}

/**
 * The same key and certificate as a PFX that every Windows reads (Server 2016 and before know no AES in it) and that
 * names the provider which is to keep the key. Its password is made here and forgotten here.
 */
async function forWindows(
  {contents, facts}: OpenedPfx,
  friendlyName: string,
  random: Random,
): Promise<{readonly pfx: Secret; readonly password: Secret}> {
  const password = new Secret(random(24).toString('base64'));
  const pfx = await writePfx({
    key: contents.key,
    certificate: Buffer.from(facts.der, 'base64'),
    chain: [],
    password,
    profile: 'windows-legacy',
    provider: PROVIDER,
    friendlyName,
    random,
  });
  return {pfx: new Secret(pfx.toString('base64')), password};
}
