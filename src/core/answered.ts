import type {PendingRequest} from './model/actual.ts';
import type {StoredCertificate} from './model/certificate.ts';

/**
 * Whether a request was answered: a certificate with its key lies in My and bears our mark, which is given to what has
 * been verified. What was noted about the request goes after that, so a run that ended in between leaves it behind. Taken
 * for an open one it would bring the same certificate again, whatever has become of that one since.
 */
export function isAnswered({spki}: PendingRequest, my: readonly StoredCertificate[]): boolean {
  return my.some(one => one.spki === spki && one.mark !== undefined);
}

/** The requests whose certificate is still awaited. */
export function openRequests(
  requests: readonly PendingRequest[],
  my: readonly StoredCertificate[],
): readonly PendingRequest[] {
  return requests.length === 0 ? requests : requests.filter(one => !isAnswered(one, my));
}
