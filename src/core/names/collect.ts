import {exact} from '../exact.ts';
import type {RequiredName} from '../model/desired.ts';
import {keepLatest} from '../remember.ts';
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
  const names: RequiredName[] = [];
  reasons.forEach((why, value) => {
    names.push(shared({value, reasons: exact(why)}));
  });
  return exact(names);
}

/** Thousands of certificates have most of their names in common, reasons and all: these are kept once. */
function shared(name: RequiredName): RequiredName {
  const known = latest.get(name.value);
  if (known !== undefined && isSame(known.reasons, name.reasons)) return known;
  latest.set(name.value, name);
  return name;
}

const latest = keepLatest<RequiredName>(2000);

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, at) => one === others[at]);

function lowerCase(claim: Claim): Claim {
  const name = claim.name.toLowerCase();
  return name === claim.name ? claim : {...claim, name};
}
