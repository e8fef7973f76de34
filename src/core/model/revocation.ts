/**
 * Why a certificate is revoked (RFC 5280 section 5.3.1), as far as an administrator may say it of a server's certificate.
 * The others are left out: the two of CAs and attribute authorities are not about servers, a hold and its removal would
 * make a certificate come back to life, which nothing here follows up.
 */
export const REVOCATION_REASONS = [
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
  'unspecified',
] as const;

export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** The CRLReason of RFC 5280 section 5.3.1; it is also what `certutil -revoke` takes. */
export const REASON_CODES: Readonly<Record<RevocationReason, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
};

/** Whether a text is one of the reasons. */
export function isRevocationReason(text: string): text is RevocationReason {
  return REVOCATION_REASONS.some(reason => reason === text);
}

/** What an authority did about a certificate that was to be revoked. */
export interface Revoked {
  /** `already-done`: it had been revoked before; reason and time are those of that revocation. */
  readonly outcome: 'done' | 'already-done';
  readonly reason: RevocationReason;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Where its list of revoked certificates is, for people. */
  readonly list: string;
}
