import type {Diagnostic} from '../../core/diagnostic.ts';
import {messageOf, remedyFor, systemCodeOf} from '../../core/system-error.ts';
import {X509Error} from '../../x509/error.ts';

/** Everything that can go wrong in a folder of stores, by its stable code. */
const SUMMARIES = {
  STORE_ROOT_MISSING: 'The folder of the stores does not exist',
  STORE_ROOT_UNMARKED: 'The folder is not a folder of cscert stores',
  STORE_ROOT_UNKNOWN_FORMAT: 'The folder of the stores has an unknown format',
  STORE_UNREADABLE: 'A part of a server could not be read',
  STORE_FILE_BROKEN: 'A file of a server is not what it should be',
  STORE_WRITE_FAILED: 'A server could not be written',
  STORE_NOT_AS_WRITTEN: 'What was written is not there',
  SERVER_NAME_UNSAFE: "The server's name cannot be the name of a folder",
  KEY_MISSING: 'There is no private key for the certificate',
  KEY_MISMATCH: 'A private key does not belong to its certificate',
  KEY_NOT_EXPORTABLE: 'The private key may not be exported',
  PFX_UNREADABLE: 'The PFX could not be opened',
  PFX_INCOMPLETE: 'The PFX is not complete',
  KEY_REFUSED: 'The key could not be made',
  REQUEST_MISSING: 'There is no such request on the server',
  CERTIFICATE_MISSING: 'The certificate is not in the store',
  CERTIFICATE_WRONG_KEY: 'The certificate was issued for another key',
  CERTIFICATE_ASSIGNED: 'The certificate is assigned',
  CHAIN_NOT_A_CA: 'The chain holds a certificate that is not of a CA',
  ROOT_NOT_SELF_ISSUED: 'Only a self-issued certificate belongs into Root',
  FRIENDLY_NAME_TAKEN: 'Another certificate in the store has this friendly name',
  GLOBAL_CHANGED_MEANWHILE: 'Another run changed the global assignment at the same time',
  REPLICATION_INCOMPLETE: 'The global assignment did not reach every server',
  LOCK_HELD: "The server's lock is another's",
  LOCK_TAKEN_OVER: 'An expired lock was taken over',
  STEP_NOT_SUPPORTED: 'The directory connection cannot do this step',
  STOPPED: 'Stopped before the step began',
} as const;

export type ProblemCode = keyof typeof SUMMARIES;

export interface ProblemText {
  readonly detail: string;
  readonly help?: string;
  readonly address?: string;
  readonly severity?: Diagnostic['severity'];
}

export function problem(code: ProblemCode, text: ProblemText): Diagnostic {
  return {severity: 'error', code, summary: SUMMARIES[code], ...text};
}

/**
 * Leaves a read or a step with a problem that is found deep inside. It never leaves the connection: `read` and
 * `perform` turn it into data at their edge.
 */
export class Trouble extends Error {
  readonly diagnostic: Diagnostic;

  constructor(code: ProblemCode, text: ProblemText) {
    super(text.detail);
    this.diagnostic = problem(code, text);
  }
}

/** An error of the system, of the readers or our own as a diagnostic. Everything else is a bug and is thrown again. */
export function diagnose(error: unknown, code: ProblemCode, about: {readonly address?: string} = {}): Diagnostic {
  if (error instanceof Trouble) return {...about, ...error.diagnostic};
  if (error instanceof X509Error) return problem('STORE_FILE_BROKEN', {detail: `${error.message}.`, ...about});
  const said = systemCodeOf(error);
  return problem(code, {
    detail: `The system says: ${messageOf(error)}.`,
    help: remedyFor(said),
    ...about,
  });
}
