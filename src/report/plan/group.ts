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
  const servers = Object.entries(plan.holders).map(([server, holder]) => serverGroup(plan, server, holder));
  const pools = new Set([...servers.map(({holder}) => holder.pool), ...plan.slots.flatMap(({pool}) => pool ?? [])]);
  return {
    global: plan.slots.filter(({scope}) => scope === 'global'),
    pools: [...pools].sort().map(pool => ({
      pool,
      shared: plan.slots.filter(slot => slot.scope === 'pool' && slot.pool === pool),
      servers: servers.filter(({holder}) => holder.pool === pool).sort((a, b) => (a.server < b.server ? -1 : 1)),
    })),
  };
}

function serverGroup(plan: Plan, server: string, holder: HolderPlan): ServerGroup {
  return {
    server,
    holder,
    slots: plan.slots.filter(slot => slot.scope === 'server' && slot.members.some(member => member.server === server)),
    trusts: plan.actions.filter(action => action.verb === 'trust').filter(({on}) => on === server),
    restarts: plan.actions.filter(action => action.verb === 'restart').filter(({on}) => on === server),
  };
}

/** Nothing to say about it except that it is as declared. */
export function isQuietSlot(slot: SlotPlan): boolean {
  return (
    slot.state === 'in-sync' && slot.actions.length === 0 && slot.members.every(({findings}) => findings.length === 0)
  );
}

export function isQuietServer({holder, slots, trusts, restarts}: ServerGroup): boolean {
  if ('unknown' in holder || holder.trust.length > 0) return false;
  return trusts.length === 0 && restarts.length === 0 && slots.every(isQuietSlot);
}

export function isQuietPool({shared, servers}: PoolGroup): boolean {
  return shared.every(isQuietSlot) && servers.every(isQuietServer);
}
