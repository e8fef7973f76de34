/**
 * Where a local authority keeps what it is:
 *
 *     authority/root.pem, issuing.pem    the CA's certificates
 *     authority/root.key, issuing.key    their keys, mode 0600; the root's may be taken away and locked up
 *     issued/<sha256 of the CSR>.pem     the register: one file for each certificate
 *
 * `authority` comes into being whole by one rename, so that it is either there or not, whoever is killed or races.
 */
import type {KeyObject} from 'node:crypto';
import {join} from 'node:path';
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {sha256Hex} from '../../core/digest.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import {remember, rememberLast} from '../../core/remember.ts';
import {codeOf} from '../../core/system-error.ts';
import {type ParsedCertificate, parseCertificate} from '../../x509/certificate.ts';
import {X509Error} from '../../x509/error.ts';
import {certificateFacts} from '../../x509/facts.ts';
import {decodePrivateKey, isEncryptedKey, spkiHash} from '../../x509/key.ts';
import {decodePem} from '../../x509/pem.ts';
import {REQUEST_LIMIT} from '../../x509/request.ts';
import {isSignedBy} from '../../x509/signature.ts';
import {attempt, damaged, problem} from './problems.ts';
import type {LocalSite} from './settings.ts';

export const AUTHORITY_FOLDER = 'authority';
export const REGISTER_FOLDER = 'issued';
/**
 * Of a file. Whatever is written of a request within its limit, in PEM and in JSON with each name on a line, has a
 * fraction of this: what was written can be read again.
 */
export const FILE_LIMIT = 16 * REQUEST_LIMIT;

/** Reads one file of the CA's; undefined where there is none. `damaged` says what is wrong with one that is not what it should be. */
export function readOne<T>(
  site: LocalSite,
  path: string,
  {parse, damaged}: {readonly parse: (text: string) => T; readonly damaged: (why: string) => Diagnostic},
): Promise<Part<T | undefined>> {
  return attempt<T | undefined>('AUTHORITY_UNREADABLE', site.shown, async () => {
    try {
      const bytes = await site.host.files.read(path, FILE_LIMIT);
      return {ok: bytes && parse(bytes.toString('utf8'))};
    } catch (error) {
      const why = whyDamaged(error);
      if (why === undefined) throw error;
      return {problem: damaged(why)};
    }
  });
}

/** Undefined for an error that is no matter of this one file. */
function whyDamaged(error: unknown): string | undefined {
  if (error instanceof X509Error) return error.message;
  const code = codeOf(error);
  if (code === 'EFBIG') return `it is larger than ${FILE_LIMIT / 1024} KiB`;
  return code === 'EINVAL' ? 'it is not a regular file' : undefined;
}

/** The CA's certificates. */
export interface CaCertificates {
  readonly root: CertificateFacts;
  readonly issuing: CertificateFacts;
}

/** Reads and proves the CA's certificates; needs no key and no passphrase, and never writes. */
export function loadCa(site: LocalSite): Promise<Part<CaCertificates | 'absent'>> {
  return attempt<CaCertificates | 'absent'>('AUTHORITY_UNREADABLE', site.shown, async () => {
    const names = ((await site.host.files.list(site.folder)) ?? []).map(({name}) => name);
    const other = [AUTHORITY_FOLDER, REGISTER_FOLDER].map(name => misspelt(name, names)).find(why => why !== undefined);
    if (other !== undefined) return {problem: damaged(site.shown, other)};
    if (!names.includes(AUTHORITY_FOLDER)) {
      if (!names.includes(REGISTER_FOLDER)) return {ok: 'absent'};
      return {problem: damaged(site.shown, `it holds a register of issued certificates, but no ${AUTHORITY_FOLDER}`)};
    }
    const root = await loadCertificate(site, 'root.pem');
    const issuing = await loadCertificate(site, 'issuing.pem');
    const why = disagreement(root, issuing);
    if (why !== undefined) return {problem: damaged(site.shown, why)};
    return {ok: {root: certificateFacts(root), issuing: certificateFacts(issuing)}};
  });
}

/** Unknown is not absent: another CA would be made beside the one that a copy brought in capitals. */
function misspelt(name: string, names: readonly string[]): string | undefined {
  const other = names.includes(name) ? undefined : names.find(one => one.toLowerCase() === name);
  return other && `its folder ${other} should be called ${name}; letter case counts on this system or on another one`;
}

