import type {ServerId} from '../core/model/desired.ts';
import type {Action, Plan, SlotPlan} from '../core/model/plan.ts';
import {plan as makePlan} from '../core/plan/plan.ts';
import {count} from '../report/text.ts';
import type {CommandContext} from './command.ts';
import {cutPlan} from './cut-plan.ts';
import {isDueBySelf} from './exit-code.ts';
import type {Planned} from './make-plan.ts';

/**
 * The part of a plan that only goes on with requests which a plan approved before: same key, same specification.
 * It needs no new approval; whatever else there is to do does, and is left for another apply. So is what is put away of a
 * certificate that goes on, which holds up nothing.
 */
export function continuing(cx: CommandContext, planned: Planned): Planned {
  const {plan} = planned;
  const byId = new Map(plan.actions.map(action => [action.id, action]));
  const actionsOf = ({actions}: SlotPlan): readonly Action[] => actions.flatMap(id => byId.get(id) ?? []);
  const goesOn = (slot: SlotPlan): boolean => {
    const making = actionsOf(slot).filter(({verb}) => verb !== 'retire');
    return making.length > 0 && making.every(({continues}) => continues !== undefined);
  };
  const candidates = plan.slots.filter(goesOn);
  const untrusting = new Set(trusting(narrowed(planned, candidates)).map(action => action.on));
  const only = candidates.filter(({members}) => !members.some(({server}) => untrusting.has(server)));
  const hasRest = (slot: SlotPlan): boolean =>
    only.includes(slot) ? actionsOf(slot).some(({verb}) => verb === 'retire') : slot.actions.length > 0;
  const narrow = narrowed(planned, only);
  const going = cutPlan(narrow, narrow.slots, ({verb}) => verb !== 'retire');
  const rest = [
    ...named(plan.slots.filter(hasRest).length, 'certificate'),
    ...named(serversLeft(plan, going).size, 'server'),
  ];
  if (rest.length > 0)
    cx.output.remark(`${rest.join(' and ')} with other changes left out: they need an approval of their own.\n`);
  return {...planned, plan: going, leftOut: rest};
}

const named = (amount: number, what: string): readonly string[] => (amount === 0 ? [] : [count(amount, what)]);

/** Servers of which something is to be done now, for none of their certificates, that does not go on. */
function serversLeft(plan: Plan, going: Plan): ReadonlySet<ServerId> {
  const ofSlots = new Set(plan.actions.flatMap(action => ('slot' in action ? action.needs : [])));
  const done = new Set(going.actions.map(({id}) => id));
  const isDue = isDueBySelf(plan.now);
  const left = plan.actions.filter(action => isDue(action) && !ofSlots.has(action.id) && !done.has(action.id));
  return new Set(left.map(({on}) => on));
}

/**
 * Whom a server trusts is never something that only goes on: what was approved of it was done before the request.
 * Intermediates trust nobody new: they come with an answer, and are taken only below a declared root.
 */
const trusting = ({actions}: Plan) => actions.filter(action => action.verb === 'trust' && action.args.store === 'Root');

/** The plan of these slots alone; with none of them, of what there is nothing to do for. */
function narrowed({plan, configuration, actual}: Planned, slots: readonly SlotPlan[]): Plan {
  const {tool, config, wishes} = plan;
  const now = new Date(plan.now);
  const given = {desired: configuration.desired, actual, now, tool, config, ...(wishes && {wishes})};
  if (slots.length > 0) return makePlan({...given, selection: {only: slots.map(slot => slot.address), exclude: []}});
  return {
    ...cutPlan(
      plan,
      plan.slots.filter(slot => slot.actions.length === 0),
      () => false,
    ),
    risks: [],
  };
}
