/**
 * What is declared to be assigned by hand and is stored, but not assigned: servers point nowhere to it, so that the
 * configuration as it was has to tell, together with our mark, what it is for. A plan would call it ready.
 */
import {targetOf} from '../../core/diff/assignment.ts';
import {diff, type SlotDifference} from '../../core/diff/diff.ts';
import {isKnown} from '../../core/diff/member.ts';
import type {ServerId} from '../../core/model/desired.ts';
import type {Usage} from '../../core/model/usage.ts';
import {resolve} from '../resolve/resolve.ts';
import type {Held} from './mismatches.ts';
import type {AdoptInput} from './unit.ts';

/** A certificate that waits in the store of a server for somebody who assigns it. */
interface Ready {
  readonly usages: readonly Usage[];
  readonly thumbprint: string;
}

export type ReadyByServer = ReadonlyMap<ServerId, readonly Ready[]>;

/** By server, as what was declared before and the marks of the certificates tell. */
export function readyByServer({loaded, actual, now}: Pick<AdoptInput, 'loaded' | 'actual' | 'now'>): ReadyByServer {
  const {desired} = resolve(loaded);
  const found = new Map<ServerId, Ready[]>();
  if (desired?.slots.some(({assign}) => assign === 'manual') !== true) return found;
  for (const difference of diff(desired, actual, now).slots)
    for (const [server, ready] of readyOf(difference)) found.set(server, [...(found.get(server) ?? []), ready]);
  return found;
}

function readyOf({slot, members, remedy}: SlotDifference): readonly (readonly [ServerId, Ready])[] {
  const thumbprint = targetOf(remedy);
  if (slot.assign !== 'manual' || thumbprint === undefined) return [];
  const having = members.filter(isKnown).filter(({store}) => store.some(one => one.thumbprint === thumbprint));
  return having.map(({server}) => [server, {usages: slot.usages, thumbprint}]);
}

/** As if it were assigned already, where none of its usages has another certificate. */
export function withReady(held: Held, ready: readonly Ready[] = []): Held {
  const waiting = ready.filter(({usages}) => usages.every(usage => !held.has(usage)));
  return new Map([
    ...held,
    ...waiting.flatMap(({usages, thumbprint}) => usages.map(one => [one, thumbprint] as const)),
  ]);
}
