import {codeOf, messageOf} from '../core/system-error.ts';

/**
 * What is said when nothing else can be: of an error of the system, such as a full disk below the output, its own
 * words; of everything else, which is a bug, the stack. Never what hangs on an error: its cause and its properties may
 * be what a call was given, and so a secret.
 */
export function lastWords(error: unknown): string {
  // Errors of Node itself have codes with an underscore, as ERR_INVALID_ARG_TYPE.
  if (/^E[A-Z0-9]+$/.test(codeOf(error) ?? '')) return `error: the output could not be written: ${messageOf(error)}`;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${said}\nerror: cscert failed unexpectedly. This is a bug: please report it with the lines above and what you ran.`;
}
