import type {KeyObject} from 'node:crypto';
import {join} from 'node:path';
import type {Part} from '../../core/diagnostic.ts';
import type {DistinguishedName} from '../../core/model/certificate.ts';
import type {Secret} from '../../core/secret.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  type Extension,
  keyIdentifier,
  keyUsage,
  subjectKeyIdentifier,
} from '../../x509/extensions.ts';
import {signCertificate} from '../../x509/issue.ts';
import {encodePrivateKey, generateKey, publicKeyDer} from '../../x509/key.ts';
import {encodePem} from '../../x509/pem.ts';
import {AUTHORITY_FOLDER, passphraseMissing} from './ca-folder.ts';
import {attempt} from './problems.ts';
import {BACKDATE_MS, makeSerial, toSeconds} from './serial-and-time.ts';
import type {LocalSite} from './settings.ts';

const KEY = {algorithm: 'rsa', size: 3072, exportable: true} as const;
const ROOT_YEARS = 20;
const ISSUING_YEARS = 10;
const YEAR_MS = 365.25 * 86_400_000;

/**
 * Makes root and issuing CA in a folder of their own and moves it into place by one rename. Of two that do so at the
 * same time one wins; the other throws its own away, and both go on with the winner's.
 */
export function makeCa(site: LocalSite, now: Date): Promise<Part<'made' | 'another was faster'>> {
  return attempt('AUTHORITY_WRITE_FAILED', site.shown, async () => {
    const {protection} = site;
    if (protection.kind === 'missing') return {problem: passphraseMissing(site, protection.reference)};
    const passphrase = protection.kind === 'passphrase' ? protection.passphrase : undefined;
    const contents = await generate(site, now, passphrase);
    const folder = join(site.folder, `.${AUTHORITY_FOLDER}-${site.host.random(8).toString('hex')}`);
    try {
      await site.host.files.makeFolder(folder);
      for (const [name, {text, mode}] of contents) await site.host.files.write(join(folder, name), text, {mode});
      if (await moveIntoPlace(site, folder)) return {ok: 'made'};
    } catch (error) {
      // A pipeline that tries again and again must not fill the disk with keys; what was the matter goes first.
      await discard(site, folder, [...contents.keys()]).catch(() => undefined);
      throw error;
    }
    await discard(site, folder, [...contents.keys()]);
    return {ok: 'another was faster'};
  });
}

/** The subject of the CA that signs. */
export const issuingName = ({commonName}: LocalSite): DistinguishedName => [{type: 'CN', value: commonName}];

type Contents = ReadonlyMap<string, {readonly text: string; readonly mode: number}>;

async function generate(site: LocalSite, now: Date, passphrase: Secret | undefined): Promise<Contents> {
  const [rootKey, issuingKey] = await Promise.all([generateKey(KEY), generateKey(KEY)]);
  const rootName: DistinguishedName = [{type: 'CN', value: `${site.commonName.slice(0, 64 - ' Root'.length)} Root`}];
  const issuer = {name: rootName, key: rootKey};
  const root = signCa({site, now, issuer, subject: rootName, key: rootKey, years: ROOT_YEARS});
  const issuing = signCa({
    site,
    now,
    issuer,
    subject: issuingName(site),
    key: issuingKey,
    years: ISSUING_YEARS,
    pathLength: 0,
  });
  return new Map([
    ['root.pem', {text: encodePem('CERTIFICATE', root), mode: 0o644}],
    ['issuing.pem', {text: encodePem('CERTIFICATE', issuing), mode: 0o644}],
    ['root.key', {text: encodePrivateKey(rootKey, passphrase), mode: 0o600}],
    ['issuing.key', {text: encodePrivateKey(issuingKey, passphrase), mode: 0o600}],
  ]);
}

interface CaInput {
  readonly site: LocalSite;
  readonly now: Date;
  readonly issuer: {readonly name: DistinguishedName; readonly key: KeyObject};
  readonly subject: DistinguishedName;
  readonly key: KeyObject;
  readonly years: number;
  readonly pathLength?: number;
}

function signCa({site, now, issuer, subject, key, years, pathLength}: CaInput): Buffer {
  const publicKey = publicKeyDer(key);
  const extensions: readonly Extension[] = [
    basicConstraints(pathLength === undefined ? {ca: true} : {ca: true, pathLength}),
    keyUsage(['keyCertSign', 'cRLSign']),
    subjectKeyIdentifier(keyIdentifier(publicKey)),
    authorityKeyIdentifier(keyIdentifier(publicKeyDer(issuer.key))),
  ];
  return signCertificate({
    serial: makeSerial(site.host.random),
    subject,
    issuer: issuer.name,
    publicKeyDer: publicKey,
    notBefore: toSeconds(now.getTime() - BACKDATE_MS),
    notAfter: toSeconds(now.getTime() + years * YEAR_MS),
    extensions,
    key: issuer.key,
    hash: 'sha256',
  });
}

/**
 * False when another's CA stands there already: a folder with files in it is never replaced by a rename. Ours is then
 * still where it was made; if it is not, it was moved and something else went wrong, e.g. making that durable.
 */
async function moveIntoPlace({host, folder}: LocalSite, made: string): Promise<boolean> {
  const target = join(folder, AUTHORITY_FOLDER);
  try {
    await host.files.rename(made, target);
    return true;
  } catch (error) {
    if ((await host.files.look(made)) === undefined || (await host.files.look(target)) === undefined) throw error;
    return false;
  }
}

async function discard({host}: LocalSite, folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await host.files.remove(join(folder, name));
  await host.files.remove(folder);
}
