import type {AuthorityChain} from '../../core/model/actual.ts';
import {fingerprint} from '../../core/policy/climb.ts';
import {issuersAbove, issuersBelow} from './issuers.ts';
import {certificatesIn, type Found, type Scan} from './scan.ts';
import type {OfflineSite} from './settings.ts';

/**
 * What the authority says of itself: declared roots, those that are declared by fingerprint and lie in the folder, and
 * the intermediates in the folder that lead to one of them. Nothing is in it only because an answer brought it, unless
 * `roots: fromResponse` says just that: then a root that an answer brought can also be put back where it was lost.
 */
export function chainOf(
  site: OfflineSite,
  roots: readonly Found[],
  {scan, now}: {scan: Scan; now: Date},
): AuthorityChain {
  const all = certificatesIn(scan);
  const trusted = trustedRoots(site, roots, all);
  const isNeeded = isNeededBelow(trusted, scan);
  const intermediates = issuersBelow(trusted, all).filter(
    found => isNeeded(found) && Date.parse(found.facts.notAfter) > now.getTime(),
  );
  return {
    roots: ders(trusted),
    intermediates: ders(intermediates),
    // Also when there are none: it says that intermediates come with answers, so that a missing one proves nothing.
    pinned: site.pinned,
    ...(site.fromResponse && {fromResponse: true}),
  };
}

/**
 * A CA's certificate for the key of a request is an answer that nobody asked for, and one for a root's own key leads
 * back to where the path ends already: neither has a place in a store.
 */
function isNeededBelow(trusted: readonly Found[], {requests}: Scan): (found: Found) => boolean {
  const others = new Set([...requests.map(({spki}) => spki), ...trusted.map(({facts}) => facts.spki)]);
  return ({facts}) => !others.has(facts.spki);
}

/** Declared roots, and those of the folder that a fingerprint or `fromResponse` vouches for. */
export function trustedRoots(site: OfflineSite, roots: readonly Found[], all: readonly Found[]): readonly Found[] {
  const pinned = new Set(site.pinned);
  const brought = site.fromResponse ? broughtByAnswers(all) : new Set<string>();
  const isTrusted = ({facts}: Found): boolean => brought.has(facts.thumbprint) || pinned.has(fingerprint(facts));
  return [...roots, ...all.filter(found => found.facts.selfIssued && isTrusted(found))];
}

/** Thumbprints of what stands above an answer; a CA's certificate that no answer needs was brought by none. */
function broughtByAnswers(all: readonly Found[]): ReadonlySet<string> {
  const answers = all.filter(({facts}) => !facts.ca && !facts.selfIssued);
  return new Set(answers.flatMap(answer => issuersAbove(answer, all)).map(({facts}) => facts.thumbprint));
}

/** Each once, in an order that does not depend on the names of files. */
function ders(found: readonly Found[]): readonly string[] {
  const byThumbprint = new Map(found.map(({facts}) => [facts.thumbprint, facts.der]));
  return [...byThumbprint].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, der]) => der);
}
