import type {SlotDifference} from '../diff/diff.ts';
import type {Action} from '../model/plan.ts';
import {unreachable} from '../unreachable.ts';
import {issueActions, offerActions} from './issue-actions.ts';
import {retireAction} from './make-action.ts';
import type {TrustIds} from './trust-actions.ts';
import {useActions} from './use-actions.ts';

/** What is to be done for one slot, in order; empty when it is in sync or needs a person. */
export function slotActions(difference: SlotDifference, trust: TrustIds): readonly Action[] {
  const actions = remedyActions(difference, trust);
  return [...actions, ...difference.retired.map(one => retireAction(difference.slot, one, actions))];
}

function remedyActions(difference: SlotDifference, trust: TrustIds): readonly Action[] {
  const {remedy} = difference;
  switch (remedy.kind) {
    case 'use':
      return useActions(difference, remedy, trust);
    case 'collect':
    case 'request':
      return issueActions(difference, remedy, trust);
    case 'offer':
      return offerActions(difference, remedy, trust);
    case 'wait':
    case 'person':
    case 'unknown':
      return [];
    default:
      return unreachable(remedy);
  }
}
