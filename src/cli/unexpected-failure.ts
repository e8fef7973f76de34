import type {Diagnostic} from '../core/diagnostic.ts';

/** An exception that reached the top: a system error that nobody expected, or a bug. */
export function unexpectedFailure(error: unknown): Diagnostic {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    severity: 'error',
    code: 'INTERNAL',
    summary: 'cscert failed unexpectedly',
    detail,
    help: 'This is a bug in cscert. Please report it with the lines above and what you ran.',
  };
}
