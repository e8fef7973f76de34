/**
 * Writes the topology that the product would have published for a configuration: in the shape of what Get-CsTopology
 * -AsXml gives, and in that of Topology Builder's files, as far as public samples of the two show it. With it comes what
 * a reader must step over: database servers, file shares, gateways, ports and parts that no certificate depends on.
 */
import type {Document, Pool, SimpleUrls} from '../../src/config/generated/document.ts';
import type {Product} from '../../src/core/model/product.ts';

const VERSIONS: Readonly<Record<Product, number>> = {lync2013: 6, sfb2015: 7, sfb2019: 8, sfbse: 8};
const T = 'urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008';
const ROLES = 'urn:schema:Microsoft.Rtc.Management.Deploy.ServiceRoles.2008';
const URLS = 'urn:schema:Microsoft.Rtc.Management.Settings.SimpleUrl.2008';

interface Installed {
  readonly role: string;
  readonly inside: string;
}

export interface TopologyOptions {
  /** Site of each pool by its name; where none is said, by the site that the pool declares, else Redmond. */
  readonly site?: (pool: string) => string;
}

interface Cluster {
  readonly fqdn: string;
  readonly site: string;
  readonly computers: readonly string[];
  readonly version: number;
  readonly services: readonly Installed[];
}

const quoted = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const attributes = (all: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(all)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${quoted(String(value))}"`]))
    .join('');

function serversOf(fqdn: string, {servers}: Pool): readonly string[] {
  if (servers === undefined) return [fqdn];
  return Array.isArray(servers) ? servers : Object.keys(servers);
}

const port = (owner: string, side: string, fqdn?: string): string =>
  `<Port${attributes({Owner: `urn:component:${owner}`, Usage: 'SipServer', InterfaceSide: side, InterfaceNumber: 1, Port: 5061, Protocol: 'Mtls', UrlPath: '/', AuthorizesRequests: 'false', ConfiguredFqdn: fqdn})} />`;

const ports = (...all: readonly string[]): string => `<Ports xmlns="${ROLES}">${all.join('')}</Ports>`;

function webService({webServices = {}}: Pool): Installed {
  const side = (name: string, host: string | undefined): string =>
    host === undefined ? '' : `<${name}${attributes({Host: host})}><OverrideUrls /></${name}>`;
  const inside = `${side('InternalSettings', webServices.internal)}${side('ExternalSettings', webServices.external)}`;
  return {
    role: 'WebServices',
    inside: `${ports(port('OCSWebSite', 'External'), port('OCSWebSite', 'Primary'))}<WebService xmlns="${ROLES}">${inside}<WebComponents xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.WebServices.2011"><Component ComponentName="Cscp" /></WebComponents></WebService>`,
  };
}

const registrar = (isDirector: boolean): Installed => ({
  role: 'Registrar',
  inside: `${ports(port('Registrar', 'Primary'))}<RegistrarService xmlns="${ROLES}" IsDirector="${isDirector}" />`,
});

const plain = (role: string): Installed => ({role, inside: ports()});

function servicesOf(pool: Pool): readonly Installed[] {
  switch (pool.role) {
    case 'frontEnd':
    case 'standardEdition':
      return [
        registrar(false),
        plain('UserServices'),
        webService(pool),
        plain('ConfServices'),
        plain('ApplicationServer'),
        plain('MediationServer'),
        plain('CentralMgmt'),
      ];
    case 'director':
      return [registrar(true), webService(pool)];
    case 'survivableBranch':
      return [registrar(false), plain('MediationServer')];
    case 'edge':
      return [edgeService(pool), plain('ManagementServices')];
    case 'mediation':
      return [plain('MediationServer')];
    case 'persistentChat':
      return [plain('PersistentChatServer')];
    case 'videoInterop':
      return [plain('VideoInteropServer')];
    case 'trustedApplication':
      return [plain('ExternalServer')];
    case 'reverseProxy':
      return [];
  }
}

function edgeService({edge}: Pool): Installed {
  const inside = ports(
    port('AccessEdge', 'Internal'),
    port('AccessEdge', 'External', edge?.access),
    port('DataEdge', 'External', edge?.webConferencing),
    port('MediaRelayEdge', 'Internal'),
    port('MediaRelayEdge', 'External', edge?.av),
    ...(edge?.xmpp === undefined ? [] : [port('XmppFederationProxy', 'External')]),
  );
  return {role: 'EdgeServer', inside};
}

function clustersOf({deployment, pools = {}}: Document, {site}: TopologyOptions): readonly Cluster[] {
  const product = deployment?.product ?? 'sfbse';
  const declared = Object.entries(pools)
    .filter(([, {role}]) => role !== 'reverseProxy')
    .map(([fqdn, pool]) => ({
      fqdn,
      site: site?.(fqdn) ?? pool.site ?? 'Redmond',
      computers: serversOf(fqdn, pool),
      version: VERSIONS[pool.product ?? product],
      services: servicesOf(pool),
    }));
  const version = VERSIONS[product];
  const data = {site: 'Redmond', version, computers: []};
  return [
    ...declared,
    {...data, fqdn: 'sql01.corp.example', services: []},
    {...data, fqdn: 'files.corp.example', services: [plain('FileStore')]},
    {...data, fqdn: 'gw01.corp.example', services: [plain('PstnGateway')]},
  ];
}

const sitesOf = (clusters: readonly Cluster[]): readonly string[] => [...new Set(clusters.map(({site}) => site))];

const domainsOf = ({deployment}: Document): string => {
  const [first = 'contoso.com', ...others] = deployment?.sipDomains ?? [];
  const one = (name: string): string =>
    `<InternalDomain${attributes({Name: name, Authoritative: 'false', AllowSubDomains: 'false'})} />`;
  // The default is not the first in its list.
  return [...others, first].map(one).join('');
};

/** What `Get-CsTopology -AsXml` gives. It has no simple URLs. */
export function topologyXml(document: Document, options: TopologyOptions = {}): string {
  const clusters = clustersOf(document, options);
  const sites = sitesOf(clusters);
  const id = (cluster: Cluster): string =>
    `<ClusterId SiteId="${sites.indexOf(cluster.site) + 1}" Number="${clusters.indexOf(cluster) + 1}" />`;
  const machine = (fqdn: string | undefined, index: number): string =>
    `<Machine${attributes({OrdinalInCluster: index + 1, Fqdn: fqdn})}><NetInterface InterfaceSide="Primary" InterfaceNumber="1" IPAddress="0.0.0.0" /></Machine>`;
  const all = clusters.flatMap(cluster => cluster.services.map(service => ({cluster, service})));
  return `<Topology xmlns="${T}" Signature="00000000-0000-0000-0000-000000000000">
  <InternalDomains AllowAllDomains="false"${attributes({DefaultDomain: document.deployment?.sipDomains[0]})}>${domainsOf(document)}</InternalDomains>
  <Sites>
${sites.map((name, at) => `    <CentralSite SiteId="${at + 1}"><Name>${quoted(name)}</Name><Location /></CentralSite>`).join('\n')}
  </Sites>
  <Clusters>
${clusters.map(one => `    <Cluster${attributes({RequiresReplication: 'true', RequiresSetup: 'true', Fqdn: one.fqdn})}>${id(one)}${(one.computers.length === 0 ? [undefined] : one.computers).map(machine).join('')}</Cluster>`).join('\n')}
  </Clusters>
  <SqlInstances />
  <Services>
${all
  .map(
    ({cluster, service}, at) =>
      `    <Service RoleVersion="1" ServiceVersion="${cluster.version}"><ServiceId SiteId="${sites.indexOf(cluster.site) + 1}" RoleName="${service.role}" Instance="${at + 1}" /><DependsOn /><InstalledOn>${id(cluster)}</InstalledOn>${service.inside}</Service>`,
  )
  .join('\n')}
    <Service RoleVersion="1" ServiceVersion="8"><ServiceId SiteId="1" RoleName="UserStore" Instance="1" /><DependsOn /><InstalledOn><SqlInstanceId Name="rtc"><ClusterId SiteId="1" Number="1" /></SqlInstanceId></InstalledOn>${ports()}</Service>
  </Services>
</Topology>
`;
}

const simpleUrl = (component: string, domain: string, url: string): string =>
  `<SimpleUrl${attributes({Component: component, Domain: domain, ActiveUrl: url})}><SimpleUrlEntry${attributes({Url: url})} /></SimpleUrl>`;

function urlsOf({meet = [], dialin, admin}: SimpleUrls, domains: readonly string[]): string {
  const meets = typeof meet === 'string' ? [meet] : meet;
  return [
    ...(dialin === undefined ? [] : [simpleUrl('Dialin', '*', dialin)]),
    ...meets.map((url, at) => simpleUrl('Meet', domains[at] ?? domains[0] ?? '*', url)),
    ...(admin === undefined ? [] : [simpleUrl('Cscp', '*', admin)]),
  ].join('');
}

/** What Topology Builder saves, with simple URLs. */
export function builderXml(document: Document, options: TopologyOptions = {}): string {
  const clusters = clustersOf(document, options);
  const id = (cluster: Cluster): string => `c-${clusters.indexOf(cluster) + 1}`;
  const urls = (simpleUrls: SimpleUrls | undefined): string =>
    simpleUrls === undefined
      ? ''
      : `<SimpleUrlConfiguration UseBackendDatabase="false" xmlns="${URLS}">${urlsOf(simpleUrls, document.deployment?.sipDomains ?? [])}</SimpleUrlConfiguration>`;
  const cluster = (one: Cluster): string =>
    `<Cluster${attributes({IsSingleMachineOnly: 'false', UniqueId: id(one), RequiresSetup: 'true', Fqdn: one.fqdn})}><Machines>${one.computers.map(fqdn => `<Machine${attributes({Fqdn: fqdn})} />`).join('')}${one.computers.length === 0 ? '<Machine />' : ''}</Machines></Cluster>`;
  const services = clusters.flatMap(one =>
    one.services.map(
      ({role, inside}, at) =>
        `<Service${attributes({UniqueId: `s-${id(one)}-${at}`, RoleName: role, RoleVersion: 1, InstalledOn: id(one), ServiceVersion: one.version})}><DependsOn />${inside}</Service>`,
    ),
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<TopologyBuilder IsFreeFromChanges="true" xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.TopologyBuilder.2008">
  <NewTopology><PartialTopology IsPublished="false" xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.WritableTopology.2008">
    <InternalDomains xmlns="${T}"${attributes({DefaultDomain: document.deployment?.sipDomains[0]})}>${domainsOf(document)}</InternalDomains>
    ${urls(document.deployment?.simpleUrls)}
    <CentralSites>
${sitesOf(clusters)
  .map(
    (name, at) =>
      `      <CentralSite SiteId="${at + 1}"><Name xmlns="${T}">${quoted(name)}</Name><Clusters>${clusters
        .filter(({site}) => site === name)
        .map(cluster)
        .join('')}</Clusters>${urls(document.deployment?.sites?.[name]?.simpleUrls)}<RemoteSites /></CentralSite>`,
  )
  .join('\n')}
    </CentralSites>
    <Services>
      ${services.join('\n      ')}
    </Services>
  </PartialTopology></NewTopology>
</TopologyBuilder>
`;
}
