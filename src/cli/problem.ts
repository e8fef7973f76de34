import type {Diagnostic} from '../core/diagnostic.ts';

/** An error of the command line itself. */
export function problem(
  code: string,
  summary: string,
  rest: Pick<Diagnostic, 'detail'> & Partial<Pick<Diagnostic, 'help' | 'address'>>,
): Diagnostic {
  return {severity: 'error', code, summary, ...rest};
}
