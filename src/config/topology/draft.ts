/**
 * From a published topology to a configuration: what the product knows is taken from there, what it does not know from a
 * configuration that was there before, and the rest is written as placeholders with comments.
 */
import {compare} from '../../core/compare.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {few} from '../../core/few.ts';
import {groupBy} from '../../core/group.ts';
import type {Product} from '../../core/model/product.ts';
import type {Published, PublishedPool} from '../../core/model/published.ts';
import {ROLE_FACTS, ROLES, type Role} from '../../core/model/role.ts';
import type {Connection, Document} from '../generated/document.ts';
import {poolsOf} from '../resolve/pools.ts';
import {type DraftDeployment, draftDeployment, UNTOLD} from './draft-deployment.ts';
import {type DraftPool, draftPool} from './draft-pool.ts';
import {type JudgedPool, judgePool, productOf} from './judge-pool.ts';
import {movedServers} from './moved-servers.ts';
import type {Note} from './note.ts';
import {isProxy, surround} from './placeholders.ts';
import {topologyProblem} from './problem.ts';
import {siteOf} from './site-of.ts';

export interface TopologyInput {
  readonly published: Published;
  /** As people are shown it: the file, or the server that was asked. */
  readonly source: string;
  /** What was declared before; empty where nothing was. */
  readonly before: Document;
  /** How servers are reached when nothing was declared. */
  readonly connection: Connection;
  /** Name of a declared connection, to hold for all where none is said to do so. */
  readonly chosen?: string;
  /** What Get-CsServerVersion said. */
  readonly version?: string;
}

export interface TopologyDraft {
  readonly document: Document;
  readonly notes: readonly Note[];
  /** Comments at the end. */
  readonly ending: readonly string[];
  /** Warnings: what was left out, and why. */
  readonly diagnostics: readonly Diagnostic[];
}

interface Candidate {
  readonly published: PublishedPool;
  readonly judged: JudgedPool;
  readonly role: Role;
}

export function draftTopology(input: TopologyInput): TopologyDraft {
  const {published, before, version, connection} = input;
  const all = published.pools.map(pool => ({published: pool, judged: judgePool(pool)}));
  const candidates = all.flatMap(({published: pool, judged}): Candidate[] =>
    judged.role === undefined ? [] : [{published: pool, judged, role: judged.role}],
  );
  const judged = candidates.map(one => one.judged).filter(one => productOf(one.version ?? 0) !== undefined);
  const around = draftDeployment({published, judged, before: before.deployment, words: version});
  const hasEdge = candidates.some(({role}) => role === 'edge');
  const fresh = surround(before, {hasEdge, connection, chosen: input.chosen});
  const drafted = draftPools(candidates, {input, around, edgeConnection: fresh.edgeConnection});
  const proxies = Object.entries(before.pools ?? {}).filter(([, pool]) => isProxy(pool));
  const pools = Object.fromEntries([...drafted.pools.map(({fqdn, pool}) => [fqdn, pool] as const), ...proxies]);
  const {globalVia, ...others} = around.deployment;
  const isGone = globalVia !== undefined && !getsGlobal(globalVia, pools);
  return {
    document: {deployment: isGone ? others : around.deployment, ...fresh.surroundings, pools},
    notes: [...around.notes, ...fresh.notes, ...notesOf(drafted.pools)],
    ending: proxies.length === 0 ? NO_PROXY : [],
    diagnostics: [
      ...(around.notes.includes(UNTOLD) ? [untoldUrls(input.source)] : []),
      ...drafted.diagnostics,
      ...unknownServices(all),
      ...gone(input, drafted.pools),
      ...movedServers(before, {pools, source: input.source}),
      ...(isGone ? [goneVia(globalVia, input.source)] : []),
    ],
  };
}

interface Drafting {
  readonly input: TopologyInput;
  readonly around: DraftDeployment;
  readonly edgeConnection: string | undefined;
}

function draftPools(
  candidates: readonly Candidate[],
  {input, around, edgeConnection}: Drafting,
): {readonly pools: readonly DraftPool[]; readonly diagnostics: readonly Diagnostic[]} {
  const pools: DraftPool[] = [];
  const diagnostics: Diagnostic[] = [];
  const owners = new Map<string, string>();
  const declared = new Map(Object.entries(input.before.pools ?? {}).map(([name, pool]) => [name.toLowerCase(), pool]));
  for (const {published, judged, role} of candidates.toSorted(byPlace)) {
    const before = declared.get(published.fqdn.toLowerCase());
    const untold = before?.product ?? around.deployment.product;
    const product = judged.version === undefined ? untold : productOf(judged.version);
    const drafted =
      product === undefined
        ? {why: 'it is of Lync Server 2010 or older, which cscert does not know'}
        : draftPool({
            published,
            role,
            before,
            product: ownProduct(product, around.deployment.product, {
              own: before?.product,
              held: before && (before.product ?? input.before.deployment?.product),
            }),
            site: siteOf(published, before, {sites: around.sites, isTold: input.published.simpleUrls !== undefined}),
            connection: role === 'edge' ? edgeConnection : undefined,
          });
    const why = 'why' in drafted ? drafted.why : doubleOf(published, owners);
    if (why !== undefined) diagnostics.push(leftOut(published.fqdn, input.source, why));
    else if ('pool' in drafted) pools.push(drafted);
  }
  return {pools, diagnostics};
}

