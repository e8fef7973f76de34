/**
 * `ca: auto`: the one CA of those that the forest publishes which issues the template, as the wizard's list would show it.
 * A request that waits remembers which CA has it, for another may be published, or declared, meanwhile.
 */

import type {Part} from '../../core/diagnostic.ts';
import type {Order} from '../../engine/ports/authority.ts';
import type {ChooseCa} from '../../engine/ports/check.ts';
import {oneLine} from '../one-line.ts';
import {noRelay, problem} from './problems.ts';
import type {AdcsSite} from './settings.ts';

/** What stands in the place of a CA that is to be found. */
export const AUTO = 'auto';

/** The CA to ask; a problem names those that there are. */
export async function chooseCa(site: AdcsSite, order: Order): Promise<Part<string>> {
  if (site.ca !== AUTO) return {ok: site.ca};
  if (order.relay === undefined) return {problem: noRelay(site, order)};
  const relayed = await order.relay({ask: 'cas'});
  if ('problem' in relayed) return relayed;
  const {slot, server, spec} = order;
  return chooseAmong(relayed.ok, {template: spec.template, server, address: slot});
}

/** The one CA of a server's list that issues the template. */
export const chooseAmong: ChooseCa = ({cas = [], output}, {template, server, address}) => {
  const fitting = cas.filter(({templates}) => templates?.includes(template.toLowerCase()));
  const [one, ...more] = fitting;
  if (one !== undefined && more.length === 0) return {ok: one.ca};
  const all = cas.map(({ca, templates}) => (templates === undefined ? `${ca} (it does not tell its templates)` : ca));
  const detail =
    one !== undefined
      ? `${server}: ${fitting.length} CAs of the forest issue the template "${template}": ${fitting.map(({ca}) => ca).join(', ')}.`
      : cas.length > 0
        ? `${server}: no CA of the forest issues the template "${template}". There are: ${all.join(', ')}.`
        : `${server} finds no CA in the forest. certutil says: ${oneLine(output, 300)}`;
  const help =
    one !== undefined || cas.length > 0
      ? 'Write the name of one of them instead of ca: auto, or correct template.'
      : 'Write the name of the CA instead of ca: auto. A session from another computer that cannot pass on who it is (second hop) cannot read the list.';
  return {problem: problem('CA_NOT_CHOSEN', {detail, help, address})};
};

/** A request that a CA has: its number there, and which CA it is. */
export interface Ticket {
  readonly ticket: string;
  readonly ca: string;
}

/** As it is noted with a request that waits: its number says nothing at another CA, and `ca` may be edited meanwhile. */
export function makeTicket({ticket, ca}: Ticket): string {
  return `${ticket}@${ca}`;
}

/** A bare number, as it was noted once, is one of the CA that is declared; a problem where none is declared. */
export function readTicket({name, ca: declared}: AdcsSite, text: string, {slot, server}: Order): Part<Ticket> {
  const at = text.indexOf('@');
  const ticket = at < 0 ? text : text.slice(0, at);
  const noted = at < 0 ? AUTO : text.slice(at + 1);
  const ca = noted === AUTO ? declared : noted;
  if (ca !== AUTO) return {ok: {ticket, ca}};
  const detail = `${server}: request ${ticket} waits at a CA whose name was not noted, and ca: auto of the authority "${name}" does not tell which one it was.`;
  const help = `Write the name of the CA that has the request (authorities.${name}.ca) instead of auto until it is answered.`;
  return {problem: problem('CA_NOT_CHOSEN', {detail, help, address: slot})};
}