async function loadCertificate(site: LocalSite, name: string): Promise<ParsedCertificate> {
  const certificate = parseOnce(await readFile(site, name));
  if (certificate === undefined) throw new X509Error(`${name} does not hold one certificate`);
  return certificate;
}

/** A CA is read again for every certificate that it signs. */
const parseOnce = remember((pem): ParsedCertificate | undefined => {
  const [block, ...more] = decodePem(pem);
  return block?.label === 'CERTIFICATE' && more.length === 0 ? parseCertificate(block.der) : undefined;
}, 8);

async function readFile(site: LocalSite, name: string): Promise<string> {
  const bytes = await site.host.files.read(join(site.folder, AUTHORITY_FOLDER, name), FILE_LIMIT);
  if (bytes === undefined) throw new X509Error(`${AUTHORITY_FOLDER}/${name} is missing`);
  return bytes.toString('utf8');
}

const disagreement = rememberLast((root: ParsedCertificate, issuing: ParsedCertificate): string | undefined => {
  if (!certificateFacts(root).ca || !isSignedBy(root, root)) return 'root.pem is not a self-signed CA';
  if (!certificateFacts(issuing).ca) return 'issuing.pem is not a CA';
  return isSignedBy(issuing, root) ? undefined : 'issuing.pem was not issued by root.pem';
});

/** The key that signs. Says which of missing passphrase, wrong passphrase and damaged file it is. */
export function openIssuingKey(site: LocalSite, issuing: CertificateFacts): Promise<Part<KeyObject>> {
  return attempt('AUTHORITY_UNREADABLE', site.shown, async () => {
    const {protection} = site;
    if (protection.kind === 'missing') return {problem: passphraseMissing(site, protection.reference)};
    const pem = await readFile(site, 'issuing.key');
    const isEncrypted = isEncryptedKey(pem);
    if (isEncrypted && protection.kind === 'none') return {problem: passphraseMissing(site)};
    try {
      const {key, spki} = unlock(site, pem);
      return spki === issuing.spki ? {ok: key} : {problem: damaged(site.shown, 'issuing.key is another key')};
    } catch (error) {
      if (!(error instanceof X509Error) || !isEncrypted) throw error;
      return {problem: passphraseWrong(site)};
    }
  });
}

interface Unlocked {
  /** Of the file that it was read from. */
  readonly digest: string;
  readonly key: KeyObject;
  readonly spki: string;
}

/** The key of each CA that signs in this run: a passphrase is made costly to try, and is tried once. */
const unlocked = new WeakMap<LocalSite, Unlocked>();

/** Throws X509Error when it cannot be opened with the site's passphrase. */
function unlock(site: LocalSite, pem: string): Unlocked {
  const digest = sha256Hex(pem);
  const known = unlocked.get(site);
  if (known?.digest === digest) return known;
  const {protection} = site;
  const key = decodePrivateKey(pem, protection.kind === 'passphrase' ? protection.passphrase : undefined);
  const found = {digest, key, spki: spkiHash(key)};
  unlocked.set(site, found);
  return found;
}

export function passphraseMissing(site: LocalSite, reference?: string) {
  const setting = `authorities.${site.name}.passphrase`;
  if (reference === undefined) {
    return problem('AUTHORITY_PASSPHRASE_MISSING', {
      detail: `The keys in ${site.shown} are encrypted, but ${setting} is not declared.`,
      help: `Declare ${setting} as env:NAME or file:PATH.`,
    });
  }
  return problem('AUTHORITY_PASSPHRASE_MISSING', {
    detail: `${setting} is ${reference}, but there is nothing.`,
    help: `Provide ${reference} to this run; without it nothing is signed and no CA is made.`,
  });
}

function passphraseWrong(site: LocalSite) {
  return problem('AUTHORITY_PASSPHRASE_WRONG', {
    detail: `${site.shown}/${AUTHORITY_FOLDER}/issuing.key does not open with authorities.${site.name}.passphrase.`,
    help: 'Provide the passphrase that the CA was made with. If it is right, the file is damaged: restore it from a backup.',
  });
}
