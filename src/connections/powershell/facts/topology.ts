/** The topology of what the scripts told, which is taken from the documented properties of Get-CsPool and its sisters. */
import {groupBy} from '../../../core/group.ts';
import {isMapping} from '../../../core/mapping.ts';
import type {
  Published,
  PublishedEdge,
  PublishedService,
  PublishedUrl,
  ToldTopology,
} from '../../../core/model/published.ts';
import {nonsense, oneLineOf} from '../problems.ts';
import {type JsonObject, parseError} from '../session/answer.ts';
import {flagOf, objectsOf, optionalText, textOf} from './shape.ts';

/** Throws StepTrouble for what is no answer to the verb. */
export function parseTopology(answer: JsonObject): ToldTopology {
  const version = optionalText(answer['version'], 'The version of the server');
  const words = version === undefined ? {} : {version};
  const {store, xml, urls} = answer;
  if (isMapping(store)) return {store: parseStore(store), ...words};
  if (typeof xml !== 'string' || xml === '') throw nonsense('The topology: there is none in the answer.');
  const error = answer['because'];
  const because = oneLineOf(parseError(isMapping(error) ? error : {}).message).replace(/\.$/, '');
  const told = urls === null || urls === undefined ? {} : {simpleUrls: parseUrls(urls)};
  return {replica: {xml, because, ...told}, ...words};
}

function parseStore(store: JsonObject): Published {
  const services = groupBy(objectsOf(store['services'], 'The services of the topology'), service =>
    textOf(service['PoolFqdn'], 'The pool of a service').toLowerCase(),
  );
  const pools = objectsOf(store['pools'], 'The pools of the topology').map(pool => {
    const fqdn = textOf(pool['fqdn'], 'The name of a pool');
    const site = siteOf(optionalText(pool['site'], `The site of ${fqdn}`));
    const own = services.get(fqdn.toLowerCase()) ?? [];
    const replica = own.flatMap(
      one => optionalText(one['RequiresReplication'], `RequiresReplication of ${fqdn}`) ?? [],
    )[0];
    return {
      fqdn,
      ...(site !== undefined && {site}),
      computers: textsOf(pool['computers'], `The computers of ${fqdn}`),
      ...(replica !== undefined && {replica: replica.toLowerCase() === 'true'}),
      services: own.map(parseService),
    };
  });
  const domains = objectsOf(store['domains'], 'The SIP domains').map(domain => ({
    name: textOf(domain['name'], 'A SIP domain'),
    isDefault: flagOf(domain['isDefault'], 'Whether a SIP domain is the default'),
  }));
  const sipDomains = [...domains.filter(one => one.isDefault), ...domains.filter(one => !one.isDefault)];
  return {sipDomains: sipDomains.map(({name}) => name), pools, simpleUrls: parseUrls(store['urls'])};
}

function parseService(service: JsonObject): PublishedService {
  const role = textOf(service['Role'], 'The role of a service');
  const text = (name: string): string | undefined => optionalText(service[name], `${name} of a service`);
  const version = Number(text('Version') ?? Number.NaN);
  const [internal, external] = [text('InternalFqdn'), text('ExternalFqdn')];
  return {
    role,
    ...(Number.isInteger(version) && {version}),
    ...(role === 'WebServer' && {web: {...(internal && {internal}), ...(external && {external})}}),
    ...(role === 'EdgeServer' && {edge: parseEdge(text)}),
  };
}

/** The A/V Edge's own property is empty in the product's sample of a single name; its authentication has the name there. */
function parseEdge(text: (name: string) => string | undefined): PublishedEdge {
  const access = text('AccessEdgeExternalFqdn');
  const webConferencing = text('DataEdgeExternalFqdn');
  const av = text('AVEdgeExternalFqdn') ?? text('ExternalMrasFqdn');
  const internal = text('InternalInterfaceFqdn');
  return {
    ...(access && {access}),
    ...(webConferencing && {webConferencing}),
    ...(av && {av}),
    ...(internal && {internal}),
  };
}

function parseUrls(value: unknown): readonly PublishedUrl[] {
  return objectsOf(value, 'The simple URLs').map(url => {
    const active = textOf(url['active'], 'A simple URL');
    const domain = optionalText(url['domain'], `The domain of ${active}`);
    const site = siteOf(optionalText(url['scope'], `The scope of ${active}`));
    return {
      component: textOf(url['component'], `The component of ${active}`),
      active,
      others: textsOf(url['entries'], `The entries of ${active}`).filter(one => one !== active),
      ...(domain !== undefined && {domain}),
      ...(site !== undefined && {site}),
    };
  });
}

/** `site:Redmond` is the site Redmond, `Global` is none. */
const siteOf = (identity: string | undefined): string | undefined => /^site:(.+)$/i.exec(identity ?? '')?.[1];

function textsOf(value: unknown, what: string): readonly string[] {
  if (!Array.isArray(value)) throw nonsense(`${what}: it is not a list.`);
  return value.map(one => textOf(one, what));
}
