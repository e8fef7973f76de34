import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {complainAt, quote} from '../problem.ts';
import {withArticle} from './article.ts';
import type {Rule} from './rule.ts';
import {type PoolEntry, poolsOf, showPlace} from './walk.ts';

/** Web services names are for roles that have web services, and a Standard Edition server's internal one is its own name. */
export const checkWebServices: Rule = ({document, places}) =>
  poolsOf(document).flatMap(({name, pool, path}): Diagnostic[] => {
    const {web, servers, title} = ROLE_FACTS[pool.role];
    if (pool.webServices === undefined) return [];
    if (!web) {
      const detail = `${withArticle('A', title)} has no web services.`;
      return [
        complainAt(places, {code: 'CFG_WEB_SERVICES', path: [...path, 'webServices'], detail, help: 'leave them out'}),
      ];
    }
    if (servers !== 'itself' || pool.webServices.internal === undefined) return [];
    const detail = `The internal web services of the Standard Edition server ${quote(name)} always have the server's name.`;
    const help = 'leave "internal" out';
    return [complainAt(places, {code: 'CFG_WEB_SERVICES', path: [...path, 'webServices', 'internal'], detail, help})];
  });

/** A Director's external web services name must not be that of the pools behind it (its certificate requirements say so). */
export const checkDirectorWebServices: Rule = ({document, places}) => {
  const pools = poolsOf(document);
  const externalOf = ({pool}: PoolEntry) => pool.webServices?.external?.toLowerCase();
  const others = pools.filter(({pool}) => pool.role !== 'director');
  return pools
    .filter(({pool}) => pool.role === 'director')
    .flatMap((director): Diagnostic[] => {
      const name = externalOf(director);
      const same = name === undefined ? undefined : others.find(other => externalOf(other) === name);
      if (same === undefined) return [];
      const where = showPlace(places, [...same.path, 'webServices', 'external']);
      const detail = `The Director pool has the same external web services name ${quote(name)} as the pool ${quote(same.name)} (${where}).`;
      const help = 'give the Director pool a name of its own';
      return [
        complainAt(places, {
          code: 'CFG_WEB_SERVICES',
          path: [...director.path, 'webServices', 'external'],
          detail,
          help,
        }),
      ];
    });
};
