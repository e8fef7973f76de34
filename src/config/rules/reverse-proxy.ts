import type {Diagnostic} from '../../core/diagnostic.ts';
import {few} from '../../core/few.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {helpWith, makeSuggest} from '../../core/suggest.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import {withArticle} from './article.ts';
import type {Rule} from './rule.ts';
import {isWritten, type PoolEntry, poolsOf, takenPoolsOf} from './walk.ts';

/** A reverse proxy publishes web services of pools that have some, and nothing else has such a section. */
export const checkReverseProxy: Rule = ({document, taken, places}) => {
  const pools = poolsOf(document);
  const lost = takenPoolsOf(taken);
  const judgeName = nameJudge(pools, lost);
  return pools.flatMap((entry): Diagnostic[] => {
    const {pool, path} = entry;
    const at = [...path, 'reverseProxy'];
    if (pool.role === 'reverseProxy') {
      return [
        ...(pool.reverseProxy?.pools ?? []).flatMap((name, index) => {
          const complaint = judgeName(name);
          return complaint === undefined
            ? []
            : [complainAt(places, {...complaint, path: [...at, 'pools', index], what: 'value'})];
        }),
        ...judgePublished(entry, {pools, lost}).map(complaint => complainAt(places, {...complaint, path})),
      ];
    }
    if (!isWritten(places, at)) return [];
    const detail = `${withArticle('A', ROLE_FACTS[pool.role].title)} is no reverse proxy.`;
    const help = 'leave it out, or write role: reverseProxy';
    return [complainAt(places, {code: 'CFG_REVERSE_PROXY', path: at, detail, help})];
  });
};

/** Judges the name of a pool that is to be published. One that was taken out is there, and has a mistake of its own. */
function nameJudge(pools: readonly PoolEntry[], lost: ReadonlySet<string>): (name: string) => Complaint | undefined {
  const byName = new Map(pools.map(one => [one.name.toLowerCase(), one]));
  const published = pools.filter(one => ROLE_FACTS[one.pool.role].web).map(one => one.name);
  const otherwise = published.length > 0 ? `pools with web services: ${few(published, 6)}` : 'leave it out';
  const suggest = makeSuggest();
  return name => {
    const found = byName.get(name.toLowerCase());
    if (found === undefined ? lost.has(name.toLowerCase()) : ROLE_FACTS[found.pool.role].web) return undefined;
    const detail =
      found === undefined
        ? `There is no pool ${quote(name)} whose web services could be published.`
        : `${quote(name)} is ${withArticle('a', ROLE_FACTS[found.pool.role].title)} and has no web services to publish.`;
    const help = helpWith(found === undefined ? suggest(name, published) : undefined, otherwise);
    return {code: 'CFG_REVERSE_PROXY', detail, help};
  };
}

/** What is published without a name of its own for the outside is published under the pool's, which is a name of the inside. */
function judgePublished(
  {name, pool}: PoolEntry,
  {pools, lost}: {readonly pools: readonly PoolEntry[]; readonly lost: ReadonlySet<string>},
): readonly Complaint[] {
  const wanted = pool.reverseProxy?.pools?.map(one => one.toLowerCase());
  const named = wanted && new Set(wanted);
  const published = pools
    .filter(one => ROLE_FACTS[one.pool.role].web)
    .filter(one => named === undefined || named.has(one.name.toLowerCase()));
  if (published.length === 0) {
    if (named !== undefined || lost.size > 0) return [];
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
