import {groupBy} from '../../core/group.ts';
import type {HolderPlan, Plan, RestartAction, SlotPlan, TrustAction} from '../../core/model/plan.ts';

/** What is shown below one pool. */
export interface PoolGroup {
  readonly pool: string;
  /** Certificates that the members of the pool share. */
  readonly shared: readonly SlotPlan[];
  readonly servers: readonly ServerGroup[];
}

export interface ServerGroup {
  readonly server: string;
  readonly holder: HolderPlan;
  /** Certificates of the server's own. */
  readonly slots: readonly SlotPlan[];
  /** What is done to the server apart from any slot. */
  readonly trusts: readonly TrustAction[];
  readonly restarts: readonly RestartAction[];
}

export interface PlanGroups {
  readonly global: readonly SlotPlan[];
  readonly pools: readonly PoolGroup[];
}

/** Sorts what a plan says into pool, server and slot, the way in which administrators think of a deployment. */
export function groupPlan(plan: Plan): PlanGroups {
  const servers = groupBy(serverGroups(plan), ({holder}) => holder.pool);
  const shared = groupBy(
    plan.slots.filter(({scope}) => scope === 'pool'),
    ({pool}) => pool,
  );
  const pools = new Set([...servers.keys(), ...plan.slots.flatMap(({pool}) => pool ?? [])]);
  return {
    global: plan.slots.filter(({scope}) => scope === 'global'),
    pools: [...pools].sort().map(pool => ({
      pool,
      shared: shared.get(pool) ?? [],
      servers: (servers.get(pool) ?? []).sort((a, b) => (a.server < b.server ? -1 : 1)),
    })),
  };
}

function serverGroups({holders, slots, actions}: Plan): readonly ServerGroup[] {
  const own = slots.filter(({scope}) => scope === 'server');
  const slotsOf = groupBy(
    own.flatMap(slot => slot.members.map(({server}) => ({server, slot}))),
    ({server}) => server,
  );
  const trustsOn = groupBy(
    actions.filter(action => action.verb === 'trust'),
    ({on}) => on,
  );
  const restartsOn = groupBy(
    actions.filter(action => action.verb === 'restart'),
    ({on}) => on,
  );
  return Object.entries(holders).map(([server, holder]) => ({
    server,
    holder,
    slots: (slotsOf.get(server) ?? []).map(({slot}) => slot),
    trusts: trustsOn.get(server) ?? [],
    restarts: restartsOn.get(server) ?? [],
  }));
}

/** Nothing to say about it except that it is as declared. */
export function isQuietSlot(slot: SlotPlan): boolean {
  return (
    slot.state === 'in-sync' && slot.actions.length === 0 && slot.members.every(({findings}) => findings.length === 0)
  );
}

/** It could be read, and lacks no certificate of a CA. */
export function isQuietHolder(holder: HolderPlan): boolean {
  return !('unknown' in holder) && holder.trust.length === 0;
}

export function isQuietServer({holder, slots, trusts, restarts}: ServerGroup): boolean {
  return isQuietHolder(holder) && trusts.length === 0 && restarts.length === 0 && slots.every(isQuietSlot);
}
