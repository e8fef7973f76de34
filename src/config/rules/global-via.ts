import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {helpWith, suggest} from '../../core/suggest.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';
import {isAnyServerTaken, poolsOf, serversOf} from './walk.ts';

/** The server that assigns what is global has to be one of those that get it. */
export const checkGlobalVia: Rule = ({document, taken, places}): readonly Diagnostic[] => {
  const via = document.deployment?.globalVia;
  if (via === undefined) return [];
  const entries = poolsOf(document).flatMap(entry => {
    const {role, servers} = entry.pool;
    // A pool that is its own server may leave it out.
    const names = servers === undefined ? [entry.name] : serversOf(entry).map(({name}) => name);
    return names.map(name => ({name: name.toLowerCase(), role}));
  });
  const found = entries.find(({name}) => name === via.toLowerCase());
  if (found !== undefined && ROLE_FACTS[found.role].oauth) return [];
  const possible = entries.filter(({role}) => ROLE_FACTS[role].oauth).map(({name}) => name);
  // It may be one of a pool or a list that has a mistake itself.
  if ((found === undefined || possible.length === 0) && isAnyServerTaken(taken)) return [];
  const detail =
    found === undefined
      ? `There is no server ${quote(via)} in this deployment.`
      : `A server of the role ${found.role} such as ${quote(via)} does not get what is global.`;
  const help = helpWith(
    suggest(via.toLowerCase(), possible),
    possible.length > 0
      ? `one of: ${possible.slice(0, 6).join(', ')}`
      : 'leave it out: no server of this deployment does',
  );
  return [complainAt(places, {code: 'CFG_GLOBAL_VIA', path: ['deployment', 'globalVia'], what: 'value', detail, help})];
};
