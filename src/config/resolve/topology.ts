import {ROLE_FACTS} from '../../core/model/role.ts';
import type {DeploymentTopology, EdgeNames, PoolTopology} from '../../core/names/topology.ts';
import type {Deployment, Edge} from '../generated/document.ts';
import type {DeclaredPool, PoolSurroundings} from './pools.ts';
import {publishedNames} from './published.ts';
import {simpleUrlHosts, siteSimpleUrls} from './simple-urls.ts';

/** What the deployment tells about names. The default SIP domain stays first; the others are sorted. */
export function deploymentTopology({sipDomains, simpleUrls = {}, legacySignIn}: Deployment): DeploymentTopology {
  const [first, ...others] = sipDomains.map(domain => domain.toLowerCase());
  return {
    sipDomains: first === undefined ? [] : [first, ...others.sort()],
    simpleUrls: simpleUrlHosts(simpleUrls),
    ...(legacySignIn !== undefined && {legacySignIn}),
  };
}

/** What a pool tells about names. Web services that are not overridden go by the pool's name, as in Topology Builder. */
export function poolTopology(declared: DeclaredPool, around: PoolSurroundings): PoolTopology {
  const {fqdn, pool} = declared;
  const simpleUrls = siteSimpleUrls(declared, around.deployment);
  return {
    fqdn,
    role: pool.role,
    webInternal: (pool.webServices?.internal ?? fqdn).toLowerCase(),
    webExternal: (pool.webServices?.external ?? fqdn).toLowerCase(),
    automaticSignIn: pool.automaticSignIn ?? ROLE_FACTS[pool.role].signIn,
    ...(simpleUrls !== undefined && {simpleUrls}),
    ...(pool.edge !== undefined && {edge: edgeNames(pool.edge)}),
    ...(pool.role === 'reverseProxy' && {published: publishedNames(declared, around)}),
  };
}

function edgeNames({access, webConferencing, av, xmpp = []}: Edge): EdgeNames {
  return {
    access: access.toLowerCase(),
    webConferencing: webConferencing.toLowerCase(),
    av: av.toLowerCase(),
    xmpp: xmpp.map(domain => domain.toLowerCase()).sort(),
  };
}
