import type {Diagnostic} from '../core/diagnostic.ts';
import type {Verb} from '../core/model/verb.ts';

/** What events are about, and how their sentences call it. */

/** What names an action in an event. */
export interface ActionRef {
  readonly action: string;
  readonly verb: Verb;
  readonly on: string;
  readonly slot?: string;
  /** Of an assignment. */
  readonly usage?: string;
}

/** What names a call to the outside in an event. */
export interface CallRef {
  readonly to: 'connection' | 'authority';
  /** Of the connection or authority in the configuration. */
  readonly name: string;
  readonly call: string;
  readonly server?: string;
  readonly slot?: string;
}

/** `pool/server/certificate Default`: what the action is about; the server is added where the address does not name it. */
export function subject({slot, on, usage}: ActionRef): string {
  if (slot === undefined) return on;
  const where = slot.split('/')[1] === on ? slot : `${slot}@${on}`;
  return usage === undefined ? where : `${where} ${usage}`;
}

/** `3 servers`. */
export const many = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;
/** From milliseconds. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
/** `authority corp: submit ADDRESS@SERVER`. */
export const callee = ({to, name, call, slot, server}: CallRef): string => {
  const where = slot === undefined ? server : server === undefined ? slot : `${slot}@${server}`;
  return `${to} ${name}: ${call}${where === undefined ? '' : ` ${where}`}`;
};
/** A problem in one breath. */
export const detailOf = (diagnostic: Diagnostic): string => `${diagnostic.summary}. ${diagnostic.detail}`;
