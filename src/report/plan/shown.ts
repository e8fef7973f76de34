/**
 * A plan of thousands of servers has something to say of few: pools that are as declared are counted, and left out before
 * anything is grouped, cleaned or rendered.
 */
import type {Plan} from '../../core/model/plan.ts';
import {isWhole} from '../../core/plan/holders.ts';
import {isQuietHolder, isQuietSlot} from './group.ts';

/** What is told of the whole plan, whatever of it is shown. */
export interface Totals {
  readonly pools: number;
  readonly servers: number;
  /** Servers that could be read, be it in part. */
  readonly known: number;
  /** Those of them of which a part could not be read. */
  readonly partly: number;
  /** Certificates that nobody declared, and the servers that have any. */
  readonly unmanaged: {readonly certificates: number; readonly servers: number};
}

export function totalsOf({holders, slots}: Plan): Totals {
  const pools = new Set<string>();
  for (const {pool} of slots) if (pool !== undefined) pools.add(pool);
  const all = Object.values(holders);
  const unmanaged = {certificates: 0, servers: 0};
  let [known, partly] = [0, 0];
  for (const holder of all) {
    pools.add(holder.pool);
    if ('unknown' in holder) continue;
    known += 1;
    partly += isWhole(holder) ? 0 : 1;
    unmanaged.certificates += holder.unmanaged;
    unmanaged.servers += holder.unmanaged > 0 ? 1 : 0;
  }
  return {pools: pools.size, servers: all.length, known, partly, unmanaged};
}

/** The same plan with nothing but the pools that are to be shown, and what belongs to no pool. */
export function withoutQuietPools(plan: Plan): Plan {
  const pools = poolsToShow(plan);
  return {
    ...plan,
    holders: Object.fromEntries(Object.entries(plan.holders).filter(entry => pools.has(entry[1].pool))),
    slots: plan.slots.filter(({pool}) => pool === undefined || pools.has(pool)),
  };
}

/** Those of which a certificate, a server or what is done to a server has something to say. */
function poolsToShow({holders, slots, actions}: Plan): ReadonlySet<string> {
  const pools = new Set<string>();
  const add = (pool: string | undefined): void => {
    if (pool !== undefined) pools.add(pool);
  };
  for (const slot of slots) if (!isQuietSlot(slot)) add(slot.pool);
  for (const holder of Object.values(holders)) if (!isQuietHolder(holder)) add(holder.pool);
  for (const {verb, on} of actions) if (verb === 'trust' || verb === 'restart') add(holders[on]?.pool);
  return pools;
}
