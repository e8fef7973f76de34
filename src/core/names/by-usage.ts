import type {ServerId} from '../model/desired.ts';
import {isGlobal, type Usage} from '../model/usage.ts';
import {remember} from '../remember.ts';
import {unreachable} from '../unreachable.ts';
import type {Claim} from './claim.ts';
import {edgeClaims, isExternal} from './edge.ts';
import type {DeploymentTopology, PoolTopology, SimpleUrlHosts} from './topology.ts';

/** The servers that bear the certificate, their pool, and the SIP domains that it serves. */
export interface Surroundings {
  readonly pool: PoolTopology;
  /** Several where one certificate is shared. */
  readonly servers: readonly ServerId[];
  readonly sipDomains: readonly string[];
  readonly simpleUrls: SimpleUrlHosts;
}

/**
 * The names that a usage needs on its servers.
 * Source: "Certificate requirements for internal servers", "Certificate requirements for mobility" and "Certificate
 * requirements for external user access", Lync Server 2013 library; the later products have the same tables.
 */
export function claimsOf(usage: Exclude<Usage, 'OAuthTokenIssuer'>, around: Surroundings): readonly Claim[] {
  if (isExternal(usage)) return edgeClaims(usage, around);
  switch (usage) {
    // Other servers compare the common name alone: the pool's.
    case 'Internal':
      return [poolClaim(around.pool.fqdn)];
    case 'Default':
      return defaultClaims(around);
    case 'WebServicesInternal':
      return webInternalClaims(around);
    case 'WebServicesExternal':
      return webExternalClaims(around);
    default:
      return unreachable(usage);
  }
}

/** Narrows a usage to those that each server has for itself. */
export function isOfServer(usage: Usage): usage is Exclude<Usage, 'OAuthTokenIssuer'> {
  return !isGlobal(usage);
}

/** Thousands of certificates have the same SIP domains, whose claims need not be put into words again for each. */
const DOMAINS_KEPT = 500;

const signInClaim = remember(
  (domain): Claim => ({
    name: `sip.${domain}`,
    topic: 'signIn',
    reason: `automatic sign-in of SIP domain ${domain}`,
  }),
  DOMAINS_KEPT,
);
const discoverInsideClaim = remember(
  (domain): Claim => ({
    name: `lyncdiscoverinternal.${domain}`,
    topic: 'discoverInside',
    reason: `mobile clients inside find ${domain}`,
  }),
  DOMAINS_KEPT,
);
const discoverOutsideClaim = remember(
  (domain): Claim => ({
    name: `lyncdiscover.${domain}`,
    topic: 'discoverOutside',
    reason: `mobile clients outside find ${domain}`,
  }),
  DOMAINS_KEPT,
);

/**
 * Servers present the pool's name to each other and must carry their own as well (MTLS).
 * With automatic sign-in, clients of every SIP domain look for `sip.DOMAIN` and compare strictly.
 */
function defaultClaims({pool, servers, sipDomains}: Surroundings): readonly Claim[] {
  const signIn = pool.automaticSignIn ? sipDomains : [];
  return [poolClaim(pool.fqdn), ...serverClaims(servers), ...signIn.map(signInClaim)];
}

function webInternalClaims({pool, servers, sipDomains, simpleUrls}: Surroundings): readonly Claim[] {
  return [
    {name: pool.webInternal, topic: 'webInternal', reason: 'internal web services'},
    poolClaim(pool.fqdn),
    ...serverClaims(servers),
    ...meetingClaims(simpleUrls),
    ...adminClaims(simpleUrls),
    ...sipDomains.map(discoverInsideClaim),
  ];
}

/**
 * Without the name of the control panel: the requirements list it here as well, but every worked example
 * leaves it out, for administration is not published to the outside.
 */
function webExternalClaims({pool, sipDomains, simpleUrls}: Surroundings): readonly Claim[] {
  return [
    {name: pool.webExternal, topic: 'webExternal', reason: 'external web services'},
    ...meetingClaims(simpleUrls),
    ...sipDomains.map(discoverOutsideClaim),
  ];
}

/**
 * The default SIP domain is the realm of server-to-server authentication, so it names the certificate;
 * the wizard adds the other SIP domains.
 */
export function oauthClaims(deployment: DeploymentTopology, sipDomains: readonly string[]): readonly Claim[] {
  const [realm] = deployment.sipDomains;
  return [
    ...(realm === undefined
      ? []
      : [{name: realm, topic: 'realm' as const, reason: 'default SIP domain, the realm of OAuth tokens'}]),
    ...sipDomains
      .filter(domain => domain !== realm)
      .map(domain => ({name: domain, topic: 'sipDomain' as const, reason: 'SIP domain'})),
  ];
}

/** Servers present themselves to each other under the name of their pool. */
export function poolClaim(name: string): Claim {
  return {name, topic: 'pool', reason: 'name of the pool'};
}

/** A certificate that several servers share bears the name of each. */
export function serverClaims(servers: readonly ServerId[]): readonly Claim[] {
  const reason = servers.length > 1 ? 'name of a server that shares it' : 'name of this server';
  return servers.map(name => ({name, topic: 'server', reason}));
}

function meetingClaims({meet, dialin}: SimpleUrlHosts): readonly Claim[] {
  return [
    ...meet.map(name => ({name, topic: 'meet' as const, reason: 'simple URL for meetings'})),
    ...(dialin === undefined
      ? []
      : [{name: dialin, topic: 'dialin' as const, reason: 'simple URL for dial-in conferencing'}]),
  ];
}

function adminClaims({admin}: SimpleUrlHosts): readonly Claim[] {
  return admin === undefined ? [] : [{name: admin, topic: 'admin', reason: 'simple URL for administration'}];
}
