import type {Action, SlotPlan} from '../core/model/plan.ts';
import {count} from '../report/text.ts';
import type {CommandContext} from './command.ts';
import {cutPlan} from './cut-plan.ts';
import type {Planned} from './make-plan.ts';

const isLabel = (action: Action): boolean => action.verb === 'import' && action.args.source === 'store';

/**
 * The part of a plan that takes certificates under management: where nothing differs from what is declared but the
 * label, and nothing has to be issued, moved, trusted or assigned.
 */
export function marking(cx: CommandContext, planned: Planned): Planned {
  const {plan} = planned;
  const byId = new Map(plan.actions.map(action => [action.id, action]));
  const isOnlyLabels = ({actions}: SlotPlan): boolean =>
    actions.length > 0 &&
    actions.every(id => {
      const action = byId.get(id);
      return action !== undefined && isLabel(action);
    });
  const slots = plan.slots.filter(isOnlyLabels);
  const rest = plan.slots.filter(slot => slot.actions.length > 0 && !slots.includes(slot)).length;
  if (rest > 0)
    cx.output.remark(`${count(rest, 'certificate')} with other changes left out: only those as declared are marked.\n`);
  const held = plan.slots.filter(({members}) =>
    members.some(({findings}) => findings.some(({code}) => code === 'MARK_HELD')),
  ).length;
  if (held > 0)
    cx.output.remark(
      `${count(held, 'certificate')} not marked: who issued them can be told only when their authority can be asked.\n`,
    );
  const wanted = new Set(slots.flatMap(({actions}) => actions));
  return {...planned, plan: {...cutPlan(plan, slots, ({id}) => wanted.has(id)), risks: []}};
}
