import {createHash} from 'node:crypto';
import {join} from 'node:path';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import type {ServerId} from '../../core/model/desired.ts';
import {X509Error} from '../../x509/error.ts';
import {readCertificate} from '../../x509/facts.ts';
import {decodePem, encodePem} from '../../x509/pem.ts';
import {FILE_LIMIT, REGISTER_FOLDER} from './ca-folder.ts';
import type {LocalSite} from './settings.ts';

/** One certificate that the CA issued. */
export interface IssuedEntry {
  /** SHA-256 of the request's DER, 64 hex digits: what the same request is recognised by. */
  readonly request: string;
  readonly profile: string;
  /** ISO 8601 UTC. */
  readonly issuedAt: string;
  /** The server that asked; entries of the first version of the register do not tell. */
  readonly server?: ServerId;
  readonly certificate: CertificateFacts;
}

const ENTRY = /^([0-9a-f]{64})\.pem$/;

export const requestHash = (csr: Uint8Array): string => createHash('sha256').update(csr).digest('hex');

/** What was issued for a request; undefined when nothing was. Throws X509Error when the entry is damaged. */
export async function readEntry(site: LocalSite, request: string): Promise<IssuedEntry | undefined> {
  const bytes = await site.host.files.read(entryPath(site, request), FILE_LIMIT);
  return bytes && parseEntry(request, bytes.toString('utf8'));
}

/** Enters it, unless another did so for the same request: the first entry is the one that counts. */
export async function enter(site: LocalSite, entry: IssuedEntry): Promise<IssuedEntry> {
  await site.host.files.makeFolder(join(site.folder, REGISTER_FOLDER));
  const path = entryPath(site, entry.request);
  const isFirst = await site.host.files.create(path, encodeEntry(entry), {mode: 0o644});
  return (isFirst ? undefined : await readEntry(site, entry.request)) ?? entry;
}

/** Whether anything was issued, by the first digits of the request's hash. */
export async function findEntry(site: LocalSite, ticket: string): Promise<IssuedEntry | undefined> {
  const names = (await site.host.files.list(join(site.folder, REGISTER_FOLDER))) ?? [];
  const request = names.map(({name}) => ENTRY.exec(name)?.[1]).find(hash => hash?.startsWith(ticket));
  return request === undefined ? undefined : readEntry(site, request);
}

/** Every entry, by the request's hash. */
export async function listEntries(site: LocalSite): Promise<readonly IssuedEntry[]> {
  const entries: IssuedEntry[] = [];
  for (const {name} of (await site.host.files.list(join(site.folder, REGISTER_FOLDER))) ?? []) {
    const request = ENTRY.exec(name)?.[1];
    const entry = request === undefined ? undefined : await readEntry(site, request);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function entryPath(site: LocalSite, request: string): string {
  return join(site.folder, REGISTER_FOLDER, `${request}.pem`);
}

/** Lines for people before the certificate; names were checked by then and hold no line breaks. */
function encodeEntry({profile, issuedAt, server, certificate}: IssuedEntry): string {
  const lines = [
    `profile: ${profile}`,
    `issued: ${issuedAt}`,
    ...(server === undefined ? [] : [`server: ${server}`]),
    `serial: ${certificate.serial}`,
    `names: ${certificate.names.map(({value}) => value).join(', ')}`,
  ];
  return `${lines.join('\n')}\n${encodePem('CERTIFICATE', Buffer.from(certificate.der, 'base64'))}`;
}

function parseEntry(request: string, text: string): IssuedEntry {
  const [block, ...more] = decodePem(text);
  const profile = /^profile: (.*)$/m.exec(block?.preamble ?? '')?.[1];
  const issuedAt = /^issued: (.*)$/m.exec(block?.preamble ?? '')?.[1];
  const server = /^server: ([a-z0-9.-]{1,253})$/m.exec(block?.preamble ?? '')?.[1];
  if (block?.label !== 'CERTIFICATE' || more.length > 0 || profile === undefined || issuedAt === undefined) {
    throw new X509Error(`${REGISTER_FOLDER}/${request}.pem is not an entry of the register`);
  }
  return {request, profile, issuedAt, ...(server !== undefined && {server}), certificate: readCertificate(block.der)};
}
