import type {Diagnostic} from '../core/diagnostic.ts';
import {few} from '../core/few.ts';
import {helpWith, suggest} from '../core/suggest.ts';

/** An error of the command line itself. */
export function problem(
  code: string,
  summary: string,
  rest: Pick<Diagnostic, 'detail'> & Partial<Pick<Diagnostic, 'help' | 'address'>>,
): Diagnostic {
  return {severity: 'error', code, summary, ...rest};
}

const LISTED = 'cscert explain lists the addresses.';

/** An address that nothing has; `known` are those that can be meant. */
export function unknownAddress(
  address: string,
  known: readonly string[],
  detail = `The configuration declares no certificate "${address}".`,
): Diagnostic {
  return problem('UNKNOWN_ADDRESS', 'Nothing has this address', {
    detail,
    help: helpWith(suggest(address, known), havingPart(address, known) ?? LISTED),
  });
}

/** A part of an address, such as the name of a certificate, means those that have it. */
function havingPart(text: string, known: readonly string[]): string | undefined {
  const having = known.filter(one => one.split('/').includes(text.toLowerCase()));
  const [only, ...others] = having;
  if (only === undefined) return undefined;
  return others.length === 0
    ? `did you mean "${only}"?`
    : `${LISTED} It is a part of ${few(having, 3)}. Give one of them whole.`;
}
