import type {RequiredName} from '../model/desired.ts';
import {remember} from '../remember.ts';
import {byTopic, type Claim} from './claim.ts';

/**
 * Joins claims into names without doubles: each with all of its reasons, the common name first,
 * the others by the first topic that they are there for and then by the alphabet.
 */
export function collectNames(commonName: string, claims: readonly Claim[]): readonly RequiredName[] {
  const first = commonName.toLowerCase();
  const reasons = new Map<string, string[]>([[first, []]]);
  for (const claim of claims.map(lowerCase).sort(byTopic)) {
    const known = reasons.get(claim.name);
    if (known === undefined) reasons.set(claim.name, [claim.reason]);
    else if (!known.includes(claim.reason)) known.push(claim.reason);
  }
  return Array.from(reasons, ([value, why]) => shared([value, ...why].join('\n')));
}

/** Thousands of certificates have most of their names in common, reasons and all: these are kept once. */
const shared = remember((text): RequiredName => {
  const [value = '', ...reasons] = text.split('\n');
  return {value, reasons};
}, 2000);

function lowerCase(claim: Claim): Claim {
  const name = claim.name.toLowerCase();
  return name === claim.name ? claim : {...claim, name};
}
