import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Address, ServerId, Slot} from '../../core/model/desired.ts';
import {describeName} from '../../core/policy/names.ts';
import {suggest} from '../../core/suggest.ts';
import {listOf} from '../../report/text.ts';
import {problem, unknownAddress} from '../problem.ts';
import type {Found} from './place.ts';

/** What was asked for is none of the three things that it can be. */
export function nothingMeant(slots: readonly Slot[], text: string): Diagnostic {
  const known = slots.map(slot => slot.address);
  return unknownAddress(text, known, `"${text}" is no file, no thumbprint, and no certificate of the configuration.`);
}

export function nothingThere(address: Address, servers: readonly ServerId[]): Diagnostic {
  return problem('CERTIFICATE_NOT_THERE', 'There is no certificate to show', {
    detail: `Nothing is assigned or ready for ${address} on ${listOf(servers, 5)}.`,
    help: `cscert plan --only ${address} shows what it needs.`,
    address,
  });
}

/** Nobody has this thumbprint; `all` is where it was looked for. */
export function unknownThumbprint(digits: string, all: readonly Found[]): Diagnostic {
  const near = suggest(
    digits,
    all.map(({certificate}) => certificate.thumbprint.slice(0, digits.length)),
  );
  return problem('THUMBPRINT_UNKNOWN', 'No certificate has this thumbprint', {
    detail: `No certificate that could be read in the stores of the servers has one that begins with ${digits}.`,
    help: near === undefined ? 'cscert inspect lists the certificates of every server.' : `did you mean "${near}"?`,
  });
}

/** Several have it; each is named, and where it is. */
export function ambiguousThumbprint(digits: string, found: ReadonlyMap<string, readonly Found[]>): Diagnostic {
  const lines = [...found].map(([thumbprint, places]) => {
    const servers = [...new Set(places.map(({server}) => server))];
    const subject = places[0] === undefined ? '' : describeName(places[0].certificate.subject);
    return `  ${thumbprint}  ${subject}, on ${listOf(servers, 3)}`;
  });
  return problem('THUMBPRINT_AMBIGUOUS', 'Several certificates have this thumbprint', {
    detail: `Those that begin with ${digits} are:\n${lines.join('\n')}`,
    help: 'give more of its digits',
  });
}
