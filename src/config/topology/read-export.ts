/**
 * An exported topology: the document that `Get-CsTopology -AsXml` gives, or the file of Topology Builder, which has the
 * same parts in another arrangement and simple URLs besides. Neither has a public schema; what is read here is what
 * public samples of both agree in. Elements are found by name alone, for their namespaces differ between the two.
 */
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {groupBy} from '../../core/group.ts';
import type {Published, PublishedPool, PublishedService, PublishedUrl} from '../../core/model/published.ts';
import {EXPORT, topologyProblem} from './problem.ts';
import {readService} from './read-service.ts';
import {attributeOf, childOf, childrenOf, parseXml, type XmlElement} from './xml.ts';

const TOPOLOGY = /^urn:schema:Microsoft\.Rtc\.Management\.Deploy\.Topology\.\d{4}$/;
const BUILDER = /^urn:schema:Microsoft\.Rtc\.Management\.Deploy\.TopologyBuilder\.\d{4}$/;

/** `file` is how people are shown it. */
export function readExport(file: string, text: string): Part<Published> {
  const parsed = parseXml(file, text);
  if ('problem' in parsed) return parsed;
  const root = parsed.ok;
  if (root.name === 'Topology' && TOPOLOGY.test(root.namespace)) return {ok: readPublished(root)};
  if (root.name === 'TopologyBuilder' && BUILDER.test(root.namespace)) return readBuilder(file, root);
  return {problem: refuseOther(file, root)};
}

function refuseOther(file: string, {name, namespace}: XmlElement): Diagnostic {
  const what = namespace === '' ? `<${name}>` : `<${name}> of ${namespace}`;
  return topologyProblem('TOPOLOGY_OTHER_FILE', {
    detail: `${file} is XML, but it begins with ${what.slice(0, 200)}, not with the <Topology> that Get-CsTopology gives.`,
    help: `Export the topology: ${EXPORT}`,
  });
}

function readPublished(root: XmlElement): Published {
  const sites = new Map(
    (childOf(root, 'Sites')?.children ?? []).map(site => [attributeOf(site, 'SiteId') ?? '', nameOf(site)]),
  );
  const services = servicesBy(root, service => keyOf(childOf(childOf(service, 'InstalledOn'), 'ClusterId')));
  const pools = childrenOf(childOf(root, 'Clusters'), 'Cluster').flatMap(cluster => {
    const id = childOf(cluster, 'ClusterId');
    return poolOf(cluster, {
      site: sites.get(attributeOf(id, 'SiteId') ?? ''),
      machines: childrenOf(cluster, 'Machine'),
      services: services.get(keyOf(id)),
    });
  });
  return {sipDomains: readDomains(childOf(root, 'InternalDomains')), pools};
}

const keyOf = (id: XmlElement | undefined): string | undefined =>
  id && `${attributeOf(id, 'SiteId') ?? ''}:${attributeOf(id, 'Number') ?? ''}`;

const nameOf = (site: XmlElement): string | undefined => childOf(site, 'Name')?.text || undefined;

/** By what they are installed on. Those on a database instance are no business of certificates. */
function servicesBy(
  parent: XmlElement,
  on: (service: XmlElement) => string | undefined,
): ReadonlyMap<string | undefined, readonly PublishedService[]> {
  const all = childrenOf(childOf(parent, 'Services'), 'Service').flatMap(service => {
    const place = on(service);
    const role = attributeOf(childOf(service, 'ServiceId') ?? service, 'RoleName');
    return place === undefined ? [] : [{place, service: readService(service, role)}];
  });
  const groups = [...groupBy(all, ({place}) => place)];
  return new Map(groups.map(([place, group]) => [place, group.map(({service}) => service)]));
}

/** What Topology Builder saves. It has the topology that was downloaded, and what was changed since. */
function readBuilder(file: string, root: XmlElement): Part<Published> {
  const topology = childOf(childOf(root, 'NewTopology'), 'PartialTopology');
  if (topology === undefined)
    return {
      problem: topologyProblem('TOPOLOGY_OTHER_FILE', {
        detail: `${file} is of Topology Builder, but has no topology in it.`,
        help: `Save it again in Topology Builder, or export the topology: ${EXPORT}`,
      }),
    };
  const services = servicesBy(topology, service => attributeOf(service, 'InstalledOn'));
  const pools = sitesIn(topology).flatMap(site =>
    childrenOf(childOf(site, 'Clusters'), 'Cluster').flatMap(cluster =>
      poolOf(cluster, {
        site: nameOf(site),
        machines: childrenOf(childOf(cluster, 'Machines'), 'Machine'),
        services: services.get(attributeOf(cluster, 'UniqueId')),
      }),
    ),
  );
  const urls = readUrls(childOf(topology, 'SimpleUrlConfiguration'), undefined);
  const ofSites = sitesIn(topology).flatMap(site => readUrls(childOf(site, 'SimpleUrlConfiguration'), nameOf(site)));
  const sipDomains = readDomains(childOf(topology, 'InternalDomains'));
  return {ok: {sipDomains, pools, ...(urls.length > 0 && {simpleUrls: [...urls, ...ofSites]})}};
}

/** Central sites with their branch sites. */
function sitesIn(topology: XmlElement): readonly XmlElement[] {
  return childrenOf(childOf(topology, 'CentralSites'), 'CentralSite').flatMap(site => [
    site,
    ...childrenOf(childOf(site, 'RemoteSites'), 'RemoteSite'),
  ]);
}

interface Around {
  readonly site: string | undefined;
  readonly machines: readonly XmlElement[];
  readonly services: readonly PublishedService[] | undefined;
}

/** A machine without a name is the only one of what it is in, and has its name. */
function poolOf(cluster: XmlElement, {site, machines, services = []}: Around): readonly PublishedPool[] {
  const fqdn = attributeOf(cluster, 'Fqdn');
  if (fqdn === undefined) return [];
  const computers = machines.map(machine => attributeOf(machine, 'Fqdn') ?? fqdn);
  const replica = attributeOf(cluster, 'RequiresReplication')?.toLowerCase();
  return [
    {
      fqdn,
      ...(site !== undefined && {site}),
      computers,
      ...(replica !== undefined && {replica: replica === 'true'}),
      services,
    },
  ];
}

function readDomains(domains: XmlElement | undefined): readonly string[] {
  const first = attributeOf(domains, 'DefaultDomain');
  const all = childrenOf(domains, 'InternalDomain').flatMap(one => attributeOf(one, 'Name') ?? []);
  const others = all.filter(one => one.toLowerCase() !== first?.toLowerCase());
  return first === undefined ? all : [first, ...others];
}

function readUrls(configuration: XmlElement | undefined, site: string | undefined): readonly PublishedUrl[] {
  return childrenOf(configuration, 'SimpleUrl').flatMap(url => {
    const entries = childrenOf(url, 'SimpleUrlEntry').flatMap(entry => attributeOf(entry, 'Url') ?? []);
    const active = attributeOf(url, 'ActiveUrl') ?? entries[0];
    const component = attributeOf(url, 'Component');
    if (active === undefined || component === undefined) return [];
    const domain = attributeOf(url, 'Domain');
    const others = entries.filter(one => one !== active);
    return [{component, active, others, ...(domain && {domain}), ...(site !== undefined && {site})}];
  });
}
