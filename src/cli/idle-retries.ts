import type {Diagnostic} from '../core/diagnostic.ts';
import type {Plan, SlotState} from '../core/model/plan.ts';
import type {Wishes} from '../core/wishes.ts';
import {problem} from './problem.ts';

/** A retry after which nothing is requested was asked for in vain, which is to be known. */
export function idleRetries({slots, actions}: Plan, {retry}: Pick<Wishes, 'retry'>): readonly Diagnostic[] {
  if (retry.length === 0) return [];
  const requested = new Set(actions.flatMap(action => (action.verb === 'request' ? [action.slot] : [])));
  return slots
    .filter(({address}) => retry.includes(address) && !requested.has(address))
    .map(({address, state}) => ({
      ...problem('RETRY_IDLE', 'Nothing is requested anew', {
        detail: `Nothing of it was denied or refused, so --retry changes nothing: it is ${WORDS[state]}.`,
      }),
      severity: 'warning',
      address,
    }));
}

const WORDS: Readonly<Record<SlotState, string>> = {
  'in-sync': 'as declared',
  changes: 'to be changed without it',
  waiting: 'waiting',
  ready: 'ready to be assigned',
  staged: 'staged',
  person: 'for a person, who has something else to do',
  unknown: 'not known',
};
