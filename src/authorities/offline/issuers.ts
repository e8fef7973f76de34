/** Who signed whom among the certificates that lie in the folder. Signatures decide; names only say where to look. */
import {groupBy} from '../../core/group.ts';
import {rememberEach} from '../../core/remember.ts';
import {nameKey} from '../../x509/distinguished-name.ts';
import {isSignedBy} from '../../x509/signature.ts';
import type {Found} from './scan.ts';

/** A folder full of CAs of one name could ask for very many checks; real ones need a handful. */
const MAX_CHECKS = 1000;

/** Asked for one answer after the other of the same folder. */
const groupedBySubject = rememberEach((all: readonly Found[]) => groupBy(all, ({parsed}) => nameKey(parsed.subject)));

/**
 * Every certificate that helps to build a path from the leaf, from its issuer upwards, each once. Cross-certificates
 * are all in it, a root where there is one, and who signed without being a CA: whether that holds is not decided here.
 */
export function issuersAbove(leaf: Found, all: readonly Found[]): readonly Found[] {
  const bySubject = groupedBySubject(all);
  const above = new Map<string, Found>();
  let checks = 0;
  let level: readonly Found[] = [leaf];
  while (level.length > 0 && checks < MAX_CHECKS) {
    const next: Found[] = [];
    for (const child of level) {
      for (const issuer of bySubject.get(nameKey(child.parsed.issuer)) ?? []) {
        const {thumbprint} = issuer.facts;
        if (thumbprint === leaf.facts.thumbprint || above.has(thumbprint) || checks++ >= MAX_CHECKS) continue;
        if (!isSignedBy(child.parsed, issuer.parsed)) continue;
        above.set(thumbprint, issuer);
        next.push(issuer);
      }
    }
    level = next;
  }
  return [...above.values()];
}

/** The CA certificates, roots left out, that were signed by a root or by one of those, from the roots downwards. */
export function issuersBelow(roots: readonly Found[], all: readonly Found[]): readonly Found[] {
  const byIssuer = groupBy(all.filter(isIntermediate), ({parsed}) => nameKey(parsed.issuer));
  const below = new Map<string, Found>();
  let checks = 0;
  let level = roots;
  while (level.length > 0 && checks < MAX_CHECKS) {
    const next: Found[] = [];
    for (const issuer of level) {
      for (const child of byIssuer.get(nameKey(issuer.parsed.subject)) ?? []) {
        if (below.has(child.facts.thumbprint) || checks++ >= MAX_CHECKS) continue;
        if (!isSignedBy(child.parsed, issuer.parsed)) continue;
        below.set(child.facts.thumbprint, child);
        next.push(child);
      }
    }
    level = next;
  }
  return [...below.values()];
}

const isIntermediate = ({facts}: Found): boolean => facts.ca && !facts.selfIssued;
