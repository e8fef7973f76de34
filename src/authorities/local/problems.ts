import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {messageOf, remedyFor, systemCodeOf} from '../../core/system-error.ts';
import {X509Error} from '../../x509/error.ts';

/** Everything that can go wrong in a local authority, by its stable code. */
const SUMMARIES = {
  AUTHORITY_SETTING_INVALID: 'A setting of the authority is not valid',
  AUTHORITY_DAMAGED: "The CA's folder is damaged",
  AUTHORITY_UNREADABLE: "The CA's folder could not be read",
  AUTHORITY_WRITE_FAILED: "The CA's folder could not be written",
  AUTHORITY_KEY_EXPOSED: "Every account can read the CA's key",
  AUTHORITY_KEY_IN_CLEAR: "The CA's key is not encrypted",
  AUTHORITY_PASSPHRASE_MISSING: "The passphrase of the CA's key is missing",
  AUTHORITY_PASSPHRASE_WRONG: "The passphrase does not open the CA's key",
  AUTHORITY_EXPIRED: "The CA's certificate is not valid now",
  CERTIFICATE_NOT_ISSUED_HERE: 'The authority did not issue this certificate',
  REVOCATION_DAMAGED: 'The file of a revocation is damaged',
  REQUEST_FILE_DAMAGED: 'The file of a request is damaged',
  REQUEST_TICKET_TAKEN: 'Another request has the same ticket',
  REQUEST_UNKNOWN: 'No request has this ticket',
  REQUEST_DECIDED: 'The request was decided before',
  REQUEST_NOT_PERMITTED: 'The rules of the authority do not permit the request',
} as const;

export type ProblemCode = keyof typeof SUMMARIES;

export function problem(code: ProblemCode, text: {readonly detail: string; readonly help?: string}): Diagnostic {
  return {severity: 'error', code, summary: SUMMARIES[code], ...text};
}

/**
 * Runs what touches the CA's files. An error of the system becomes a problem with `code`, a file that is not what it
 * should be a damaged CA; every other error is a bug and passes.
 */
export async function attempt<T>(
  code: 'AUTHORITY_UNREADABLE' | 'AUTHORITY_WRITE_FAILED',
  shown: string,
  work: () => Promise<Part<T>>,
): Promise<Part<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof X509Error) return {problem: damaged(shown, error.message)};
    const said = systemCodeOf(error);
    return {
      problem: problem(code, {
        detail: `${shown}: the system says: ${messageOf(error)}.`,
        help: remedyFor(said),
      }),
    };
  }
}

/** How to begin with a new CA. No apply makes one by itself where servers have what another issued. */
export const BEGIN_ANEW =
  'of which every certificate is then requested anew, move the whole folder away and run cscert ca create';

/** Never a new CA on top of an old one: everything that it issued would lose its issuer. */
export function damaged(shown: string, why: string): Diagnostic {
  return problem('AUTHORITY_DAMAGED', {
    detail: `${shown}: ${why}.`,
    help: `Restore ${shown} from a backup. To begin with a new CA, ${BEGIN_ANEW}.`,
  });
}
