/** Problems that mean the same on every connection, by their stable codes. */
import type {Diagnostic} from '../core/diagnostic.ts';

export const STEP_SUMMARIES = {
  STORE_UNREADABLE: 'A part of a server could not be read',
  STORE_NOT_AS_WRITTEN: 'What was written is not there',
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
  REPLICATION_INCOMPLETE: 'The global assignment did not reach every server',
  LOCK_HELD: "The server's lock is another's",
  LOCK_LOST: "The server's lock is no longer this run's",
  LOCK_TAKEN_OVER: 'An expired lock was taken over',
  STEP_NOT_SUPPORTED: 'The connection cannot do this step',
  STOPPED: 'Stopped before the step began',
} as const;

export type StepProblemCode = keyof typeof STEP_SUMMARIES;

/** What a problem says besides its code and summary. */
export interface ProblemText {
  readonly detail: string;
  readonly help?: string;
  readonly address?: string;
  readonly severity?: Diagnostic['severity'];
}

export function stepProblem(code: StepProblemCode, text: ProblemText): Diagnostic {
  return {severity: 'error', code, summary: STEP_SUMMARIES[code], ...text};
}

/**
 * Leaves a read or a step with a problem that is found deep inside. It never leaves the connection: `read` and
 * `perform` turn it into data at their edge.
 */
export class StepTrouble extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.detail);
    this.diagnostic = diagnostic;
  }
}

export function stepTrouble(code: StepProblemCode, text: ProblemText): StepTrouble {
  return new StepTrouble(stepProblem(code, text));
}
