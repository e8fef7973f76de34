import type {Action, Plan, SlotPlan} from '../core/model/plan.ts';
import {planDigest} from '../core/plan/plan.ts';
import {summarise} from '../core/plan/summary.ts';

/** A plan cut down to some slots, and of what is done to some actions. What it risks stays. */
export function cutPlan(plan: Plan, slots: readonly SlotPlan[], isWanted: (action: Action) => boolean): Plan {
  const actions = plan.actions.filter(isWanted);
  const ids = new Set(actions.map(({id}) => id));
  const cut = slots.map(slot => ({...slot, actions: slot.actions.filter(id => ids.has(id))}));
  return {
    ...plan,
    slots: cut,
    actions,
    summary: summarise(cut, actions, plan.holders),
    digest: planDigest(cut, actions),
  };
}
