import {groupBy} from '../core/group.ts';
import type {ServerId, Slot} from '../core/model/desired.ts';
import {isGlobal} from '../core/model/usage.ts';
import type {AskedCa, CheckAsk, Obstacle} from './ports/check.ts';
import type {Connection} from './ports/connection.ts';
import type {CallContext} from './ports/context.ts';
import {lookUp, unexpected, type World} from './world.ts';

/** What is to happen on a server: for which certificates its CA is asked, and which are assigned from there. */
export interface Intended {
  readonly requested: readonly Slot[];
  readonly assigned: readonly Slot[];
}

/** All that is declared, as far as it may happen on this server. What is global happens on one. */
export function intendedOn(server: ServerId, slots: readonly Slot[]): Intended {
  const own = slots.filter(({scope, members, via}) => {
    if (!members.includes(server)) return false;
    return scope !== 'global' || server === (via ?? members[0]);
  });
  return {requested: own.filter(({use}) => use === undefined), assigned: own};
}

/** What stands in the way on a server, and what people should know; nothing where a connection has nothing to look at. */
export async function preflight(
  connection: Connection,
  {server, intended, world}: {readonly server: ServerId; readonly intended: Intended; readonly world: World},
  cx: CallContext,
): Promise<readonly Obstacle[]> {
  if (connection.check === undefined) return [];
  try {
    return await connection.check(server, askOf(intended, world), cx);
  } catch (error) {
    return [{problem: unexpected(error, server)}];
  }
}

function askOf({requested, assigned}: Intended, {authorities}: World): CheckAsk {
  const asking = requested.flatMap(({spec}) => {
    const {asked} = lookUp(authorities, spec.authority, 'authority');
    return asked === undefined ? [] : [{asked, template: spec.template}];
  });
  const byCa = groupBy(asking, ({asked: {ca, as}}) => `${as} ${ca}`);
  const cas = [...byCa.values()].flatMap((same): readonly AskedCa[] => {
    const [first] = same;
    return first === undefined ? [] : [{...first.asked, templates: [...new Set(same.map(one => one.template))]}];
  });
  return {assigns: assigned.length > 0, global: assigned.some(({usages}) => usages.some(isGlobal)), cas};
}
