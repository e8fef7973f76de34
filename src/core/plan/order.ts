import {compareAddresses, GLOBAL} from '../address.ts';
import type {Action, Phase} from '../model/plan.ts';
import {byUsage, isGlobal} from '../model/usage.ts';
import {VERBS} from '../model/verb.ts';

const PHASES: readonly Phase[] = ['trust', 'prepare', 'switch', 'clean'];

/**
 * The order of a plan's actions, in which they can be done: phases in turn. In a phase slot by slot, for that is how
 * people read it; but what is switched goes pool by pool and server by server, there in the order of the usages,
 * what is global comes last, and then what is restarted.
 */
export function byOrder(a: Action, b: Action): number {
  return (
    PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) ||
    Number(switchesAll(a)) - Number(switchesAll(b)) ||
    Number(a.verb === 'restart') - Number(b.verb === 'restart') ||
    compareAddresses(placeOf(a), placeOf(b)) ||
    byNeed(a, b)
  );
}

const switchesAll = (action: Action): boolean =>
  action.verb === 'restart' || (action.verb === 'assign' && isGlobal(action.args.usage));

function placeOf(action: Action): string {
  if (!('slot' in action)) return action.on;
  const [pool] = action.slot.split('/');
  return action.phase === 'switch' && pool !== GLOBAL ? `${pool}/${action.on}` : action.slot;
}

/** Verbs stand in the order in which they need each other. */
function byNeed(a: Action, b: Action): number {
  if (a.verb === 'assign' && b.verb === 'assign' && a.on === b.on) return byUsage(a.args.usage, b.args.usage);
  if (a.verb !== b.verb) return VERBS.indexOf(a.verb) - VERBS.indexOf(b.verb);
  if (a.on !== b.on) return a.on < b.on ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
