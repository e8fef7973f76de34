import {type LayoutEntry, ROLE_FACTS} from '../core/model/role.ts';
import type {Usage} from '../core/model/usage.ts';
import {isExternal} from '../core/names/edge.ts';
import type {Pool} from './generated/document.ts';

/** The certificates of a pool that declares none. The wizard adds XMPP to the external ones where the topology has it. */
export function layoutOf({role, edge}: Pool): readonly LayoutEntry[] {
  const {layout} = ROLE_FACTS[role];
  if (edge?.xmpp === undefined) return layout;
  return layout.map(entry => (entry.public ? {...entry, usages: [...entry.usages, 'XmppServer']} : entry));
}

/** The usages that a pool's servers need a certificate for. */
export function neededUsages({role, edge}: Pool): readonly Usage[] {
  const {usages} = ROLE_FACTS[role];
  return edge?.xmpp === undefined ? usages.filter(usage => usage !== 'XmppServer') : usages;
}

/** Whether a pool's certificate is one for all servers: as it says itself, else as is usual for the role. */
export function scopeOf(pool: Pool, certificate: string): 'server' | 'pool' {
  const usual = ROLE_FACTS[pool.role].layout.every(({shared}) => shared) ? 'pool' : 'server';
  return pool.certificates?.[certificate]?.scope ?? usual;
}

/** Whether strangers have to trust a certificate, so that the public authority issues it. */
export function isForPublic(usages: readonly Usage[]): boolean {
  return usages.some(usage => isExternal(usage) || usage === 'ReverseProxy');
}
