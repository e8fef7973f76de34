import type {Action, HolderPlan, SlotPlan, Summary} from '../model/plan.ts';
import {VERBS} from '../model/verb.ts';
import {isWhole} from './holders.ts';

/** The counts of the summary line. */
export function summarise(
  slots: readonly SlotPlan[],
  actions: readonly Action[],
  holders: Readonly<Record<string, HolderPlan>>,
): Summary {
  const verbs = Object.fromEntries(VERBS.map(verb => [verb, actions.filter(action => action.verb === verb).length]));
  const inState = (state: SlotPlan['state']): number => slots.filter(slot => slot.state === state).length;
  return {
    ...(verbs as Record<(typeof VERBS)[number], number>),
    waiting: inState('waiting'),
    person: inState('person'),
    unknown: Object.values(holders).filter(holder => !isWhole(holder)).length,
    unchanged: inState('in-sync'),
  };
}
