import {compare} from '../compare.ts';
import type {Diagnostic} from '../diagnostic.ts';
import {authoritiesByServer} from '../diff/authorities.ts';
import type {Differences, SlotDifference} from '../diff/diff.ts';
import {notRead} from '../diff/holder-view.ts';
import {isKnown} from '../diff/member.ts';
import {groupBy} from '../group.ts';
import type {Actual, HolderState} from '../model/actual.ts';
import type {Desired, Holder, ServerId} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import type {HolderPlan} from '../model/plan.ts';
import {isUnread, unreadParts} from '../policy/unread.ts';
import {basisOf} from './basis.ts';

/** What a plan says of the servers that the chosen slots are on. */
export function planHolders(
  {desired, actual}: {readonly desired: Desired; readonly actual: Actual},
  differences: Differences,
  chosen: readonly SlotDifference[],
): Record<ServerId, HolderPlan> {
  const authorities = authoritiesByServer(chosen);
  const declared = declaredByServer(differences);
  return Object.fromEntries(
    desired.holders
      .filter(({server}) => authorities.has(server))
      .toSorted(byPoolAndServer)
      .map(({server, pool, role, connection}: Holder): [ServerId, HolderPlan] => {
        const state = readState(actual.holders[server], server);
        if ('unknown' in state) return [server, {pool, role, connection, unknown: state.unknown}];
        const trust = trustFindings(differences.trust[server], authorities.get(server) ?? new Set());
        return [
          server,
          {
            pool,
            role,
            connection,
            // Worked out when it is asked for: what is only shown is not compared with anything later.
            get basis() {
              return basisOf(state.known);
            },
            trust: [...unreadParts(state.known), ...trust],
            unmanaged: countUnmanaged(state.known, declared.get(server) ?? new Set()),
          },
        ];
      }),
  );
}

function byPoolAndServer(a: Holder, b: Holder): number {
  return compare(a.pool, b.pool) || compare(a.server, b.server);
}

/** Thumbprints of what is declared by `use`, or a declared usage points to or will, whether its slot was chosen or not. */
function declaredByServer({slots}: Differences): ReadonlyMap<ServerId, ReadonlySet<string>> {
  const found = new Map<ServerId, Set<string>>();
  for (const {members} of slots) {
    for (const member of members.filter(isKnown)) {
      const thumbprints = found.get(member.server) ?? new Set();
      if (member.named !== undefined) thumbprints.add(member.named);
      for (const thumbprint of Object.values(member.assigned)) thumbprints.add(thumbprint);
      for (const {thumbprint} of Object.values(member.staged)) thumbprints.add(thumbprint);
      found.set(member.server, thumbprints);
    }
  }
  return found;
}

/** Without its certificates or its assignments nothing can be said of a server. */
function readState(
  part: Actual['holders'][ServerId] | undefined,
  server: ServerId,
): {readonly known: HolderState} | {readonly unknown: Diagnostic} {
  if (part === undefined) return {unknown: notRead(server)};
  if ('problem' in part) return {unknown: part.problem};
  const {stores, assigned} = part.ok;
  if ('problem' in stores.My) return {unknown: stores.My.problem};
  return 'problem' in assigned ? {unknown: assigned.problem} : {known: part.ok};
}

/** Whether all of a server could be read. */
export function isWhole(holder: HolderPlan): boolean {
  return !('unknown' in holder) && !holder.trust.some(isUnread);
}

/** What the chosen slots need, once each, then what a person should put in order. */
function trustFindings(
  difference: Differences['trust'][ServerId] | undefined,
  authorities: ReadonlySet<string>,
): readonly Finding[] {
  const {needs, warnings} = difference ?? {needs: [], warnings: []};
  const needed = needs.filter(need => authorities.has(need.authority)).map(need => need.finding);
  const once = groupBy(needed, finding => finding.message);
  return [...[...once.values()].flatMap(same => same.slice(0, 1)), ...warnings];
}

function countUnmanaged({stores}: HolderState, declared: ReadonlySet<string>): number {
  if (!('ok' in stores.My)) return 0;
  return stores.My.ok.filter(one => one.mark === undefined && !declared.has(one.thumbprint)).length;
}
