import {sha256Hex} from '../digest.ts';
import {groupBy} from '../group.ts';
import type {AuthorityFacts} from '../model/actual.ts';
import type {CertificateFacts, DistinguishedName} from '../model/certificate.ts';
import {describedAlike, describeName} from './names.ts';

/** Longer paths do not occur in practice. */
const HIGHEST = 10;

/** Where the issuers of a certificate lead, by names and key identifiers alone: signatures are checked before storing. */
export type Climb = {readonly roots: readonly CertificateFacts[]} | {readonly missing: string};

/**
 * The roots that the issuers lead to, the nearest first; or, where they lead to none, the name that is missing. What was
 * found out is kept with the list of issuers: a store may be full of certificates, and most have the same issuer.
 */
export function climb(certificate: CertificateFacts, issuers: readonly CertificateFacts[]): Climb {
  if (certificate.selfIssued) return {roots: [certificate]};
  const known = climbs.get(issuers) ?? new Map<string, Climb>();
  climbs.set(issuers, known);
  const from = JSON.stringify([describeName(certificate.issuer), certificate.authorityKeyId]);
  const found = known.get(from) ?? climbFrom(certificate, issuers);
  known.set(from, found);
  return found;
}

const climbs = new WeakMap<readonly CertificateFacts[], Map<string, Climb>>();

/** Depends on nothing but the certificate's issuer. */
function climbFrom(certificate: CertificateFacts, issuers: readonly CertificateFacts[]): Climb {
  const above = issuersOf(certificate, issuers);
  const roots = above.filter(one => one.selfIssued);
  if (roots.length > 0) return {roots};
  const subjects = indexOf(above.map(({subject, subjectKeyId}) => ({name: subject, keyId: subjectKeyId})));
  const end = above.findLast(({issuer, authorityKeyId}) => !meets(subjects, {name: issuer, keyId: authorityKeyId}));
  return {missing: describeName((end ?? certificate).issuer)};
}

/** An authority's own certificates and others; the same list for the same two, so that `climb` knows it again. */
export function withChain(chain: AuthorityFacts, issuers: readonly CertificateFacts[]): readonly CertificateFacts[] {
  const known = joined.get(chain) ?? new WeakMap<readonly CertificateFacts[], readonly CertificateFacts[]>();
  joined.set(chain, known);
  const all = known.get(issuers) ?? [...chain.intermediates, ...chain.roots, ...issuers];
  known.set(issuers, all);
  return all;
}

const joined = new WeakMap<AuthorityFacts, WeakMap<readonly CertificateFacts[], readonly CertificateFacts[]>>();

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
    const isWanted = issuersWanted(level.filter(one => !one.selfIssued));
    level = known.filter(one => !found.has(one.thumbprint) && isWanted(one));
    for (const one of level) found.set(one.thumbprint, one);
  }
  return [...found.values()];
}

/** As `mayHaveIssued` of any of them, but each is looked at once: a store may be full of CAs of one name. */
function issuersWanted(below: readonly CertificateFacts[]): (issuer: CertificateFacts) => boolean {
  const [only, ...others] = below;
  if (only === undefined) return () => false;
  if (others.length === 0) return issuer => mayHaveIssued(issuer, only);
  const wanted = indexOf(below.map(({issuer, authorityKeyId}) => ({name: issuer, keyId: authorityKeyId})));
  return ({subject, subjectKeyId}) => meets(wanted, {name: subject, keyId: subjectKeyId});
}

/** One end of the tie between a certificate and its issuer. */
interface Tie {
  readonly name: DistinguishedName;
  readonly keyId: string | undefined;
}

/** Key identifiers by the name that they go with, as it is described. */
type TieIndex = ReadonlyMap<string, ReadonlySet<string | undefined>>;

function indexOf(ties: readonly Tie[]): TieIndex {
  const groups = groupBy(ties, ({name}) => describeName(name));
  return new Map([...groups].map(([name, group]) => [name, new Set(group.map(({keyId}) => keyId))]));
}

/** Whether any of the indexed ends fits the other end: by name and, where both have one, by key identifier. */
function meets(index: TieIndex, {name, keyId}: Tie): boolean {
  const keyIds = index.get(describeName(name));
  return keyIds !== undefined && (keyId === undefined || keyIds.has(undefined) || keyIds.has(keyId));
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
  return sha256Hex(Buffer.from(der, 'base64'));
}

/** Whether an authority vouches for a root: its own, one of its fingerprints, or whatever its responses bring. */
export function isDeclaredRoot(root: CertificateFacts, {roots, pinned, fromResponse}: AuthorityFacts): boolean {
  if (roots.some(one => one.thumbprint === root.thumbprint)) return true;
  return fromResponse === true || pinned?.includes(fingerprint(root)) === true;
}