/** Sites together, then roles in the order of the configuration's own list. */
function byPlace(a: Candidate, b: Candidate): number {
  return (
    compare(a.published.site ?? '', b.published.site ?? '') ||
    ROLES.indexOf(a.role) - ROLES.indexOf(b.role) ||
    compare(a.published.fqdn, b.published.fqdn)
  );
}

/** Where it is another than the deployment's. A topology does not tell 2019 from Subscription Edition: what was declared does. */
function ownProduct(told: Product, deployment: Product, {own, held}: DeclaredProduct): Product | undefined {
  const product = told === 'sfb2019' && held === 'sfbse' ? held : told;
  const same = product === deployment || (own !== product && product === 'sfb2019' && deployment === 'sfbse');
  return same ? undefined : product;
}

/** What was declared of a pool's product before. */
interface DeclaredProduct {
  /** Written below the pool. */
  readonly own: Product | undefined;
  /** The same, or what the deployment said for it. Another deployment's product may hold now. */
  readonly held: Product | undefined;
}

/** Why a pool cannot be declared beside those before it. */
function doubleOf({fqdn, computers}: PublishedPool, owners: Map<string, string>): string | undefined {
  const names = new Set([...computers, ...(computers.length === 0 ? [fqdn] : [])].map(name => name.toLowerCase()));
  for (const name of names) {
    const owner = owners.get(name);
    if (owner !== undefined) return `its server ${name} is also in ${owner}, and a server belongs to one pool`;
  }
  for (const name of names) owners.set(name, fqdn);
  return undefined;
}

function untoldUrls(source: string): Diagnostic {
  return topologyProblem(
    'TOPOLOGY_ASSUMED',
    {
      detail: `${source} has no simple URLs, so that certificates lack the names of meetings and dial-in.`,
      help: 'Write deployment: {simpleUrls: ...}, as Get-CsSimpleUrlConfiguration lists them. A server that is asked tells them, and so does a file of Topology Builder.',
    },
    'warning',
  );
}

function leftOut(pool: string, source: string, why: string): Diagnostic {
  return topologyProblem(
    'TOPOLOGY_INCOMPLETE',
    {
      detail: `${pool} of ${source} was left out: ${why}.`,
      help: 'Declare the pool yourself if its certificates are to be managed.',
    },
    'warning',
  );
}

function unknownServices(all: readonly {published: PublishedPool; judged: JudgedPool}[]): readonly Diagnostic[] {
  const unknown = all.flatMap(({published, judged}) =>
    judged.unknown.map(service => ({service, pool: published.fqdn, role: judged.role})),
  );
  return [...groupBy(unknown, ({service}) => service)].map(([service, on]) => {
    const pools = [...new Set(on.map(({pool}) => pool))];
    return topologyProblem(
      'TOPOLOGY_ASSUMED',
      {
        detail: `cscert does not know the service "${service}" on ${few(pools, 5)}, and took it for one that needs no certificate.`,
        help: 'Declare what its certificates are if it needs any.',
      },
      'warning',
    );
  });
}

/** What was declared and is not in the topology, or not any more. */
function gone({before, source}: TopologyInput, pools: readonly DraftPool[]): readonly Diagnostic[] {
  const there = new Set(pools.map(({fqdn}) => fqdn));
  return Object.entries(before.pools ?? {})
    .filter(([name, pool]) => !isProxy(pool) && !there.has(name.toLowerCase()))
    .map(([name]) => leftOut(name, 'the configuration', `${source} does not have it`));
}

const getsGlobal = (server: string, pools: NonNullable<Document['pools']>): boolean =>
  poolsOf({pools}).some(
    ({pool, servers}) => ROLE_FACTS[pool.role].oauth && servers.some(({fqdn}) => fqdn === server.toLowerCase()),
  );

function goneVia(server: string, source: string): Diagnostic {
  return topologyProblem(
    'TOPOLOGY_INCOMPLETE',
    {
      detail: `deployment.globalVia of the configuration was left out: ${source} has no server ${server} that gets what is global.`,
      help: 'Write globalVia with another server if certain ones alone can assign what is global.',
    },
    'warning',
  );
}

function notesOf(pools: readonly DraftPool[]): readonly Note[] {
  let site: string | undefined;
  let trusted = false;
  return pools.flatMap(({fqdn, pool, site: own, remarks}) => {
    const lines = own === undefined || own === site ? [] : [`Site ${own}`];
    site = own;
    const first = pool.role === 'trustedApplication' && !trusted;
    trusted ||= first;
    const all = [...lines, ...(first ? TRUSTED : []), ...remarks];
    return all.length === 0 ? [] : [{path: ['pools', fqdn], lines: all, ...(lines.length > 0 && {apart: true})}];
  });
}

const TRUSTED = [
  'Trusted application pools are also what other makers and Exchange bring. Take out those whose certificates are not to',
  'be managed here, or whose computers are not servers that cscert can reach.',
];

const NO_PROXY = [
  'A reverse proxy is no part of a topology. To have its certificate managed too:',
  'rp01.contoso.com:',
  '  role: reverseProxy',
  '  servers: [rp01.contoso.com]',
];
