import type {Plan, SlotPlan} from '../core/model/plan.ts';
import {plan as makePlan} from '../core/plan/plan.ts';
import {count} from '../report/text.ts';
import type {CommandContext} from './command.ts';
import type {Planned} from './make-plan.ts';

/**
 * The part of a plan that only goes on with requests which a plan approved before: same key, same specification.
 * It needs no new approval; whatever else there is to do does, and is left for another apply.
 */
export function continuing(cx: CommandContext, planned: Planned): Planned {
  const {plan, configuration, actual} = planned;
  const byId = new Map(plan.actions.map(action => [action.id, action]));
  const goesOn = ({actions}: SlotPlan): boolean =>
    actions.length > 0 && actions.every(id => byId.get(id)?.continues !== undefined);
  const only = plan.slots.filter(goesOn).map(slot => slot.address);
  const rest = plan.slots.filter(slot => slot.actions.length > 0 && !goesOn(slot)).length;
  if (rest > 0)
    cx.output.remark(
      `${count(rest, 'certificate')} with other changes left out: they need an approval of their own.\n`,
    );
  return {...planned, plan: only.length > 0 ? narrowed(planned, only) : emptied(plan)};

  function narrowed({plan: {tool, config}}: Planned, addresses: readonly string[]): Plan {
    const now = new Date(plan.now);
    return makePlan({
      desired: configuration.desired,
      actual,
      now,
      tool,
      config,
      selection: {only: addresses, exclude: []},
    });
  }
}

const emptied = (plan: Plan): Plan => ({
  ...plan,
  slots: plan.slots.filter(slot => slot.actions.length === 0),
  actions: [],
  risks: [],
});
