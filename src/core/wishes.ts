import type {Diagnostic} from './diagnostic.ts';
import type {Address, Desired, Slot} from './model/desired.ts';
import {helpWith, suggest} from './suggest.ts';

/** What a person asks for at the command line besides what is declared, by address. */
export interface Wishes {
  /** Denied requests to be made anew. */
  readonly retry: readonly Address[];
  /** Certificates that are assigned by hand, to be assigned now. */
  readonly assign: readonly Address[];
}

/** Nothing besides what is declared. */
export const NO_WISHES: Wishes = {retry: [], assign: []};

/** The same deployment with the wishes in it, so that a plan needs to know nothing else. */
export function withWishes(desired: Desired, {retry, assign}: Wishes): Desired {
  if (retry.length + assign.length === 0) return desired;
  const wished = (slot: Slot): Slot => ({
    ...slot,
    ...(assign.includes(slot.address) && {assign: 'auto' as const}),
    ...(retry.includes(slot.address) && {retry: true as const}),
  });
  return {...desired, slots: desired.slots.map(wished)};
}

/** A wish for something that is not declared is a mistake. */
export function wishProblems({slots}: Desired, {retry, assign}: Wishes): readonly Diagnostic[] {
  const addresses = slots.map(slot => slot.address);
  return [...retry, ...assign]
    .filter(address => !addresses.includes(address))
    .map(address => ({
      severity: 'error',
      code: 'UNKNOWN_ADDRESS',
      summary: 'Nothing has this address',
      detail: `The configuration declares no certificate "${address}".`,
      help: helpWith(suggest(address, addresses), 'cscert explain lists the addresses.'),
    }));
}
