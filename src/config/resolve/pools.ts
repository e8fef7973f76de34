import {compare} from '../../core/compare.ts';
import type {PoolId, ServerId} from '../../core/model/desired.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {rememberEach} from '../../core/remember.ts';
import type {Deployment, Document, Pool, Server} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';

/** A pool with its name in lower case, and where it is written. */
export interface DeclaredPool {
  readonly fqdn: PoolId;
  readonly pool: Pool;
  readonly path: ValuePath;
  /** Sorted by name. */
  readonly servers: readonly DeclaredServer[];
}

export interface DeclaredServer {
  readonly fqdn: ServerId;
  readonly settings: Server;
  readonly path: ValuePath;
}

/** What a pool is among: the deployment and all of its pools, sorted by name. */
export interface PoolSurroundings {
  readonly deployment: Deployment;
  readonly pools: readonly DeclaredPool[];
}

/** All pools, sorted by name: nothing after this depends on the order in the files. */
export function poolsOf(document: Document): readonly DeclaredPool[] {
  return Object.entries(document.pools ?? {})
    .map(([key, pool]) => {
      const path = ['pools', key];
      const fqdn = key.toLowerCase();
      return {fqdn, pool, path, servers: serversOf(fqdn, pool, path)};
    })
    .sort(byFqdn);
}

const byName = rememberEach(
  (document: Document): ReadonlyMap<PoolId, DeclaredPool> => new Map(poolsOf(document).map(pool => [pool.fqdn, pool])),
);

/** One pool of a document of which many are asked for, one after the other. */
export function poolNamed(document: Document, fqdn: PoolId): DeclaredPool | undefined {
  return byName(document).get(fqdn);
}

/** A pool that is its own server may leave `servers` out. */
function serversOf(fqdn: PoolId, {role, servers}: Pool, path: ValuePath): readonly DeclaredServer[] {
  if (servers === undefined) return ROLE_FACTS[role].servers === 'itself' ? [{fqdn, settings: {}, path}] : [];
  const list = isList(servers)
    ? servers.map((name, index) => ({fqdn: name.toLowerCase(), settings: {}, path: [...path, 'servers', index]}))
    : Object.entries(servers).map(([name, settings]) => ({
        fqdn: name.toLowerCase(),
        settings: settings ?? {},
        path: [...path, 'servers', name],
      }));
  return list.sort(byFqdn);
}

function byFqdn(a: {readonly fqdn: string}, b: {readonly fqdn: string}): number {
  return compare(a.fqdn, b.fqdn);
}

/** Array.isArray does not narrow readonly arrays. */
function isList(servers: NonNullable<Pool['servers']>): servers is readonly string[] {
  return Array.isArray(servers);
}
