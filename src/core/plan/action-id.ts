import type {Address, ServerId} from '../model/desired.ts';
import type {Verb} from '../model/verb.ts';

/** `request:fepool01.contoso.com/fe01.contoso.com/default`; the server is added where the address does not name it. */
export function slotActionId(verb: Verb, slot: Address, on: ServerId): string {
  return `${verb}:${slot}${slot.split('/')[1] === on ? '' : `@${on}`}`;
}

/** `assign:…:Default` */
export function assignId(slot: Address, on: ServerId, usage: string): string {
  return `${slotActionId('assign', slot, on)}:${usage}`;
}

/** `trust:fe01.contoso.com:Root:9F3A1C22`, or with the authority's name while the certificate is not known. */
export function trustId(on: ServerId, store: string, what: string): string {
  return `trust:${on}:${store}:${what}`;
}
