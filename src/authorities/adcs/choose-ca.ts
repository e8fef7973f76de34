/**
 * `ca: auto`: the one CA of those that the forest publishes which issues the template, as the wizard's list would show it.
 * A request that waits remembers which it was, for another may be published meanwhile.
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

/** The number of a request, with its CA where only that request knows it. */
export function makeTicket({ca: declared}: AdcsSite, ticket: string, ca: string): string {
  return declared === AUTO ? `${ticket}@${ca}` : ticket;
}

/** The number and the CA. A CA that is named now counts for requests that a found one has. */
export function readTicket({ca: declared}: AdcsSite, text: string): {readonly ticket: string; readonly ca: string} {
  const at = text.indexOf('@');
  return at < 0 ? {ticket: text, ca: declared} : {ticket: text.slice(0, at), ca: text.slice(at + 1)};
}
