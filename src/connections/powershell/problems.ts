import type {Diagnostic} from '../../core/diagnostic.ts';
import {X509Error} from '../../x509/error.ts';
import {type ProblemText, STEP_SUMMARIES, StepTrouble} from '../step-problems.ts';

/** Everything that can go wrong with a real server, by its stable code. */
const SUMMARIES = {
  ...STEP_SUMMARIES,
  POWERSHELL_NOT_STARTED: 'PowerShell could not be started',
  SERVER_IS_ANOTHER: 'Another server answered',
  SERVER_UNREACHABLE: 'The server cannot be reached',
  SSH_HOST_KEY_UNKNOWN: 'Nobody has said which host key the server has',
  SSH_HOST_KEY_CHANGED: 'The server shows another host key',
  SSH_HOST_KEYS_UNREADABLE: 'The list of host keys cannot be read',
  SSH_IDENTITY_UNUSABLE: 'There is nothing to log in with',
  SERVER_SILENT: 'The server did not answer in time',
  SERVER_ENDED: 'PowerShell on the server ended before it answered',
  SERVER_ANSWER_BROKEN: 'What the server answered cannot be understood',
  SERVER_REFUSED: 'The server could not do it',
  SERVER_ACCESS_DENIED: 'The account may not do this on the server',
  MODULE_MISSING: "The product's commands are not on the server",
  MANAGEMENT_STORE_UNREACHABLE: 'The central management store cannot be reached from the server',
  REQUEST_LEFT_BEHIND: 'A request that was never sent was removed',
  REQUEST_NOTE_MISSING: 'What was noted about a request is gone',
  REQUEST_NOT_AS_DECLARED: 'The server made another request than was declared',
  CERTIFICATE_NOT_ACCEPTED: 'Windows did not accept the issued certificate',
  CERTIFICATE_LEFT_OUT: 'A certificate on the server cannot be read',
  CLOCK_OFF: "The server's clock differs from that of the runner",
  CA_UNREACHABLE: 'The server does not reach the CA',
  CA_TEMPLATE_UNPUBLISHED: 'The CA does not issue this template',
  REPLICAS_BEHIND: 'What is published has not reached every server',
  REQUESTS_PENDING: 'Requests wait on the server',
  REQUESTS_UNKNOWN: 'The store REQUEST holds what cscert does not know',
  ASSIGNMENT_REFUSED: 'The product did not take the assignment',
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

/** What a server says that is not what it should be. */
export function nonsense(detail: string): Trouble {
  return new Trouble('SERVER_ANSWER_BROKEN', {
    detail,
    help: 'Run the command again. If it stays, look what else writes into a PowerShell on that server (profiles, banners, other versions).',
  });
}

/** It is judged as if it were not in My, which somebody who sees it there should know. */
export function certificateLeftOut(
  one: {readonly thumbprint: string; readonly why: string},
  server: string,
): Diagnostic {
  return problem('CERTIFICATE_LEFT_OUT', {
    severity: 'warning',
    detail: `${server}: ${oneLineOf(one.thumbprint)} in My is left out, as if it were not there (${oneLineOf(one.why)}).`,
    help: 'Remove it from My if nothing needs it. A usage that points to it gets another certificate.',
    address: server,
  });
}

/** Our own problems, and those of the readers, as a diagnostic. Everything else is a bug and is thrown again. */
export function diagnose(error: unknown, server: string): Diagnostic {
  if (error instanceof StepTrouble) return {address: server, ...error.diagnostic};
  if (error instanceof X509Error) return {address: server, ...nonsense(`${server}: ${error.message}.`).diagnostic};
  throw error;
}

/** A text of a server as one line that fits into a message. */
export function oneLineOf(text: string, limit = 400): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  const line = text.replace(/[\u0000-\u0020\u007f-\u009f]+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
