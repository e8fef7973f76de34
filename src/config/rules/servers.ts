import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import type {ValuePath} from '../loaded.ts';
import {complainAt, quote} from '../problem.ts';
import {withArticle} from './article.ts';
import type {Rule} from './rule.ts';
import {isWritten, type PoolEntry, poolsOf, serversOf, showPlace} from './walk.ts';

/** A pool that is its own server names no other one; every other pool needs at least one. */
export const checkPoolServers: Rule = ({document, places}) =>
  poolsOf(document).flatMap(entry => {
    const {name, pool, path} = entry;
    const {servers, title} = ROLE_FACTS[pool.role];
    if (servers !== 'itself') {
      if (isWritten(places, [...path, 'servers'])) return [];
      const detail = `${quote(name)} is ${withArticle('a', title)} and names no servers.`;
      const alone = servers === 'either' ? `; a pool of a single computer names itself: servers: [${name}]` : '';
      const help = `write servers: [fe01.contoso.com, ...] below it${alone}`;
      return [complainAt(places, {code: 'CFG_NO_SERVERS', path, detail, help})];
    }
    return serversOf(entry)
      .filter(server => !isSame(server.name, name))
      .map(server => {
        const detail = `${withArticle('A', title)} is the only server of its pool: ${quote(name)} itself, not ${quote(server.name)}.`;
        const several =
          pool.role === 'standardEdition' ? '; if the pool has several servers, its role is frontEnd' : '';
        const help = `leave "servers" out${several}`;
        return complainAt(places, {code: 'CFG_SINGLE_SERVER', path: server.path, detail, help});
      });
  });

/** A server is in one pool, once; names do not differ by letter case. */
export const checkServerTwice: Rule = ({document, places}) => {
  const first = new Map<string, ValuePath>();
  return poolsOf(document).flatMap(entry =>
    serversOf(entry).flatMap((server): Diagnostic[] => {
      const id = server.name.toLowerCase();
      const before = first.get(id);
      if (before === undefined) {
        first.set(id, server.path);
        return [];
      }
      const detail = `The server ${quote(server.name)} is also declared at ${showPlace(places, before)}. A server belongs to one pool, once.`;
      return [
        complainAt(places, {code: 'CFG_DUPLICATE_SERVER', path: server.path, detail, help: 'keep one of the two'}),
      ];
    }),
  );
};

/** Two pools of one name, but for letter case, are one pool. */
export const checkPoolTwice: Rule = ({document, places}) => {
  const first = new Map<string, PoolEntry>();
  return poolsOf(document).flatMap((entry): Diagnostic[] => {
    const id = entry.name.toLowerCase();
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, entry);
      return [];
    }
    const detail = `The pool ${quote(entry.name)} is also declared at ${showPlace(places, before.path)}; names do not differ by letter case.`;
    return [complainAt(places, {code: 'CFG_DUPLICATE_POOL', path: entry.path, detail, help: 'keep one of the two'})];
  });
};

/** Only a server that is alone may have the name of its pool: elsewhere one name would stand for two things. */
export const checkPoolNamedAsServer: Rule = ({document, places}) => {
  const pools = poolsOf(document);
  const byName = new Map(pools.map(entry => [entry.name.toLowerCase(), entry]));
  return pools.flatMap(entry =>
    serversOf(entry).flatMap((server): Diagnostic[] => {
      const namesake = byName.get(server.name.toLowerCase());
      if (namesake === undefined || (namesake === entry && mayBearItsPoolsName(entry))) return [];
      const which = namesake === entry ? 'its own pool' : `the pool at ${showPlace(places, namesake.path)}`;
      const detail = `The server ${quote(server.name)} has the name of ${which}.`;
      const help =
        ROLE_FACTS[entry.pool.role].servers === 'either' && namesake === entry
          ? 'only a server that is alone in its pool may have its name'
          : 'give the pool, or the server, another name';
      return [complainAt(places, {code: 'CFG_POOL_NAMED_AS_SERVER', path: server.path, detail, help})];
    }),
  );
};

/** Topology Builder calls it a single computer pool. */
function mayBearItsPoolsName(entry: PoolEntry): boolean {
  const {servers} = ROLE_FACTS[entry.pool.role];
  return servers === 'itself' || (servers === 'either' && serversOf(entry).length === 1);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
