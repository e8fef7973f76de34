import type {Usage} from '../model/usage.ts';
import {unreachable} from '../unreachable.ts';
import type {Claim} from './claim.ts';
import type {EdgeNames, PoolTopology} from './topology.ts';

/** The usages that clients and partners meet at the external interface of an Edge server. */
const EXTERNAL = ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer'] as const;

export type ExternalUsage = (typeof EXTERNAL)[number];

/** Narrows a usage to those of the external interface. */
export function isExternal(usage: Usage): usage is ExternalUsage {
  return (EXTERNAL as readonly Usage[]).includes(usage);
}

/**
 * The names that an external usage of an Edge pool needs.
 * Audio and video need none: their certificate signs tokens and is presented to nobody who would compare names.
 */
export function edgeClaims(
  usage: ExternalUsage,
  {pool: {edge}, sipDomains}: {readonly pool: PoolTopology; readonly sipDomains: readonly string[]},
): readonly Claim[] {
  if (edge === undefined) return [];
  switch (usage) {
    case 'AccessEdgeExternal':
      return [
        accessClaim(edge),
        ...sipDomains.map(domain => ({
          name: `sip.${domain}`,
          topic: 'signIn' as const,
          reason: `sign-in from outside and federation of SIP domain ${domain}`,
        })),
      ];
    case 'DataEdgeExternal':
      return [webConferencingClaim(edge)];
    case 'AudioVideoAuthentication':
      return [];
    case 'XmppServer':
      return edge.xmpp.map(name => ({name, topic: 'xmpp' as const, reason: 'XMPP domain'}));
    default:
      return unreachable(usage);
  }
}

/**
 * The subject of an external certificate: the Access Edge service's name wherever that service is among its usages,
 * else the name of the service that it is for.
 */
export function externalCommonName(edge: EdgeNames, usages: readonly Usage[]): Claim | undefined {
  if (usages.includes('AccessEdgeExternal')) return accessClaim(edge);
  if (usages.includes('DataEdgeExternal')) return webConferencingClaim(edge);
  if (usages.includes('AudioVideoAuthentication')) {
    return {name: edge.av, topic: 'av', reason: 'name of the A/V Edge service'};
  }
  const [first] = [...edge.xmpp].sort();
  return usages.includes('XmppServer') && first !== undefined
    ? {name: first, topic: 'xmpp', reason: 'XMPP domain'}
    : undefined;
}

function accessClaim({access}: EdgeNames): Claim {
  return {name: access, topic: 'access', reason: 'name of the Access Edge service'};
}

function webConferencingClaim({webConferencing}: EdgeNames): Claim {
  return {name: webConferencing, topic: 'webConferencing', reason: 'name of the Web Conferencing Edge service'};
}
