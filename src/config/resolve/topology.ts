import {ROLE_FACTS} from '../../core/model/role.ts';
import type {DeploymentTopology, EdgeNames, PoolTopology} from '../../core/names/topology.ts';
import type {Deployment, Edge} from '../generated/document.ts';
import type {DeclaredPool} from './pools.ts';

/** What the deployment tells about names. The default SIP domain stays first; the others are sorted. */
export function deploymentTopology({sipDomains, simpleUrls = {}}: Deployment): DeploymentTopology {
  const [first, ...others] = sipDomains.map(domain => domain.toLowerCase());
  const {meet = [], dialin, admin} = simpleUrls;
  const [dialinHost, adminHost] = [hostOf(dialin), hostOf(admin)];
  return {
    sipDomains: first === undefined ? [] : [first, ...others.sort()],
    simpleUrls: {
      meet: (typeof meet === 'string' ? [meet] : meet).flatMap(url => hostOf(url) ?? []).sort(),
      ...(dialinHost === undefined ? {} : {dialin: dialinHost}),
      ...(adminHost === undefined ? {} : {admin: adminHost}),
    },
  };
}

/** What a pool tells about names. Web services that are not overridden go by the pool's name, as in Topology Builder. */
export function poolTopology({fqdn, pool}: DeclaredPool): PoolTopology {
  return {
    fqdn,
    role: pool.role,
    webInternal: (pool.webServices?.internal ?? fqdn).toLowerCase(),
    webExternal: (pool.webServices?.external ?? fqdn).toLowerCase(),
    automaticSignIn: pool.automaticSignIn ?? ROLE_FACTS[pool.role].web,
    ...(pool.edge === undefined ? {} : {edge: edgeNames(pool.edge)}),
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

/** The host of an https address, in lower case. Undefined for what is none; the rules have refused that. */
function hostOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  return new URL(address).hostname;
}
