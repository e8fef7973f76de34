import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift} from './check.ts';

/** Without our mark the next run could not tell what this certificate was asked for. Writing it again costs nothing. */
export function markLost({certificate}: CheckInput): Finding | undefined {
  if (certificate.mark !== undefined) return undefined;
  return drift('MARK_LOST', 'mark', {
    expected: 'the mark of cscert in its friendly name',
    actual: certificate.friendlyName ?? '(no friendly name)',
    message: 'its friendly name does not carry the mark of cscert',
  });
}

export function friendlyName({slot, certificate}: CheckInput): Finding | undefined {
  if (certificate.mark === undefined || certificate.friendlyName === slot.friendlyName) return undefined;
  const actual = certificate.friendlyName ?? '';
  return drift('FRIENDLY_NAME', 'mark', {
    expected: slot.friendlyName,
    actual,
    message: `its friendly name is "${actual}"; declared is "${slot.friendlyName}"`,
  });
}
