import {createHash} from 'node:crypto';
import type {AuthorityFacts} from '../model/actual.ts';
import type {CertificateFacts} from '../model/certificate.ts';
import {describeName} from './names.ts';

/** Longer paths do not occur in practice; a circle of cross-certificates must end somewhere. */
const LONGEST = 10;

/** Where the issuers of a certificate lead, by names and key identifiers alone: signatures are checked before storing. */
export type Climb = {readonly root: CertificateFacts} | {readonly missing: string};

export function climb(certificate: CertificateFacts, issuers: readonly CertificateFacts[]): Climb {
  const last = issuersOf(certificate, issuers).at(-1) ?? certificate;
  return last.selfIssued ? {root: last} : {missing: describeName(last.issuer)};
}

/** The issuer of a certificate, the issuer of that one, and so on, as far as they are known. */
export function issuersOf(
  certificate: CertificateFacts,
  known: readonly CertificateFacts[],
): readonly CertificateFacts[] {
  const path: CertificateFacts[] = [];
  for (let current = certificate; path.length < LONGEST && !current.selfIssued; ) {
    const next = known.find(candidate => mayHaveIssued(candidate, current));
    if (next === undefined) break;
    path.push(next);
    current = next;
  }
  return path;
}

/** Whether `issuer` may have issued the certificate, by name and, where both have one, by key identifier. */
export function mayHaveIssued(issuer: CertificateFacts, certificate: CertificateFacts): boolean {
  if (describeName(issuer.subject) !== describeName(certificate.issuer)) return false;
  const {subjectKeyId} = issuer;
  const {authorityKeyId} = certificate;
  return subjectKeyId === undefined || authorityKeyId === undefined || subjectKeyId === authorityKeyId;
}

/** SHA-256 of a certificate, 64 lower-case hex digits: the form in which a root is pinned. */
export function fingerprint(certificate: CertificateFacts): string {
  return createHash('sha256').update(Buffer.from(certificate.der, 'base64')).digest('hex');
}

/** Whether an authority vouches for a root: its own, one of its fingerprints, or whatever its responses bring. */
export function isDeclaredRoot(root: CertificateFacts, {roots, pinned, fromResponse}: AuthorityFacts): boolean {
  if (roots.some(one => one.thumbprint === root.thumbprint)) return true;
  return fromResponse === true || pinned?.includes(fingerprint(root)) === true;
}
