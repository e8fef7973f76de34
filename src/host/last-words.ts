import {codeOf, messageOf} from '../core/system-error.ts';

/**
 * What is said when nothing else can be: of an error of the system, such as a full disk below the output, its own
 * words; of everything else, which is a bug, the stack.
 */
export function lastWords(error: unknown): string {
  // Errors of Node itself have codes with an underscore, as ERR_INVALID_ARG_TYPE.
  if (/^E[A-Z0-9]+$/.test(codeOf(error) ?? '')) return `error: the output could not be written: ${messageOf(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
