import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {AuthorityChain} from '../../core/model/actual.ts';
import {fingerprint} from '../../core/policy/climb.ts';
import {systemCodeOf} from '../../core/system-error.ts';
import {parseCertificate} from '../../x509/certificate.ts';
import {formatName} from '../../x509/distinguished-name.ts';
import {X509Error} from '../../x509/error.ts';
import {certificateFacts} from '../../x509/facts.ts';
import {readCertificates} from '../../x509/response.ts';
import {issuersAbove, issuersBelow} from './issuers.ts';
import {problem, type Words} from './problems.ts';
import {certificatesIn, type Found, type Scan} from './scan.ts';
import type {OfflineSite, RootFile} from './settings.ts';

/** A bundle of a few roots; not that of a whole operating system. */
const ROOT_FILE_LIMIT = 1024 * 1024;

/** The certificates of the declared files, each self-issued. The first file that is not what it should be is told. */
export async function readRoots(site: OfflineSite): Promise<Part<readonly Found[]>> {
  const roots: Found[] = [];
  for (const file of site.rootFiles) {
    const read = await readRootFile(site, file);
    if ('problem' in read) return read;
    roots.push(...read.ok);
  }
  return {ok: roots};
}

async function readRootFile({files, name}: OfflineSite, {path, shown}: RootFile): Promise<Part<readonly Found[]>> {
  try {
    const data = await files.read(path, ROOT_FILE_LIMIT);
    if (data === undefined) return {problem: missing(name, shown)};
    const {certificates, kind} = readCertificates(data);
    if (kind === 'pfx') return {problem: invalid(shown, 'it is a PFX; a root is declared as a certificate alone')};
    const found = certificates.map((der): Found => {
      const parsed = parseCertificate(der);
      return {facts: certificateFacts(parsed), parsed, path: shown};
    });
    const stranger = found.find(({facts}) => !facts.selfIssued);
    return stranger === undefined ? {ok: found} : {problem: notSelfIssued(shown, stranger)};
  } catch (error) {
    if (error instanceof X509Error) return {problem: invalid(shown, error.message)};
    return {problem: invalid(shown, `the system says ${systemCodeOf(error)}`)};
  }
}

/**
 * What the authority says of itself: declared roots, those that are declared by fingerprint and lie in the folder, and
 * the intermediates in the folder that lead to one of them. Nothing is in it only because an answer brought it, unless
 * `roots: fromResponse` says just that: then a root that an answer brought can also be put back where it was lost.
 */
export function chainOf(
  site: OfflineSite,
  roots: readonly Found[],
  {scan, now}: {scan: Scan; now: Date},
): AuthorityChain {
  const all = certificatesIn(scan);
  const trusted = trustedRoots(site, roots, all);
  const isNeeded = isNeededBelow(trusted, scan);
  const intermediates = issuersBelow(trusted, all).filter(
    found => isNeeded(found) && Date.parse(found.facts.notAfter) > now.getTime(),
  );
  return {
    roots: ders(trusted),
    intermediates: ders(intermediates),
    // Also when there are none: it says that intermediates come with answers, so that a missing one proves nothing.
    pinned: site.pinned,
    ...(site.fromResponse && {fromResponse: true}),
  };
}

/**
 * A CA's certificate for the key of a request is an answer that nobody asked for, and one for a root's own key leads
 * back to where the path ends already: neither has a place in a store.
 */
function isNeededBelow(trusted: readonly Found[], {requests}: Scan): (found: Found) => boolean {
  const others = new Set([...requests.map(({spki}) => spki), ...trusted.map(({facts}) => facts.spki)]);
  return ({facts}) => !others.has(facts.spki);
}

/** Declared roots, and those of the folder that a fingerprint or `fromResponse` vouches for. */
export function trustedRoots(site: OfflineSite, roots: readonly Found[], all: readonly Found[]): readonly Found[] {
  const pinned = new Set(site.pinned);
  const brought = site.fromResponse ? broughtByAnswers(all) : new Set<string>();
  const isTrusted = ({facts}: Found): boolean => brought.has(facts.thumbprint) || pinned.has(fingerprint(facts));
  return [...roots, ...all.filter(found => found.facts.selfIssued && isTrusted(found))];
}

/** Thumbprints of what stands above an answer; a CA's certificate that no answer needs was brought by none. */
function broughtByAnswers(all: readonly Found[]): ReadonlySet<string> {
  const answers = all.filter(({facts}) => !facts.ca && !facts.selfIssued);
  return new Set(answers.flatMap(answer => issuersAbove(answer, all)).map(({facts}) => facts.thumbprint));
}

/** Each once, in an order that does not depend on the names of files. */
function ders(found: readonly Found[]): readonly string[] {
  const byThumbprint = new Map(found.map(({facts}) => [facts.thumbprint, facts.der]));
  return [...byThumbprint].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, der]) => der);
}

function missing(authority: string, shown: string): Diagnostic {
  return problem('ROOT_FILE_MISSING', {
    detail: `authorities.${authority}.roots names ${shown}, but there is no such file.`,
    help: `Put the certificate of the CA's root there, from a source that you trust, or declare its fingerprint (sha256:…).`,
  });
}

function notSelfIssued(shown: string, {facts}: Found): Diagnostic {
  return invalid(
    shown,
    `${formatName(facts.subject)} was issued by ${formatName(facts.issuer)}, so it is no root; intermediate CAs belong beside the answers`,
  );
}

function invalid(shown: string, why: string): Diagnostic {
  const words: Words = {
    detail: `${shown}: ${why}.`,
    help: 'Put nothing but self-issued root certificates into it, as DER or PEM.',
  };
  return problem('ROOT_FILE_INVALID', words);
}
