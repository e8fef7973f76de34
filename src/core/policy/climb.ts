import {createHash} from 'node:crypto';
import type {AuthorityFacts} from '../model/actual.ts';
import type {CertificateFacts} from '../model/certificate.ts';
import {describedAlike, describeName} from './names.ts';

/** Longer paths do not occur in practice. */
const HIGHEST = 10;

/** Where the issuers of a certificate lead, by names and key identifiers alone: signatures are checked before storing. */
export type Climb = {readonly roots: readonly CertificateFacts[]} | {readonly missing: string};

/** The roots that the issuers lead to, the nearest first; or, where they lead to none, the name that is missing. */
export function climb(certificate: CertificateFacts, issuers: readonly CertificateFacts[]): Climb {
  const path = [certificate, ...issuersOf(certificate, issuers)];
  const roots = path.filter(one => one.selfIssued);
  if (roots.length > 0) return {roots};
  const end = path.findLast(one => !path.some(other => mayHaveIssued(other, one)));
  return {missing: describeName((end ?? certificate).issuer)};
}

/**
 * Everything above a certificate, as far as it is known, the nearest first. A CA may have several certificates (renewed,
 * or cross-signed by another CA), and only some of them may lead to a root, so every way up is followed.
 */
export function issuersOf(
  certificate: CertificateFacts,
  known: readonly CertificateFacts[],
): readonly CertificateFacts[] {
  const found = new Map<string, CertificateFacts>();
  let level: readonly CertificateFacts[] = [certificate];
  for (let height = 0; height < HIGHEST && level.length > 0; height++) {
    const below = level.filter(one => !one.selfIssued);
    level = known.filter(one => !found.has(one.thumbprint) && below.some(lower => mayHaveIssued(one, lower)));
    for (const one of level) found.set(one.thumbprint, one);
  }
  return [...found.values()];
}

/** Whether `issuer` may have issued the certificate, by name and, where both have one, by key identifier. */
export function mayHaveIssued(issuer: CertificateFacts, certificate: CertificateFacts): boolean {
  if (!describedAlike(issuer.subject, certificate.issuer)) return false;
  const {subjectKeyId} = issuer;
  const {authorityKeyId} = certificate;
  return subjectKeyId === undefined || authorityKeyId === undefined || subjectKeyId === authorityKeyId;
}

/** SHA-256 of a certificate, 64 lower-case hex digits: the form in which a root is pinned. */
export function fingerprint({der}: Pick<CertificateFacts, 'der'>): string {
  return createHash('sha256').update(Buffer.from(der, 'base64')).digest('hex');
}

/** Whether an authority vouches for a root: its own, one of its fingerprints, or whatever its responses bring. */
export function isDeclaredRoot(root: CertificateFacts, {roots, pinned, fromResponse}: AuthorityFacts): boolean {
  if (roots.some(one => one.thumbprint === root.thumbprint)) return true;
  return fromResponse === true || pinned?.includes(fingerprint(root)) === true;
}
