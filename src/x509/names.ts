import {isIP} from 'node:net';
import type {CertificateFacts} from '../core/model/certificate.ts';

/**
 * Whether a TLS client that asks for `host` accepts the certificate's names (RFC 6125 section 6.4): only DNS names of
 * the subject alternative name count, letter case does not, a `*` stands for exactly one whole label on the left, and
 * the common name is never looked at.
 */
export function matchesHost(facts: CertificateFacts, host: string): boolean {
  const wanted = host.toLowerCase();
  if (wanted === '' || wanted.startsWith('.') || isIP(wanted) !== 0) return false;
  return facts.names.some(({type, value}) => type === 'dns' && covers(value.toLowerCase(), wanted));
}

function covers(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host;
  const dot = host.indexOf('.');
  // A wildcard right below a top-level domain would cover a whole registry.
  return dot > 0 && pattern.indexOf('.', 2) > 0 && host.slice(dot) === pattern.slice(1);
}
