import type {Document, Pool, SimpleUrls} from '../../../src/config/generated/document.ts';
import type {ContractServer, ForestOrder, ServerOrder} from './world.ts';

/** The pools of a forest that orders none. */
const POOLS: NonNullable<Document['pools']> = {
  'fepool01.contoso.com': {
    role: 'frontEnd',
    servers: ['fe01.contoso.com', 'fe02.contoso.com', 'fe03.contoso.com'],
    webServices: {external: 'webext.contoso.com'},
  },
  'medpool01.contoso.com': {role: 'mediation', servers: ['med01.contoso.com']},
  'edgepool.contoso.com': {
    role: 'edge',
    servers: ['edge01.contoso.com', 'edge02.contoso.com', 'edge03.contoso.com'],
    edge: {access: 'access.contoso.com', webConferencing: 'webcon.contoso.com', av: 'av.contoso.com'},
  },
};

/** `topology.json`: what is published. */
export interface ContractTopology {
  readonly name: string;
  /** Of Active Directory. */
  readonly domain: string;
  readonly product: ContractServer['product'];
  readonly sipDomains: readonly string[];
  readonly simpleUrls: {
    readonly meet: readonly string[];
    readonly dialin: string | null;
    readonly admin: string | null;
  };
  /** Of pools that say none. */
  readonly site: string;
  /** Sites with simple URLs of their own. */
  readonly sites: readonly ContractSite[];
  readonly pools: readonly ContractPool[];
}

export interface ContractSite {
  readonly name: string;
  readonly simpleUrls: ContractTopology['simpleUrls'];
}

/** A pool as it is published. */
export interface ContractPool {
  readonly fqdn: string;
  readonly role: Pool['role'];
  readonly site: string;
  readonly computers: readonly string[];
  readonly webServices: {readonly internal: string | null; readonly external: string | null} | null;
  readonly edge: {readonly access: string; readonly webConferencing: string; readonly av: string} | null;
}

function computersOf(fqdn: string, pool: Pool): readonly string[] {
  if (pool.servers === undefined) return [fqdn];
  return Array.isArray(pool.servers) ? pool.servers : Object.keys(pool.servers);
}

const SITE = 'Redmond';

const urlsOf = ({meet = [], dialin, admin}: SimpleUrls): ContractTopology['simpleUrls'] => ({
  meet: typeof meet === 'string' ? [meet] : meet,
  dialin: dialin ?? null,
  admin: admin ?? null,
});

function contractPool([fqdn, pool]: [string, Pool]): ContractPool {
  const web = ['frontEnd', 'standardEdition', 'director'].includes(pool.role);
  const {internal = null, external = null} = pool.webServices ?? {};
  const {edge} = pool;
  return {
    fqdn,
    role: pool.role,
    site: pool.site ?? SITE,
    computers: computersOf(fqdn, pool),
    webServices: web ? {internal, external} : null,
    edge: edge === undefined ? null : {access: edge.access, webConferencing: edge.webConferencing, av: edge.av},
  };
}

/** From what a configuration says of a deployment, the topology that would have been published. */
export function topologyOf({deployment = {}, pools = POOLS}: ForestOrder): ContractTopology {
  const sipDomains = deployment.sipDomains ?? ['contoso.com'];
  return {
    name: deployment.name ?? 'contoso',
    domain: 'contoso.com',
    product: deployment.product ?? 'lync2013',
    sipDomains,
    simpleUrls: urlsOf({meet: `https://meet.${sipDomains[0]}`, ...deployment.simpleUrls}),
    site: SITE,
    sites: Object.entries(deployment.sites ?? {}).map(([name, site]) => ({
      name,
      simpleUrls: urlsOf(site.simpleUrls ?? {}),
    })),
    // A reverse proxy stands before the deployment, not in its topology.
    pools: Object.entries(pools)
      .filter(([, {role}]) => role !== 'reverseProxy')
      .map(contractPool),
  };
}

const DEFAULT_OS = {lync2013: '2012R2', sfb2015: '2016', sfb2019: '2019', sfbse: '2022'} as const;

/** The machine of a computer of the topology: a domain member with an administrator at work, or an Edge in a workgroup. */
export function serverOf(
  topology: ContractTopology,
  pool: ContractPool,
  fqdn: string,
  order: ServerOrder = {},
): ContractServer {
  const {session, faults: _, ...over} = order;
  const edge = pool.role === 'edge';
  const computer = (fqdn.split('.')[0] ?? fqdn).toUpperCase();
  return {
    fqdn,
    netbios: 'CONTOSO',
    joined: !edge,
    os: DEFAULT_OS[topology.product],
    product: topology.product,
    powershell: topology.product === 'lync2013' ? '4.0' : '5.1.17763.1',
    culture: 'en-US',
    groups: [],
    ...over,
    session: {
      user: edge ? `${computer}\\Administrator` : 'CONTOSO\\lyncadmin',
      elevated: true,
      secondHop: !edge,
      groups: edge ? [] : ['RTCUniversalServerAdmins'],
      ...session,
    },
  };
}
