import {formatFriendlyName, isStoredAsDeclared, parseFriendlyName} from '../mark.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift} from './check.ts';

/**
 * Whether a certificate is called as a slot declares it. Beside the mark there may be no room for all of the name,
 * and then the store has its beginning: compared with the whole, it would be written anew in every run.
 */
export function isCalled({friendlyName: stored, mark}: StoredCertificate, declared: string): boolean {
  if (mark === undefined || stored === declared || isStoredAsDeclared(declared)) return stored === declared;
  return stored === parseFriendlyName(formatFriendlyName(declared, mark)).friendlyName;
}

type Labelled = Pick<CheckInput, 'slot' | 'certificate'>;

/** What is wrong with a label, whatever else may be wrong. A certificate that the configuration names keeps its own. */
export function labelFindings(input: Labelled): readonly Finding[] {
  if (input.slot.use !== undefined) return [];
  return [markLost(input), friendlyName(input)].flatMap(finding => finding ?? []);
}

/** Without our mark the next run could not tell what this certificate was asked for. Writing it again costs nothing. */
export function markLost({certificate}: Labelled): Finding | undefined {
  if (certificate.mark !== undefined) return undefined;
  return drift('MARK_LOST', 'mark', {
    expected: 'the mark of cscert in its friendly name',
    actual: certificate.friendlyName ?? '(no friendly name)',
    message: 'its friendly name does not carry the mark of cscert',
  });
}

export function friendlyName({slot, certificate}: Labelled): Finding | undefined {
  if (certificate.mark === undefined || isCalled(certificate, slot.friendlyName)) return undefined;
  const actual = certificate.friendlyName ?? '';
  return drift('FRIENDLY_NAME', 'mark', {
    expected: slot.friendlyName,
    actual,
    message: `its friendly name is "${actual}"; declared is "${slot.friendlyName}"`,
  });
}
