import type {Diagnostic} from '../core/diagnostic.ts';
import {helpWith, suggest} from '../core/suggest.ts';

/** An error of the command line itself. */
export function problem(
  code: string,
  summary: string,
  rest: Pick<Diagnostic, 'detail'> & Partial<Pick<Diagnostic, 'help' | 'address'>>,
): Diagnostic {
  return {severity: 'error', code, summary, ...rest};
}

/** An address that nothing has; `known` are those that can be meant. */
export function unknownAddress(
  address: string,
  known: readonly string[],
  detail = `The configuration declares no certificate "${address}".`,
): Diagnostic {
  return problem('UNKNOWN_ADDRESS', 'Nothing has this address', {
    detail,
    help: helpWith(suggest(address, known), 'cscert explain lists the addresses.'),
  });
}
