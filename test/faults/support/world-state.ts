import {createHash, X509Certificate} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {basename, join, relative} from 'node:path';
import {keysOf} from './server-view.ts';

/** Of an interrupted write; nothing reads it. */
const UNFINISHED = /(^|\/)\.(cscert-tmp|authority)-/;

/** What must hold for the files of a world at every instant; one line for each that does not. */
export function brokenFiles(world: string): readonly string[] {
  return filesBelow(world).flatMap(path => {
    const why = whyBroken(path);
    return why === undefined ? [] : [`${relative(world, path)}: ${why}`];
  });
}

export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(name => !UNFINISHED.test(name))
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile());

function whyBroken(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    if (path.endsWith('.json')) JSON.parse(text);
    else if (path.endsWith('.pem')) new X509Certificate(text);
    else if (path.endsWith('.key') && (statSync(path).mode & 0o777) !== 0o600) return 'others may read it';
    else if (text === '') return 'it is empty';
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Requests of a server that lack their CSR or their key. */
export function orphanedRequests(server: string): readonly string[] {
  const keys = keysOf(server);
  const folder = join(server, 'Request');
  const notes = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : [];
  return notes.filter(name => !existsSync(join(folder, name.replace('.json', '.p10'))) || !keys.has(name.slice(0, 64)));
}

/** Certificates in My of a server that bear our mark and lack their key. */
export function keylessCertificates(server: string): readonly string[] {
  const keys = keysOf(server);
  return certificatesOf(server)
    .filter(path => OUR_MARK.test(readFileSync(path, 'utf8')) && !keys.has(spkiIn(path)))
    .map(path => basename(path));
}

const OUR_MARK = /^friendlyName: .*\[cscert [0-9a-f]{8} /;

function certificatesOf(server: string): readonly string[] {
  const my = join(server, 'My');
  const names = existsSync(my) ? readdirSync(my) : [];
  return names.filter(name => name.endsWith('.pem')).map(name => join(my, name));
}

/** Requests of a server whose certificate lies in My. */
export function answeredRequests(server: string): readonly string[] {
  const requests = join(server, 'Request');
  if (!existsSync(requests)) return [];
  const held = new Set(certificatesOf(server).map(spkiIn));
  return readdirSync(requests).filter(name => name.endsWith('.json') && held.has(name.slice(0, 64)));
}

const spkiIn = (path: string): string =>
  createHash('sha256')
    .update(new X509Certificate(readFileSync(path)).publicKey.export({type: 'spki', format: 'der'}))
    .digest('hex');

/** Certificates by their subjects, so that two of one kind are seen; and what still waits. */
export interface Issued {
  /** Of the registers of the CAs. */
  readonly register: Readonly<Record<string, number>>;
  /** Of the servers' own stores; the copies of a certificate that the product replicates count once. */
  readonly stored: Readonly<Record<string, number>>;
  /** Requests that a person is to decide on or to answer. */
  readonly waiting: number;
}

export function issuedIn(world: string): Issued {
  const below = (pattern: RegExp) => filesBelow(world).filter(path => pattern.test(relative(world, path)));
  return {
    register: countSubjects(below(/^(public-)?ca\/issued\//)),
    stored: countSubjects(below(/^servers\/[^/]+\.com\/My\//)),
    waiting: below(/^(ca\/pending\/.*\.json|requests\/.*\.csr)$/).length,
  };
}

function countSubjects(paths: readonly string[]): Readonly<Record<string, number>> {
  const certificates = paths.map(path => new X509Certificate(readFileSync(path)));
  const different = new Map(certificates.map(({fingerprint256, subject}) => [fingerprint256, subject]));
  const counts: Record<string, number> = {};
  for (const subject of different.values()) counts[subject] = (counts[subject] ?? 0) + 1;
  return counts;
}
