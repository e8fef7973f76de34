import type {Topic} from './claim.ts';

/**
 * What a wildcard may stand for: the web usages' names for meetings, dial-in and discovery, and nothing else
 * ("Wildcard certificate support", Lync Server 2013 library). Names of pools, servers, web services and sign-in
 * stay, covered or not.
 */
const REPLACEABLE: ReadonlySet<Topic> = new Set(['meet', 'dialin', 'discoverInside', 'discoverOutside']);

/** Whether a wildcard may stand for a name that is there for this. */
export function isReplaceable(topic: Topic): boolean {
  return REPLACEABLE.has(topic);
}

export function isWildcard(name: string): boolean {
  return name.startsWith('*.');
}

/** Whether a wildcard covers a name: it stands for exactly one label (RFC 6125 section 6.4.3). */
export function covers(wildcard: string, name: string): boolean {
  if (!isWildcard(wildcard) || isWildcard(name)) return false;
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot) === wildcard.slice(1);
}

/** The wildcard that covers a name. Undefined where it would stand for a whole top-level domain, which no CA issues. */
export function wildcardFor(name: string): string | undefined {
  const [, ...domain] = name.split('.');
  return domain.length < 2 ? undefined : `*.${domain.join('.')}`;
}
