import type {CertificateFacts} from '../model/certificate.ts';
import {minute} from '../moment.ts';

/** What decides whether anybody takes a certificate, whatever it says itself. */
export interface Circumstances {
  /** Whether its authority took it back, as far as that is known. */
  readonly isRevoked: (certificate: CertificateFacts) => boolean;
  readonly now: Date;
}

/**
 * Why everybody turns a certificate away, to be put behind what it is called: `was revoked`. Undefined where nothing speaks
 * against it. What is in use and worth nothing is not spared: neither a window is waited for nor the last of its tokens.
 */
export function whyWorthless(certificate: CertificateFacts, {isRevoked, now}: Circumstances): string | undefined {
  const {notBefore, notAfter} = certificate;
  if (isRevoked(certificate)) return 'was revoked';
  if (now.getTime() < Date.parse(notBefore)) return `is valid only from ${minute(notBefore)}`;
  return now.getTime() < Date.parse(notAfter) ? undefined : `expired ${minute(notAfter)}`;
}
