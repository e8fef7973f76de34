import type {Usage} from '../model/usage.ts';
import {unreachable} from '../unreachable.ts';
import {DEFAULT_XMPP_FORMS, type NameChoices, type XmppForm} from './choices.ts';
import type {Claim} from './claim.ts';
import {accessClaim, legacyOutsideClaim} from './sip-domain.ts';
import type {EdgeNames, LegacySignIn, PoolTopology} from './topology.ts';

/** The usages that clients and partners meet at the external interface of an Edge server. */
const EXTERNAL = ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer'] as const;

export type ExternalUsage = (typeof EXTERNAL)[number];

/** Narrows a usage to those of the external interface. */
export function isExternal(usage: Usage): usage is ExternalUsage {
  return (EXTERNAL as readonly Usage[]).includes(usage);
}

/** What an Edge pool's names depend on. */
export interface EdgeSurroundings {
  readonly pool: PoolTopology;
  readonly sipDomains: readonly string[];
  readonly legacySignIn: readonly LegacySignIn[];
  readonly choices: NameChoices;
}

/**
 * The names that an external usage of an Edge pool needs.
 * Audio and video usually need none: their certificate signs tokens and is presented to nobody who would compare names.
 */
export function edgeClaims(usage: ExternalUsage, around: EdgeSurroundings): readonly Claim[] {
  const {
    pool: {edge},
    choices,
  } = around;
  if (edge === undefined) return [];
  switch (usage) {
    case 'AccessEdgeExternal':
      return [serviceClaim(edge), ...accessClaims(around)];
    case 'DataEdgeExternal':
      return [webConferencingClaim(edge)];
    case 'AudioVideoAuthentication':
      return choices.avName === true ? [avClaim(edge)] : [];
    case 'XmppServer':
      return xmppClaims(edge, choices.xmpp ?? DEFAULT_XMPP_FORMS);
    default:
      return unreachable(usage);
  }
}

function accessClaims({sipDomains, legacySignIn}: EdgeSurroundings): readonly Claim[] {
  return [
    ...sipDomains.map(accessClaim),
    ...(legacySignIn.includes('sipexternal') ? sipDomains.map(legacyOutsideClaim) : []),
  ];
}

/**
 * The subject of an external certificate: the Access Edge service's name wherever that service is among its usages,
 * else the name of the service that it is for.
 */
export function externalCommonName(edge: EdgeNames, usages: readonly Usage[]): Claim | undefined {
  if (usages.includes('AccessEdgeExternal')) return serviceClaim(edge);
  if (usages.includes('DataEdgeExternal')) return webConferencingClaim(edge);
  if (usages.includes('AudioVideoAuthentication')) return avClaim(edge);
  const [first] = [...edge.xmpp].sort();
  return usages.includes('XmppServer') && first !== undefined ? xmppClaim(first, 'domain') : undefined;
}

function serviceClaim({access}: EdgeNames): Claim {
  return {name: access, topic: 'access', reason: 'name of the Access Edge service'};
}

function webConferencingClaim({webConferencing}: EdgeNames): Claim {
  return {name: webConferencing, topic: 'webConferencing', reason: 'name of the Web Conferencing Edge service'};
}

function avClaim({av}: EdgeNames): Claim {
  return {name: av, topic: 'av', reason: 'name of the A/V Edge service'};
}

function xmppClaims({xmpp}: EdgeNames, forms: readonly XmppForm[]): readonly Claim[] {
  return xmpp.flatMap(domain => forms.map(form => xmppClaim(domain, form)));
}

const XMPP_PREFIX: Readonly<Record<XmppForm, string>> = {domain: '', host: 'xmpp.', wildcard: '*.'};

function xmppClaim(domain: string, form: XmppForm): Claim {
  const reason = form === 'domain' ? 'XMPP domain' : `XMPP domain ${domain}`;
  return {name: `${XMPP_PREFIX[form]}${domain}`, topic: 'xmpp', reason};
}
