import type {Diagnostic} from '../../core/diagnostic.ts';
import {messageOf, remedyFor, systemCodeOf} from '../../core/system-error.ts';
import {X509Error} from '../../x509/error.ts';
import {type ProblemText, STEP_SUMMARIES, StepTrouble} from '../step-problems.ts';

/** Everything that can go wrong in a folder of stores, by its stable code. */
const SUMMARIES = {
  ...STEP_SUMMARIES,
  STORE_ROOT_MISSING: 'The folder of the stores does not exist',
  STORE_ROOT_UNMARKED: 'The folder is not a folder of cscert stores',
  STORE_ROOT_UNKNOWN_FORMAT: 'The folder of the stores has an unknown format',
  STORE_FILE_BROKEN: 'A file of a server is not what it should be',
  KEY_EXPOSED: 'Every account can read a private key',
  REQUEST_TOO_LARGE: 'The request would be too large',
  STORE_WRITE_FAILED: 'A server could not be written',
  SERVER_NAME_UNSAFE: "The server's name cannot be the name of a folder",
  GLOBAL_CHANGED_MEANWHILE: 'Another run changed the global assignment at the same time',
} as const;

export type ProblemCode = keyof typeof SUMMARIES;

export function problem(code: ProblemCode, text: ProblemText): Diagnostic {
  return {severity: 'error', code, summary: SUMMARIES[code], ...text};
}

/** As StepTrouble, with the problems of this connection too. */
export class Trouble extends StepTrouble {
  constructor(code: ProblemCode, text: ProblemText) {
    super(problem(code, text));
  }
}

/** An error of the system, of the readers or our own as a diagnostic. Everything else is a bug and is thrown again. */
export function diagnose(error: unknown, code: ProblemCode, about: {readonly address?: string} = {}): Diagnostic {
  if (error instanceof StepTrouble) return {...about, ...error.diagnostic};
  if (error instanceof X509Error) return problem('STORE_FILE_BROKEN', {detail: `${error.message}.`, ...about});
  const said = systemCodeOf(error);
  return problem(code, {
    detail: `The system says: ${messageOf(error)}.`,
    help: remedyFor(said),
    ...about,
  });
}
