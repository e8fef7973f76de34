import {formatFriendlyName, isStoredAsDeclared, parseFriendlyName} from '../mark.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift, warning} from './check.ts';

/**
 * Whether a certificate is called as a slot declares it. Beside the mark there may be no room for all of the name,
 * and then the store has its beginning: compared with the whole, it would be written anew in every run.
 */
export function isCalled({friendlyName: stored, mark}: StoredCertificate, declared: string): boolean {
  if (mark === undefined || stored === declared || isStoredAsDeclared(declared)) return stored === declared;
  return stored === parseFriendlyName(formatFriendlyName(declared, mark)).friendlyName;
}

type Labelled = Pick<CheckInput, 'slot' | 'certificate' | 'authority'>;

/** What is wrong with a label, whatever else may be wrong. A certificate that the configuration names keeps its own. */
export function labelFindings(input: Labelled): readonly Finding[] {
  if (input.slot.use !== undefined) return [];
  return [markLost(input), friendlyName(input)].flatMap(finding => finding ?? []);
}

/**
 * Without our mark the next run could not tell what this certificate was asked for. Writing it again costs nothing, but
 * makes the certificate ours, to be removed when it was superseded: a stranger's must not become that because its issuer
 * could not be compared with an authority that cannot be asked now.
 */
export function markLost({slot, certificate, authority}: Labelled): Finding | undefined {
  if (certificate.mark !== undefined) return undefined;
  const expected = 'the mark of cscert in its friendly name';
  const actual = certificate.friendlyName ?? '(no friendly name)';
  const message = 'its friendly name does not carry the mark of cscert';
  if (authority !== undefined && 'ok' in authority.chain)
    return drift('MARK_LOST', 'mark', {expected, actual, message});
  const until = `it is not marked while nobody can tell whether the authority "${slot.spec.authority}" issued it`;
  return warning('MARK_HELD', 'wait', {expected, actual, message: `${message}; ${until}`});
}

export function friendlyName({slot, certificate}: Pick<CheckInput, 'slot' | 'certificate'>): Finding | undefined {
  if (certificate.mark === undefined || isCalled(certificate, slot.friendlyName)) return undefined;
  const actual = certificate.friendlyName ?? '';
  return drift('FRIENDLY_NAME', 'mark', {
    expected: slot.friendlyName,
    actual,
    message: `its friendly name is "${actual}"; declared is "${slot.friendlyName}"`,
  });
}
