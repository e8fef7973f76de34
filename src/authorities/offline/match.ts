import type {Diagnostic} from '../../core/diagnostic.ts';
import {few} from '../../core/few.ts';
import {groupBy} from '../../core/group.ts';
import {rememberEach} from '../../core/remember.ts';
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
  /** What was asked for: names in lower case, usages as OIDs. Of several answers one that is as asked is preferred. */
  readonly names: readonly string[];
  readonly eku: readonly string[];
  readonly now: Date;
  /** Whether a chain leads to a root of the authority. */
  readonly trusts: (leaf: Found, chain: readonly Found[]) => boolean;
}

/** How many answers to one request are looked at for one that can be trusted. */
const MOST_TRIED = 8;

/**
 * Undefined when no file holds a certificate for the key. What it says is verified by who asked, not here; but an
 * answer that would be refused does not stand in the way of a good one that lies beside it.
 */
export function findAnswer(scan: Scan, wanted: Wanted): Match | undefined {
  const all = certificatesIn(scan);
  const answers = withoutDoubles(certificatesByKey(scan).get(wanted.spki) ?? []).toSorted(byWorth(wanted));
  const [first, second] = answers;
  if (first === undefined) return undefined;
  if (second === undefined) return {leaf: first, chain: issuersAbove(first, all), remarks: []};
  const alike = answers.filter(one => countFlaws(one, wanted) === countFlaws(first, wanted)).slice(0, MOST_TRIED);
  const leaf = alike.find(one => wanted.trusts(one, issuersAbove(one, all))) ?? first;
  const others = answers.filter(one => one !== leaf);
  return {leaf, chain: issuersAbove(leaf, all), remarks: [several(leaf, others)]};
}

/** Asked for one order after the other of the same look. */
const certificatesByKey = rememberEach((scan: Scan) => groupBy(certificatesIn(scan), ({facts}) => facts.spki));

/** The same certificate may lie there in several forms. */
function withoutDoubles(all: readonly Found[]): readonly Found[] {
  return [...new Map(all.map(found => [found.facts.thumbprint, found])).values()];
}

/** How many things about it would have it refused. */
function countFlaws({facts}: Found, {names, eku, now}: Wanted): number {
  const there = new Set(facts.names.map(({value}) => value.toLowerCase()));
  const asked = new Set(names);
  const flaws = [
    facts.ca,
    Date.parse(facts.notAfter) <= now.getTime(),
    !names.every(name => there.has(name)),
    names.length > 0 && ![...there].every(name => asked.has(name)),
    !eku.every(usage => facts.eku?.includes(usage)),
  ];
  return flaws.filter(flaw => flaw).length;
}

function byWorth(wanted: Wanted): (a: Found, b: Found) => number {
  return (a, b) =>
    countFlaws(a, wanted) - countFlaws(b, wanted) ||
    Date.parse(b.facts.notAfter) - Date.parse(a.facts.notAfter) ||
    Date.parse(b.facts.notBefore) - Date.parse(a.facts.notBefore) ||
    (a.facts.thumbprint < b.facts.thumbprint ? -1 : 1);
}

/** Named in the remark; a folder may hold very many. */
const MOST_NAMED = 5;

function several(leaf: Found, others: readonly Found[]): Diagnostic {
  const named = others.map(({path, facts}) => `${path} (until ${facts.notAfter})`);
  const list = few(named, MOST_NAMED);
  return remark('ANSWERS_SEVERAL', {
    detail: `${leaf.path} is taken, valid until ${leaf.facts.notAfter}; ${list} ${others.length === 1 ? 'is' : 'are'} for the same key.`,
    help: 'If another one is meant, move the others away and run the command again.',
  });
}
