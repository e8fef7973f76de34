import type {Actual, AuthorityFacts, AuthorityState} from '../model/actual.ts';
import type {CertificateFacts} from '../model/certificate.ts';
import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift} from './check.ts';
import {climb, isDeclaredRoot, mayHaveIssued, withChain} from './climb.ts';

/** Whether one of an authority's own certificates may have issued it. */
export function isIssuedBy({intermediates, roots}: AuthorityFacts, certificate: CertificateFacts): boolean {
  return [...intermediates, ...roots].some(one => mayHaveIssued(one, certificate));
}

/** Whether an authority's chain is that of a certificate, as far as names and key identifiers tell. */
export function comesFrom(
  certificate: CertificateFacts,
  chain: AuthorityFacts,
  issuers: readonly CertificateFacts[],
): boolean {
  if (isIssuedBy(chain, certificate)) return true;
  const end = climb(certificate, withChain(chain, issuers));
  return 'roots' in end && end.roots.some(root => isDeclaredRoot(root, chain));
}

const hasRevoked = (chain: AuthorityFacts, certificate: CertificateFacts): boolean =>
  chain.revoked?.includes(certificate.serial) === true && isIssuedBy(chain, certificate);

/** Whether any of the authorities is known to have taken a certificate back, be it one that is declared no more for it. */
export function revocationsOf(authorities: Actual['authorities']): (certificate: CertificateFacts) => boolean {
  const chains = Object.values(authorities).flatMap(authority => chainOf(authority) ?? []);
  const revoking = chains.filter(({revoked: serials = []}) => serials.length > 0);
  return certificate => revoking.some(chain => hasRevoked(chain, certificate));
}

/**
 * What its authority took back is worth nothing, whatever else is right about it. One that exists (`use`), or was issued
 * before another authority was declared for it, need not come from the one that is declared.
 */
export function revoked({slot, certificate, authority, isRevoked}: CheckInput): Finding | undefined {
  const chain = chainOf(authority);
  const isByOwn = chain !== undefined && hasRevoked(chain, certificate);
  if (!isByOwn && isRevoked?.(certificate) !== true) return undefined;
  return drift('REVOKED', 'request', {
    expected: 'a certificate that holds',
    actual: `serial number ${certificate.serial} is revoked`,
    message: `the authority ${isByOwn ? `"${slot.spec.authority}"` : 'that issued it'} has revoked it`,
  });
}

/** What is known of an authority's chain. */
export function chainOf(authority: AuthorityState | undefined): AuthorityFacts | undefined {
  if (authority === undefined || !('ok' in authority.chain)) return undefined;
  return authority.chain.ok === 'made on first use' ? undefined : authority.chain.ok;
}
