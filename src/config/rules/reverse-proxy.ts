import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {helpWith, suggest} from '../../core/suggest.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import {withArticle} from './article.ts';
import type {Rule} from './rule.ts';
import {isWritten, type PoolEntry, poolsOf} from './walk.ts';

/** A reverse proxy publishes web services of pools that have some, and nothing else has such a section. */
export const checkReverseProxy: Rule = ({document, places}) => {
  const pools = poolsOf(document);
  return pools.flatMap((entry): Diagnostic[] => {
    const {pool, path} = entry;
    const at = [...path, 'reverseProxy'];
    if (pool.role === 'reverseProxy') {
      return [
        ...judgePools(entry, pools).map(({index, complaint}) =>
          complainAt(places, {...complaint, path: [...at, 'pools', index], what: 'value'}),
        ),
        ...judgePublished(entry, pools).map(complaint => complainAt(places, {...complaint, path})),
      ];
    }
    if (!isWritten(places, at)) return [];
    const detail = `${withArticle('A', ROLE_FACTS[pool.role].title)} is no reverse proxy.`;
    const help = 'leave it out, or write role: reverseProxy';
    return [complainAt(places, {code: 'CFG_REVERSE_PROXY', path: at, detail, help})];
  });
};

function judgePools(
  {pool}: PoolEntry,
  pools: readonly PoolEntry[],
): readonly {readonly index: number; readonly complaint: Complaint}[] {
  return (pool.reverseProxy?.pools ?? []).flatMap((name, index) => {
    const found = findPool(name, pools);
    if (found !== undefined && ROLE_FACTS[found.pool.role].web) return [];
    const published = pools.filter(one => ROLE_FACTS[one.pool.role].web).map(one => one.name);
    const detail =
      found === undefined
        ? `There is no pool ${quote(name)} whose web services could be published.`
        : `${quote(name)} is ${withArticle('a', ROLE_FACTS[found.pool.role].title)} and has no web services to publish.`;
    const help = helpWith(
      found === undefined ? suggest(name, published) : undefined,
      published.length > 0 ? `pools with web services: ${published.join(', ')}` : 'leave it out',
    );
    return [{index, complaint: {code: 'CFG_REVERSE_PROXY' as const, detail, help}}];
  });
}

/** What is published without a name of its own for the outside is published under the pool's, which is a name of the inside. */
function judgePublished({name, pool}: PoolEntry, pools: readonly PoolEntry[]): readonly Complaint[] {
  const named = pool.reverseProxy?.pools;
  const published = pools
    .filter(one => ROLE_FACTS[one.pool.role].web)
    .filter(one => named === undefined || named.some(wanted => isSame(wanted, one.name)));
  if (published.length === 0) {
    if (named !== undefined) return [];
    const detail = `No pool has web services that the reverse proxy ${quote(name)} could publish.`;
    const help = 'declare a pool of role frontEnd, standardEdition or director';
    return [{code: 'CFG_REVERSE_PROXY', detail, help}];
  }
  return published
    .filter(one => one.pool.webServices?.external === undefined)
    .map(one => ({
      code: 'CFG_REVERSE_PROXY',
      severity: 'warning',
      detail: `The reverse proxy ${quote(name)} publishes the pool ${quote(one.name)} under the pool's own name, for the pool says no other one.`,
      help: `write webServices: {external: ...} below ${one.name}`,
    }));
}

function findPool(name: string, pools: readonly PoolEntry[]): PoolEntry | undefined {
  return pools.find(one => isSame(one.name, name));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
