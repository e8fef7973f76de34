import type {ServerId} from '../model/desired.ts';
import {isGlobal, type Usage} from '../model/usage.ts';
import {unreachable} from '../unreachable.ts';
import type {NameChoices} from './choices.ts';
import type {Claim} from './claim.ts';
import {edgeClaims, isExternal} from './edge.ts';
import {publishedClaims} from './reverse-proxy.ts';
import {adminClaims, meetingClaims} from './simple-urls.ts';
import {discoverInsideClaim, discoverOutsideClaim, legacyInsideClaim, signInClaim} from './sip-domain.ts';
import type {DeploymentTopology, LegacySignIn, PoolTopology, SimpleUrlHosts} from './topology.ts';

/** The servers that bear the certificate, their pool, and the SIP domains that it serves. */
export interface Surroundings {
  readonly pool: PoolTopology;
  /** Several where one certificate is shared. */
  readonly servers: readonly ServerId[];
  readonly sipDomains: readonly string[];
  /** Those that hold for the pool. */
  readonly simpleUrls: SimpleUrlHosts;
  readonly legacySignIn: readonly LegacySignIn[];
  readonly choices: NameChoices;
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
    case 'ReverseProxy':
      return around.pool.published === undefined ? [] : publishedClaims(around.pool.published, around.sipDomains);
    default:
      return unreachable(usage);
  }
}

/** Narrows a usage to those that each server has for itself. */
export function isOfServer(usage: Usage): usage is Exclude<Usage, 'OAuthTokenIssuer'> {
  return !isGlobal(usage);
}

/**
 * Servers present the pool's name to each other and must carry their own as well (MTLS).
 * With automatic sign-in, clients of every SIP domain look for `sip.DOMAIN` and compare strictly.
 */
function defaultClaims({pool, servers, sipDomains, legacySignIn}: Surroundings): readonly Claim[] {
  const signIn = pool.automaticSignIn ? sipDomains : [];
  return [
    poolClaim(pool.fqdn),
    ...serverClaims(servers),
    ...signIn.map(signInClaim),
    ...(legacySignIn.includes('sipinternal') ? signIn.map(legacyInsideClaim) : []),
  ];
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
 * Usually without the name of the control panel: the requirements list it here as well, but every worked example
 * leaves it out, for administration is not published to the outside.
 */
function webExternalClaims({pool, sipDomains, simpleUrls, choices}: Surroundings): readonly Claim[] {
  return [
    {name: pool.webExternal, topic: 'webExternal', reason: 'external web services'},
    ...meetingClaims(simpleUrls),
    ...(choices.adminOutside === true ? adminClaims(simpleUrls) : []),
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
