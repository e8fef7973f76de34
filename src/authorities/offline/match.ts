import type {Diagnostic} from '../../core/diagnostic.ts';
import {issuersAbove} from './issuers.ts';
import {remark} from './problems.ts';
import {certificatesIn, type Found, type Scan} from './scan.ts';

/** The answer to a request, whatever its file is called. */
export interface Match {
  readonly leaf: Found;
  /** From the leaf's issuer upwards; with the root where an answer brought it. */
  readonly chain: readonly Found[];
  /** Says which one was taken where there were several. */
  readonly remarks: readonly Diagnostic[];
}

export interface Wanted {
  /** SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hex digits. */
  readonly spki: string;
  /** The names that were asked for, lower case. Of several answers one that has them all is preferred. */
  readonly names: readonly string[];
}

/** Undefined when no file holds a certificate for the key. What it says is verified by who asked, not here. */
export function findAnswer(scan: Scan, wanted: Wanted): Match | undefined {
  const all = certificatesIn(scan);
  const answers = withoutDoubles(all.filter(({facts}) => facts.spki === wanted.spki)).toSorted(byWorth(wanted.names));
  const [leaf, ...others] = answers;
  if (leaf === undefined) return undefined;
  return {leaf, chain: issuersAbove(leaf, all), remarks: others.length === 0 ? [] : [several(leaf, others)]};
}

/** The same certificate may lie there in several forms. */
function withoutDoubles(all: readonly Found[]): readonly Found[] {
  return [...new Map(all.map(found => [found.facts.thumbprint, found])).values()];
}

function byWorth(names: readonly string[]): (a: Found, b: Found) => number {
  const lacking = ({facts}: Found): number => {
    const there = new Set(facts.names.map(({value}) => value.toLowerCase()));
    return Number(!names.every(name => there.has(name)));
  };
  return (a, b) =>
    lacking(a) - lacking(b) ||
    Date.parse(b.facts.notAfter) - Date.parse(a.facts.notAfter) ||
    Date.parse(b.facts.notBefore) - Date.parse(a.facts.notBefore) ||
    (a.facts.thumbprint < b.facts.thumbprint ? -1 : 1);
}

function several(leaf: Found, others: readonly Found[]): Diagnostic {
  return remark('ANSWERS_SEVERAL', {
    detail: `${leaf.path} is taken, valid until ${leaf.facts.notAfter}; ${others.map(({path, facts}) => `${path} (until ${facts.notAfter})`).join(', ')} ${others.length === 1 ? 'is' : 'are'} for the same key.`,
    help: 'If another one is meant, move the others away and run the command again.',
  });
}
