import type {Product} from '../../core/model/product.ts';
import type {PublishedEdge, PublishedPool} from '../../core/model/published.ts';
import {ROLE_FACTS, type Role} from '../../core/model/role.ts';
import type {Pool, Server} from '../generated/document.ts';
import {judgeHostName} from '../rules/host-name.ts';

export interface DraftPool {
  readonly fqdn: string;
  readonly pool: Pool;
  readonly site?: string;
  readonly remarks: readonly string[];
}

interface Given {
  readonly published: PublishedPool;
  readonly role: Role;
  /** Where it is another than the deployment's. */
  readonly product: Product | undefined;
  /** The site in the configuration, where it has something of its own. */
  readonly site: string | undefined;
  /** For a pool that was declared before: what no topology tells is taken over. */
  readonly before: Pool | undefined;
  readonly connection: string | undefined;
}

/** A pool as it is declared, or in words why it cannot be. */
export function draftPool(given: Given): DraftPool | {readonly why: string} {
  const {published, role, product, site, before, connection} = given;
  const fqdn = published.fqdn.toLowerCase();
  const computers = [...new Set(published.computers.map(name => name.toLowerCase()))].toSorted();
  const names = edgeOf(published);
  const edge = role === 'edge' ? draftEdge(names) : undefined;
  if (edge === 'untold') return {why: 'it does not tell under which names the Edge pool is reached from outside'};
  const wrong = [fqdn, ...computers].flatMap(name => judgeHostName(name)?.detail ?? [])[0];
  if (wrong !== undefined) return {why: wrong.replace(/\.$/, '')};
  const {
    role: _role,
    product: _product,
    site: _site,
    servers: _servers,
    webServices: _web,
    edge: old,
    ...kept
  } = before ?? ({} as Partial<Pool>);
  const servers = draftServers(role, {fqdn, computers, before});
  const webServices = ROLE_FACTS[role].web ? webOf(published, role) : undefined;
  return {
    fqdn,
    ...(published.site !== undefined && {site: published.site}),
    pool: {
      role,
      ...(product !== undefined && {product}),
      ...(site !== undefined && {site}),
      ...(connection !== undefined && {connection}),
      ...(servers !== undefined && {servers}),
      ...(webServices && {webServices}),
      ...(edge && {edge: {...edge.edge, ...(old?.xmpp && {xmpp: old.xmpp})}}),
      ...kept,
    } as Pool,
    remarks: [
      ...(role === 'trustedApplication' && published.replica === false ? NO_REPLICA : []),
      ...(edge?.remarks ?? []),
      ...(role === 'edge' ? edgeRemarks(fqdn, names, old?.xmpp !== undefined) : []),
    ],
  };
}

const NO_REPLICA = [
  "No replica of the management store: its computers lack the product's commands, without which no connection of type",
  'powershell assigns a certificate.',
];

/** Settings of a server that was declared before stay with it. */
function draftServers(
  role: Role,
  {fqdn, computers, before}: {fqdn: string; computers: readonly string[]; before: Pool | undefined},
): Pool['servers'] {
  const written = before?.servers;
  const settings = new Map<string, Server | null>(
    written === undefined || Array.isArray(written)
      ? []
      : Object.entries(written).map(([name, one]) => [name.toLowerCase(), one as Server | null]),
  );
  const all = computers.length === 0 ? [fqdn] : computers;
  if (all.some(name => settings.get(name)))
    return Object.fromEntries(all.map(name => [name, settings.get(name) ?? null]));
  return ROLE_FACTS[role].servers === 'itself' ? undefined : all;
}

function webOf({fqdn, services}: PublishedPool, role: Role): Pool['webServices'] | undefined {
  const told = services.find(({web}) => web !== undefined)?.web ?? {};
  const external = told.external?.toLowerCase();
  const internal = told.internal?.toLowerCase();
  const overridden = internal !== fqdn.toLowerCase() && ROLE_FACTS[role].servers !== 'itself' ? internal : undefined;
  if (external === undefined && overridden === undefined) return undefined;
  return {...(overridden && {internal: overridden}), ...(external && {external})};
}

const edgeOf = ({services}: PublishedPool): PublishedEdge => services.find(({edge}) => edge !== undefined)?.edge ?? {};

/** With a single name for all services, some sources tell it once. */
function draftEdge({
  access,
  webConferencing,
  av,
}: PublishedEdge): {readonly edge: NonNullable<Pool['edge']>; readonly remarks: readonly string[]} | 'untold' {
  if (access === undefined) return 'untold';
  const assumed = [...(webConferencing === undefined ? ['webConferencing'] : []), ...(av === undefined ? ['av'] : [])];
  const remarks =
    assumed.length === 0
      ? []
      : [`Not told: ${assumed.join(' and ')}. Taken to be the name of the Access Edge service.`];
  const edge = {
    access: access.toLowerCase(),
    webConferencing: (webConferencing ?? access).toLowerCase(),
    av: (av ?? access).toLowerCase(),
  };
  return {edge, remarks};
}

function edgeRemarks(fqdn: string, {internal, xmpp}: PublishedEdge, hasXmpp: boolean): readonly string[] {
  const balanced =
    internal === undefined || internal.toLowerCase() === fqdn
      ? []
      : [
          `Inside, the pool is reached as ${internal.toLowerCase()}. If that is a load balancer, its certificate "internal" needs`,
          `  subject: {commonName: ${internal.toLowerCase()}}`,
        ];
  if (xmpp !== true || hasXmpp) return balanced;
  return [
    ...balanced,
    'An XMPP proxy is set up here. If it is in use, its domains belong to the names above: xmpp: [contoso.com]',
  ];
}
