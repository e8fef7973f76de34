import type {AuthorityState} from '../model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../model/certificate.ts';
import type {Slot} from '../model/desired.ts';
import type {Cure, Finding} from '../model/finding.ts';

/** What a check looks at: one certificate of a holder's My store against one slot. */
export interface CheckInput {
  readonly slot: Slot;
  readonly certificate: StoredCertificate;
  readonly authority: AuthorityState | undefined;
  /** What the holder could build a chain from: CA, and Root with its roots. Undefined where one could not be read. */
  readonly issuers: readonly CertificateFacts[] | undefined;
  readonly now: Date;
  /** Whether any of the declared authorities took a certificate back; absent where only the slot's own is asked. */
  readonly isRevoked?: (certificate: CertificateFacts) => boolean;
  /** It is an answer to the request that is declared now, before our mark is on it. */
  readonly answer?: true;
}

/** One small pure question about a certificate. Undefined: nothing to say. */
export type Check = (input: CheckInput) => Finding | undefined;

/**
 * Who decides what a check looks at. What the CA decides, or the holder once and for all when it makes a key, is not
 * cured by the same request made again: where our mark shows that exactly this was asked for, a person has to look.
 */
export type DecidedBy = 'ca' | 'key' | 'holder' | 'time';

/** A check with what its findings are worth. */
export interface CheckEntry {
  readonly check: Check;
  readonly decidedBy: DecidedBy;
  /** What the check means for a certificate that was there before (`use:`); it counts in full unless said. */
  readonly existing?: 'warning' | 'skip';
}

/** What differs, in the words of both sides. */
export interface Difference {
  readonly expected: string;
  readonly actual: string;
  readonly message?: string;
}

/** A finding against what is declared. The message says both sides unless another one is given. */
export function drift(code: string, cure: Cure, {expected, actual, message}: Difference): Finding {
  return {code, cure, severity: 'drift', message: message ?? `is ${actual}; declared is ${expected}`, expected, actual};
}

/** A finding against what the reference recommends: it changes no exit code and leads to nothing by itself. */
export function warning(code: string, cure: Cure, {expected, actual, message}: Difference): Finding {
  return {...drift(code, cure, message ? {expected, actual, message} : {expected, actual}), severity: 'warning'};
}
