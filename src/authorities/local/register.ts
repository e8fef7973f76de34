import {join} from 'node:path';
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {sha256Hex} from '../../core/digest.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import type {ServerId} from '../../core/model/desired.ts';
import {X509Error} from '../../x509/error.ts';
import {readCertificate} from '../../x509/facts.ts';
import {decodePem, encodePem} from '../../x509/pem.ts';
import {REGISTER_FOLDER, readOne} from './ca-folder.ts';
import {attempt, damaged} from './problems.ts';
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

export const requestHash = (csr: Uint8Array): string => sha256Hex(csr);

/** What was issued for a request; undefined when nothing was. */
export function readEntry(site: LocalSite, request: string): Promise<Part<IssuedEntry | undefined>> {
  return readOne(site, entryPath(site, request), {
    parse: text => parseEntry(request, text),
    damaged: why => damaged(`${site.shown}/${REGISTER_FOLDER}/${request}.pem`, why),
  });
}

/** Enters it, unless another did so for the same request: the first entry is the one that counts. */
export async function enter(site: LocalSite, entry: IssuedEntry): Promise<Part<IssuedEntry>> {
  const first = await attempt('AUTHORITY_WRITE_FAILED', site.shown, async () => {
    await site.host.files.makeFolder(join(site.folder, REGISTER_FOLDER));
    return {ok: await site.host.files.create(entryPath(site, entry.request), encodeEntry(entry), {mode: 0o644})};
  });
  if ('problem' in first) return first;
  if (first.ok) return {ok: entry};
  const before = await readEntry(site, entry.request);
  return 'problem' in before ? before : {ok: before.ok ?? entry};
}

/** Whether anything was issued, by the first digits of the request's hash. */
export async function findEntry(site: LocalSite, ticket: string): Promise<Part<IssuedEntry | undefined>> {
  const all = await listRequests(site);
  if ('problem' in all) return all;
  const request = all.ok.find(hash => hash.startsWith(ticket));
  return request === undefined ? {ok: undefined} : readEntry(site, request);
}

/** What the register holds; a damaged entry costs itself only. */
export interface Register {
  /** By the request's hash. */
  readonly entries: readonly IssuedEntry[];
  /** For these requests something was issued as well. */
  readonly damaged: readonly {readonly request: string; readonly problem: Diagnostic}[];
}

export async function readRegister(site: LocalSite): Promise<Part<Register>> {
  const all = await listRequests(site);
  if ('problem' in all) return all;
  const entries: IssuedEntry[] = [];
  const unread: {readonly request: string; readonly problem: Diagnostic}[] = [];
  for (const request of all.ok) {
    const entry = await readEntry(site, request);
    if ('problem' in entry) unread.push({request, problem: entry.problem});
    else if (entry.ok !== undefined) entries.push(entry.ok);
  }
  return {ok: {entries, damaged: unread}};
}

/** Hashes of the requests for which something was issued. */
function listRequests(site: LocalSite): Promise<Part<readonly string[]>> {
  return attempt('AUTHORITY_UNREADABLE', site.shown, async () => {
    const names = (await site.host.files.list(join(site.folder, REGISTER_FOLDER))) ?? [];
    return {ok: names.flatMap(({name}) => ENTRY.exec(name)?.[1] ?? [])};
  });
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
    throw new X509Error('it is not an entry of the register');
  }
  return {request, profile, issuedAt, ...(server !== undefined && {server}), certificate: readCertificate(block.der)};
}
