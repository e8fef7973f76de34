import {EKU_OIDS, type Eku} from '../model/certificate.ts';
import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift} from './check.ts';

const EKU_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(EKU_OIDS).map(([name, oid]) => [oid, name]),
);

/** `serverAuth, clientAuth`; OIDs that have no name here stay as they are. */
export function describeEku(oids: readonly string[] | undefined): string {
  if (oids === undefined) return 'any';
  return oids.map(oid => EKU_NAMES[oid] ?? oid).join(', ') || 'none';
}

/** The product wants serverAuth named, so an absent extension does not do; more than was asked for does no harm. */
export function eku({slot, certificate}: CheckInput): Finding | undefined {
  const present = certificate.eku ?? [];
  const missing = slot.spec.eku.filter((name: Eku) => !present.includes(EKU_OIDS[name]));
  if (missing.length === 0) return undefined;
  return drift('EKU', 'request', {
    expected: slot.spec.eku.join(', '),
    actual: describeEku(certificate.eku),
    message: `extended key usage ${missing.join(', ')} is missing`,
  });
}

export function keyUsage({slot, certificate}: CheckInput): Finding | undefined {
  const {keyUsage: present} = certificate;
  if (present === undefined) return undefined;
  const missing = slot.spec.keyUsage.filter(usage => !present.includes(usage));
  if (missing.length === 0) return undefined;
  return drift('KEY_USAGE', 'request', {
    expected: slot.spec.keyUsage.join(', '),
    actual: present.join(', ') || 'none',
    message: `key usage ${missing.join(', ')} is missing`,
  });
}

const WEAK_HASHES: ReadonlySet<string> = new Set(['md2', 'md4', 'md5', 'sha1']);

/**
 * RSASSA-PSS leads to sign-in errors, MD5 keeps the Front End service from starting, and SHA-1 is refused by
 * current clients ("Certificate infrastructure requirements", and Schannel events 36888 and 36874).
 */
export function signatureAlgorithm({certificate}: CheckInput): Finding | undefined {
  const {scheme, hash} = certificate.signature;
  const weak = scheme === 'pss' ? 'RSASSA-PSS' : hash && WEAK_HASHES.has(hash) ? hash.toUpperCase() : undefined;
  if (weak === undefined) return undefined;
  return drift('SIGNATURE_ALGORITHM', 'request', {
    expected: 'SHA-2 with RSASSA-PKCS1-v1_5',
    actual: weak,
    message: `the certificate is signed with ${weak}, which the product or its clients do not accept`,
  });
}
