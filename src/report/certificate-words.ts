import type {StoreName} from '../core/model/actual.ts';
import {type CertificateFacts, EKU_OIDS, type GeneralName, type TemplateFacts} from '../core/model/certificate.ts';
import {minute} from '../core/moment.ts';
import {unreachable} from '../core/unreachable.ts';
import {count, relative} from './text.ts';

/** Purposes by the names of the standards and, for Microsoft's own, of its documentation. */
const PURPOSES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(EKU_OIDS).map(([name, oid]) => [oid, name])),
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.5': 'ipsecEndSystem',
  '1.3.6.1.5.5.7.3.6': 'ipsecTunnel',
  '1.3.6.1.5.5.7.3.7': 'ipsecUser',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '1.3.6.1.5.5.7.3.17': 'ipsecIKE',
  '1.3.6.1.5.2.3.5': 'KDC authentication',
  '1.3.6.1.4.1.311.10.3.3': 'server gated cryptography',
  '1.3.6.1.4.1.311.10.3.4': 'encrypting file system',
  '1.3.6.1.4.1.311.20.2.1': 'certificate request agent',
  '1.3.6.1.4.1.311.20.2.2': 'smart card logon',
  '1.3.6.1.4.1.311.54.1.2': 'remote desktop authentication',
  '2.5.29.37.0': 'any purpose',
};

/** The stores by their names and, beside these, by what the console of Windows calls them in short. */
export const STORE_TITLES: Readonly<Record<StoreName, string>> = {
  My: 'My (personal)',
  CA: 'CA (intermediates)',
  Root: 'Root (trusted roots)',
};

export function purposesText(eku: CertificateFacts['eku']): string {
  if (eku === undefined) return 'any (none is named)';
  return eku.map(oid => PURPOSES[oid] ?? oid).join(', ') || 'none';
}

export function keyUsageText(keyUsage: CertificateFacts['keyUsage']): string {
  if (keyUsage === undefined) return 'any (none is named)';
  return keyUsage.join(', ') || 'none';
}

export function nameText({type, value}: GeneralName): string {
  return type === 'dns' ? value : `${type}:${value}`;
}

export function keyText({algorithm, size, curve}: CertificateFacts['key']): string {
  const bits = size > 0 ? `, ${count(size, 'bit')}` : '';
  switch (algorithm) {
    case 'rsa':
      return `RSA${bits}`;
    case 'rsa-pss':
      return `RSA for RSASSA-PSS only${bits}`;
    case 'ec':
      return `EC${curve === undefined ? '' : `, ${curve}`}${bits}`;
    case 'ed25519':
      return 'Ed25519';
    case 'ed448':
      return 'Ed448';
    case 'other':
      return `of an algorithm that is not known${bits}`;
    default:
      return unreachable(algorithm);
  }
}

export function signatureText({scheme, hash, oid}: CertificateFacts['signature']): string {
  const digest = hash === undefined ? 'an unknown hash' : hash.toUpperCase().replace(/^SHA(?=\d)/, 'SHA-');
  switch (scheme) {
    case 'pkcs1':
      return `RSA (PKCS #1 v1.5) with ${digest}`;
    case 'pss':
      return `RSASSA-PSS with ${digest}`;
    case 'ecdsa':
      return `ECDSA with ${digest}`;
    case 'eddsa':
      return 'EdDSA';
    case 'other':
      return `${oid}, which is not known`;
    default:
      return unreachable(scheme);
  }
}

export function templateText({name, oid}: TemplateFacts): string {
  return name === undefined ? (oid ?? 'without a name') : `${name}${oid === undefined ? '' : ` (${oid})`}`;
}

/** `2026-09-03 10:00 UTC, in 12 days`. */
export function momentText(time: string, now: Date): string {
  return `${minute(time)}, ${relative(new Date(time), now)}`;
}
