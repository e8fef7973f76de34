import type {Part} from './diagnostic.ts';
import {type HolderState, STORES} from './model/actual.ts';

/** Whether all of a server could be read, some of its parts, or nothing. */
export function howFarRead(part: Part<HolderState>): 'whole' | 'partly' | 'not' {
  if (!('ok' in part)) return 'not';
  const {stores, requests, assigned} = part.ok;
  const parts = [...STORES.map(name => stores[name]), requests, assigned];
  return parts.every(one => 'ok' in one) ? 'whole' : 'partly';
}
