/**
 * What the CA took back, beside the register:
 *
 *     revoked/<serial number>.json    one file for each certificate; created exclusively, so that the first word counts
 *     crl.pem                         the list of all of them, signed by the issuing CA
 *
 * The file goes before the list. Whoever is killed in between revokes again, which only writes the list anew.
 */
import {join} from 'node:path';
import type {Part} from '../../core/diagnostic.ts';
import {greatest} from '../../core/extremes.ts';
import {isMapping} from '../../core/mapping.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import {isRevocationReason, REASON_CODES, type RevocationReason, type Revoked} from '../../core/model/revocation.ts';
import {signCrl} from '../../x509/crl.ts';
import {formatName} from '../../x509/distinguished-name.ts';
import {encodePem} from '../../x509/pem.ts';
import {FILE_LIMIT, loadCa} from './ca-folder.ts';
import {openSigner, type Signer} from './issue-one.ts';
import {attempt, damaged, problem} from './problems.ts';
import {readRegister} from './register.ts';
import {toSeconds} from './serial-and-time.ts';
import type {LocalSite} from './settings.ts';

const REVOKED = 'revoked';
const LIST = 'crl.pem';
const FILE = /^([0-9a-f]{1,40})\.json$/;
const MODE = {mode: 0o644};

/** One certificate that was taken back. */
export interface RevokedEntry {
  /** Lower-case hex. */
  readonly serial: string;
  readonly reason: RevocationReason;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Of a serial number; undefined when it was not revoked. */
export function readRevocation(site: LocalSite, serial: string): Promise<Part<RevokedEntry | undefined>> {
  return attempt<RevokedEntry | undefined>('AUTHORITY_UNREADABLE', site.shown, async () => {
    const bytes = await site.host.files.read(pathOf(site, serial), FILE_LIMIT);
    if (bytes === undefined) return {ok: undefined};
    const entry = parse(bytes.toString('utf8'), serial);
    return entry === undefined ? {problem: damagedFile(site, serial)} : {ok: entry};
  });
}

/** Everything that was revoked, by serial number. A damaged file fails the whole: a list without it would acquit. */
export function listRevocations(site: LocalSite): Promise<Part<readonly RevokedEntry[]>> {
  return attempt<readonly RevokedEntry[]>('AUTHORITY_UNREADABLE', site.shown, async () => {
    const entries: RevokedEntry[] = [];
    for (const {name} of (await site.host.files.list(join(site.folder, REVOKED))) ?? []) {
      const serial = FILE.exec(name)?.[1];
      if (serial === undefined) continue;
      const entry = await readRevocation(site, serial);
      if ('problem' in entry) return entry;
      if (entry.ok !== undefined) entries.push(entry.ok);
    }
    return {ok: entries};
  });
}

/** Revokes what the register holds. Whatever can stand in the way of the list is looked at before anything is written. */
export async function revoke(
  site: LocalSite,
  certificate: CertificateFacts,
  reason: RevocationReason,
): Promise<Part<Revoked>> {
  const ours = await isOurs(site, certificate);
  if ('problem' in ours) return ours;
  if (!ours.ok) return {problem: notIssuedHere(site, certificate)};
  const now = toSeconds(site.host.clock.now().getTime());
  const signer = await signerOf(site, now);
  if ('problem' in signer) return signer;
  const before = await listRevocations(site);
  if ('problem' in before) return before;
  const mine = {serial: certificate.serial, reason, at: now.toISOString()};
  const first = await attempt('AUTHORITY_WRITE_FAILED', site.shown, async () => {
    await site.host.files.makeFolder(join(site.folder, REVOKED));
    return {ok: await site.host.files.create(pathOf(site, mine.serial), encode(mine, certificate), MODE)};
  });
  if ('problem' in first) return first;
  const listed = await writeList(site, signer.ok);
  if ('problem' in listed) return listed;
  const entry = listed.ok.find(({serial}) => serial === mine.serial) ?? mine;
  const {at, reason: why} = entry;
  return {ok: {outcome: first.ok ? 'done' : 'already-done', reason: why, at, list: `${site.shown}/${LIST}`}};
}

/** What the register holds of certificates whose thumbprint begins so; what could not be read of it may be meant where none is. */
export async function issuedWith(site: LocalSite, thumbprint: string): Promise<Part<readonly string[]>> {
  const register = await readRegister(site);
  if ('problem' in register) return register;
  const {entries, damaged: unread} = register.ok;
  const meant = entries.filter(({certificate}) => certificate.thumbprint.startsWith(thumbprint));
  const [lost] = unread;
  if (meant.length === 0 && lost !== undefined) return {problem: lost.problem};
  return {ok: meant.map(({certificate}) => certificate.der)};
}

async function isOurs(site: LocalSite, {thumbprint, der}: CertificateFacts): Promise<Part<boolean>> {
  const issued = await issuedWith(site, thumbprint);
  return 'problem' in issued ? issued : {ok: issued.ok.includes(der)};
}

async function signerOf(site: LocalSite, now: Date): Promise<Part<Signer>> {
  const ca = await loadCa(site);
  if ('problem' in ca) return ca;
  if (ca.ok === 'absent') return {problem: damaged(site.shown, 'the CA has gone')};
  return openSigner(site, ca.ok, now);
}

/** Whoever revokes at the same time may write a list without ours after us, so it is looked at again once it is written. */
async function writeList(site: LocalSite, signer: Signer): Promise<Part<readonly RevokedEntry[]>> {
  const entries = await listRevocations(site);
  if ('problem' in entries) return entries;
  const written = await attempt('AUTHORITY_WRITE_FAILED', site.shown, async () => {
    await site.host.files.write(join(site.folder, LIST), encodePem('X509 CRL', listOf(entries.ok, signer)), MODE);
    return {ok: 'written'};
  });
  if ('problem' in written) return written;
  const since = await listRevocations(site);
  if ('problem' in since) return since;
  return since.ok.length === entries.ok.length ? entries : writeList(site, signer);
}

/**
 * Depends on what was revoked alone, so that the list of a number is always the same. Nobody publishes one by itself:
 * each is good for as long as the CA is, or until the next one.
 */
function listOf(entries: readonly RevokedEntry[], {ca: {issuing}, key}: Signer): Buffer {
  const times = entries.map(({at}) => Date.parse(at));
  return signCrl({
    issuer: issuing.subject,
    issuerKeyId: issuing.subjectKeyId,
    number: entries.length,
    thisUpdate: new Date(greatest(times)),
    nextUpdate: new Date(issuing.notAfter),
    revoked: entries.map(({serial, at, reason}) => ({serial, at: new Date(at), reason: REASON_CODES[reason]})),
    key,
    hash: 'sha256',
  });
}

function pathOf(site: LocalSite, serial: string): string {
  return join(site.folder, REVOKED, `${serial}.json`);
}

/** Subject and thumbprint stand in it for people, and are not read again. */
function encode({serial, reason, at}: RevokedEntry, {subject, thumbprint}: CertificateFacts): string {
  return `${JSON.stringify({format: 1, serial, reason, at, thumbprint, subject: formatName(subject)}, null, 2)}\n`;
}

function parse(text: string, serial: string): RevokedEntry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isMapping(value) || value['format'] !== 1 || value['serial'] !== serial) return undefined;
    const {reason, at} = value;
    if (typeof reason !== 'string' || !isRevocationReason(reason)) return undefined;
    return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? {serial, reason, at} : undefined;
  } catch {
    return undefined;
  }
}

function damagedFile({shown}: LocalSite, serial: string) {
  return problem('REVOCATION_DAMAGED', {
    detail: `${shown}/${REVOKED}/${serial}.json is not the revocation of the serial number ${serial}.`,
    help: 'Restore it from a backup. Until then nothing is revoked: a list without it would acquit the certificate.',
  });
}

function notIssuedHere({name}: LocalSite, {serial, issuer}: CertificateFacts) {
  return problem('CERTIFICATE_NOT_ISSUED_HERE', {
    detail: `The register of the authority "${name}" does not hold the serial number ${serial} of ${formatName(issuer)}.`,
    help: 'Revoke it where it was issued.',
  });
}
