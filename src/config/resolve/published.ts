import {compare} from '../../core/compare.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import type {PublishedNames, SimpleUrlHosts} from '../../core/names/topology.ts';
import type {DeclaredPool, PoolSurroundings} from './pools.ts';
import {simpleUrlHosts, siteSimpleUrls} from './simple-urls.ts';

/** What a reverse proxy publishes: the pools that it names, else all that have web services. */
export function publishedNames({pool}: DeclaredPool, around: PoolSurroundings): PublishedNames {
  const {pools: named, officeWebApps, scheduler} = pool.reverseProxy ?? {};
  const wanted = named && new Set(named.map(name => name.toLowerCase()));
  const pools = around.pools.filter(
    ({fqdn, pool: {role}}) => ROLE_FACTS[role].web && (wanted === undefined || wanted.has(fqdn)),
  );
  return {
    webServices: [...pools].sort(homesFirst).map(({fqdn, pool: {webServices}}) => ({
      name: (webServices?.external ?? fqdn).toLowerCase(),
      pool: fqdn,
    })),
    simpleUrls: simpleUrlsOf(pools, around),
    ...(officeWebApps !== undefined && {officeWebApps: officeWebApps.toLowerCase()}),
    ...(scheduler !== undefined && {scheduler: scheduler.toLowerCase()}),
  };
}

/** The subject is the name of a pool where users are at home, as in the documents; Directors come after those. */
function homesFirst(a: DeclaredPool, b: DeclaredPool): number {
  const rank = ({pool}: DeclaredPool): number => (pool.role === 'director' ? 1 : 0);
  return rank(a) - rank(b) || compare(a.fqdn, b.fqdn);
}

/** Those that the pools use, each once: the deployment's, and those of sites that have their own. */
function simpleUrlsOf(pools: readonly DeclaredPool[], {deployment}: PoolSurroundings): readonly SimpleUrlHosts[] {
  const bySite = new Map<string, SimpleUrlHosts>();
  for (const pool of pools) {
    const own = siteSimpleUrls(pool, deployment);
    if (own === undefined) bySite.set('', simpleUrlHosts(deployment.simpleUrls ?? {}));
    else bySite.set(own.site ?? '', own);
  }
  return [...bySite].sort(([a], [b]) => compare(a, b)).map(([, hosts]) => hosts);
}
