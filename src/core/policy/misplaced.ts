/**
 * CA certificates in the wrong store, as far as that can be mended without taking anything away: what belongs to a declared
 * authority is put where it belongs as well. Nothing is removed from Root or CA, for cscert did not put it there, and
 * something else on the server may lean on it.
 */
import type {AuthorityFacts, AuthorityState, HolderState, StoreName} from '../model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../model/certificate.ts';
import {drift} from './check.ts';
import {climb, fingerprint, isDeclaredRoot} from './climb.ts';
import {chainOf} from './issued-by.ts';
import {describeName} from './names.ts';
import type {TrustNeed} from './trust.ts';

/** What lies in the wrong store alone and belongs to this authority. A store that cannot be read is not judged. */
export function misplacedNeeds(holder: HolderState, authority: string, state: AuthorityState): readonly TrustNeed[] {
  const chain = chainOf(state);
  if (chain === undefined) return [];
  const {stores} = holder;
  if (!('ok' in stores.Root) || !('ok' in stores.CA)) return [];
  const found = {authority, chain, Root: stores.Root.ok, CA: stores.CA.ok};
  return [...intermediates(found), ...pinnedRoots(found, 'ok' in stores.My ? stores.My.ok : [])];
}

interface Found {
  readonly authority: string;
  readonly chain: AuthorityFacts;
  readonly Root: readonly StoredCertificate[];
  readonly CA: readonly StoredCertificate[];
}

/** A CA below a root of the authority. That it is in CA makes nobody trust anything more than before. */
function intermediates({authority, chain, Root, CA}: Found): readonly TrustNeed[] {
  const misplaced = Root.filter(one => one.ca && !one.selfIssued && isMissing(one, [...CA, ...chain.intermediates]));
  if (misplaced.length === 0) return [];
  const issuers = [...chain.roots, ...Root, ...CA.filter(one => isPinned(one, chain))];
  return sorted(misplaced).flatMap(one => {
    const end = climb(one, issuers);
    const isOurs = 'roots' in end && chain.fromResponse !== true && end.roots.some(root => isDeclaredRoot(root, chain));
    return isOurs ? [need(authority, {certificate: one, from: 'Root', to: 'CA'})] : [];
  });
}

/** A root that is declared by its fingerprint, whose certificate the server has already, where nobody trusts it. */
function pinnedRoots({authority, chain, Root, CA}: Found, My: readonly StoredCertificate[]): readonly TrustNeed[] {
  if (chain.pinned === undefined) return [];
  const at = (from: StoreName, all: readonly StoredCertificate[]) => sorted(all).map(one => ({certificate: one, from}));
  const roots = [...at('CA', CA), ...at('My', My)].filter(
    ({certificate: one}) => isMissing(one, Root) && isPinned(one, chain),
  );
  const once = new Map(roots.toReversed().map(one => [one.certificate.thumbprint, one]));
  return [...once.values()].map(one => need(authority, {...one, to: 'Root'}));
}

interface Misplaced {
  readonly certificate: CertificateFacts;
  readonly from: StoreName;
  readonly to: 'Root' | 'CA';
}

function need(authority: string, {certificate, from, to}: Misplaced): TrustNeed {
  const name = describeName(certificate.subject);
  const finding = drift(to === 'Root' ? 'ROOT_NOT_IN_ROOT' : 'INTERMEDIATE_NOT_IN_CA', 'trust', {
    expected: `${name} in ${to}`,
    actual: `in ${from} alone`,
    message: `${name} (${certificate.thumbprint.slice(0, 8)}) of the authority "${authority}" is in ${from}, and belongs into ${to}`,
  });
  return {authority, store: to, certificate, finding};
}

/** Whether it is a root that the authority declares by its fingerprint. */
export function isPinned(one: CertificateFacts, {pinned = []}: AuthorityFacts): boolean {
  return pinned.length > 0 && one.ca && one.selfIssued && pinned.includes(fingerprint(one));
}

const isMissing = ({thumbprint}: CertificateFacts, all: readonly CertificateFacts[]): boolean =>
  all.every(one => one.thumbprint !== thumbprint);

/** So that the order in a store is no news. */
const sorted = (all: readonly StoredCertificate[]): readonly StoredCertificate[] =>
  all.toSorted((a, b) => (a.thumbprint < b.thumbprint ? -1 : 1));
