import {codeOf, messageOf} from '../core/system-error.ts';

/**
 * What is said when nothing else can be: of an error of the system, such as a full disk below the output, its own
 * words; of everything else, which is a bug, the stack. Never what hangs on an error: its cause and its properties may
 * be what a call was given, and so a secret.
 */
export function lastWords(error: unknown): string {
  // Errors of Node itself have codes with an underscore, as ERR_INVALID_ARG_TYPE.
  if (/^E[A-Z0-9]+$/.test(codeOf(error) ?? '')) return `error: ${whatFailed(error)}: ${messageOf(error)}`;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${said}\nerror: cscert failed unexpectedly. This is a bug: please report it with the lines above and what you ran.`;
}

/** By the call that failed, as the system names it. */
function whatFailed(error: unknown): string {
  const call = typeof error === 'object' && error !== null && 'syscall' in error ? error.syscall : undefined;
  if (call === 'write') return 'the output could not be written';
  if (call === 'uv_cwd')
    return 'the folder that cscert was started in is gone or may not be read; change into another one';
  return 'the system refused what cscert cannot do without';
}
