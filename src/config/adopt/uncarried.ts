/**
 * What was written of certificates that servers divide otherwise. It says nothing of a certificate that is there, so it is
 * left out, and said; only of a server that could not be read it stays where it still can.
 */
import type {ServerId} from '../../core/model/desired.ts';
import type {Certificate, Pool} from '../generated/document.ts';
import type {DeclaredPool} from '../resolve/pools.ts';
import type {Settings} from './entry.ts';
import type {Found} from './found.ts';
import type {Before, Mismatch} from './mismatches.ts';
import {leavesOf, merge} from './place.ts';

/** Settings of servers that could not be read, for a certificate that has more usages now than it was written for. */
export function keptOnUnread(
  {servers, pool}: Pick<DeclaredPool, 'servers' | 'pool'>,
  {certificate, usages}: Pick<Found, 'certificate' | 'usages'>,
  of: {readonly declared: readonly Before[]; readonly isRead: (server: ServerId) => boolean},
): ReadonlyMap<ServerId, Certificate> {
  const before = of.declared.find(one => one.certificate === certificate);
  if (before === undefined || !before.usages.every(usage => usages.includes(usage))) return new Map();
  const ofPool = pool.certificates?.[certificate] ?? {};
  const unread = servers.filter(({fqdn}) => !of.isRead(fqdn));
  return new Map(unread.map(({fqdn, settings}) => [fqdn, merge(ofPool, settings.certificates?.[certificate] ?? {})]));
}

/** What of a pool and of its servers was written and is not any more. `told` has what is said to be left out as a whole. */
export function uncarried(
  {fqdn, pool, servers}: DeclaredPool,
  found: readonly Found[],
  told: readonly Mismatch[],
): readonly Mismatch[] {
  const isTold = (certificate: string) => told.some(({at}) => at === `${fqdn}/${certificate}`);
  const ofPool = entriesOf(pool.certificates).filter(
    ([name, one]) => !found.some(({certificate, kept}) => certificate === name && kept === one),
  );
  const ofServers = servers.flatMap(({fqdn: server, settings}) =>
    entriesOf(settings.certificates)
      .filter(
        ([name]) =>
          !found.some(
            ({certificate, scope, keptOn}) => certificate === name && scope === 'server' && keptOn.has(server),
          ),
      )
      .map(([name, one]) => [`${fqdn}/${server}/${name}`, name, one] as const),
  );
  const all = [...ofPool.map(([name, one]) => [`${fqdn}/${name}`, name, one] as const), ...ofServers];
  return all.filter(([, name]) => !isTold(name)).flatMap(([at, , one]) => lost(at, one));
}

const entriesOf = (certificates: Pool['certificates'] = {}) => Object.entries(certificates);

function lost(at: string, {usages: _usages, scope: _scope, ...settings}: Settings): readonly Mismatch[] {
  const gone = [...leavesOf(settings).keys()];
  if (gone.length === 0) return [];
  const detail = `What was written of it was left out, for servers have its usages in other certificates: ${gone.join(', ')}.`;
  return [{at, kind: 'leftOut', detail}];
}
