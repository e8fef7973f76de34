/**
 * An enterprise CA that each server asks for itself, with certreq: the way that needs no credentials on the runner, since
 * the computer's own account may enroll. A request that was sent and has no number may have been issued: the CA cannot be
 * asked by key, so a person looks before it is sent again.
 */

import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {AuthorityChain, Progress} from '../../core/model/actual.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import {REASON_CODES, type RevocationReason} from '../../core/model/revocation.ts';
import {wholeBytes} from '../../core/whole-bytes.ts';
import type {Answer, Authority, Note, Order} from '../../engine/ports/authority.ts';
import type {RelayCall} from '../../engine/ports/connection.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import {X509Error} from '../../x509/error.ts';
import {readCertificate, readThoseReadable} from '../../x509/facts.ts';
import {findCertificates} from '../../x509/response.ts';
import {readRootFiles} from '../declared-roots.ts';
import {type AccountSite, findInstalled, findMade, submitAsAccount} from './account.ts';
import {adcsCapabilities} from './capabilities.ts';
import {AUTO, chooseAmong, chooseCa, makeTicket, readTicket, type Ticket} from './choose-ca.ts';
import {newDoor} from './door.ts';
import {failed, lost, noRelay, problem} from './problems.ts';
import {type CaAnswer, readAnswer} from './read-answer.ts';
import type {AdcsSite} from './settings.ts';

export function adcsAuthority(site: AdcsSite): Authority {
  const asAccount: AccountSite | undefined = site.account && {...site, account: site.account, door: newDoor()};
  return {
    can: adcsCapabilities,
    asked: {
      ca: site.ca,
      as: asAccount ? 'account' : site.enrollAs,
      ...(site.ca === AUTO && {choose: chooseAmong}),
    },
    chain: () => chainOf(site),
    async submit(order, note, cx) {
      if (asAccount !== undefined) return submitAsAccount(asAccount, order, note, cx);
      if (order.progress.state === 'sent') return (await findInstalled(order)) ?? lost(site, order);
      const chosen = await chooseCa(site, order);
      if ('problem' in chosen) return {state: 'failed', problem: chosen.problem, repeatable: true};
      const ca = chosen.ok;
      await note({state: 'sent', at: cx.now().toISOString()});
      const {template} = order.spec;
      const attributes = [`CertificateTemplate:${template}`];
      return ask(site, {order, note, call: {ca, as: site.enrollAs, ask: 'submit', attributes}}, cx);
    },
    async resume(order, note, cx) {
      if (order.progress.state !== 'waiting') return lost(site, order);
      const installed = asAccount && (await findInstalled(order));
      if (installed !== undefined) return installed;
      const at = readTicket(site, order.progress.ticket, order);
      if ('problem' in at) return {state: 'failed', problem: at.problem, repeatable: true};
      return ask(site, {order, note, call: {...at.ok, as: site.enrollAs, ask: 'retrieve'}}, cx);
    },
    revoke: async (certificate, reason) => ({problem: revokedElsewhere(site, certificate, reason)}),
  };
}

/** Declared roots alone: intermediates arrive with the answers, so that a missing one proves nothing. */
async function chainOf(site: AdcsSite): Promise<Part<AuthorityChain>> {
  const roots = await readRootFiles(site, site);
  if ('problem' in roots) return roots;
  return {ok: {roots: roots.ok.map(({facts}) => facts.der), intermediates: [], pinned: site.pinned}};
}

interface Asking {
  readonly order: Order;
  readonly note: Note;
  readonly call: Exclude<RelayCall, {readonly ask: 'cas'}>;
}

async function ask(site: AdcsSite, {order, note, call}: Asking, cx: CallContext): Promise<Answer> {
  if (order.relay === undefined) return failed(noRelay(site, order));
  const relayed = await order.relay(call);
  // Whether the server got as far as the CA is not known: only what was already waiting is asked for again.
  if ('problem' in relayed) return {state: 'failed', problem: relayed.problem, repeatable: true};
  return settle(readAnswer(relayed.ok), {site, ca: call.ca, order, note, cx});
}

interface Settling {
  readonly site: AdcsSite;
  /** The CA that was asked. */
  readonly ca: string;
  readonly order: Order;
  readonly note: Note;
  readonly cx: CallContext;
}

async function settle(answer: CaAnswer, {site, ca, order, note, cx}: Settling): Promise<Answer> {
  switch (answer.state) {
    case 'issued':
      return issued(answer, {ca, order});
    case 'pending': {
      const progress = waiting(order.progress, {ticket: answer.ticket, ca}, cx);
      return {
        state: 'waiting',
        progress,
        who: `request ${answer.ticket} waits for a manager of ${ca} to approve it`,
      };
    }
    case 'cut off': {
      const {ticket, why} = answer;
      if (order.progress.state === 'waiting')
        return {state: 'failed', problem: notAsked({site, ca, order}, why), repeatable: true};
      const progress = waiting(order.progress, {ticket, ca}, cx);
      return {
        state: 'waiting',
        progress,
        who: `request ${ticket} is at ${ca}, and what became of it did not get through (certreq says: ${why})`,
      };
    }
    case 'denied':
      return {state: 'denied', reason: answer.reason};
    case 'unknown': {
      const {why} = answer;
      if (order.progress.state !== 'waiting') return failed(notAsked({site, ca, order}, why));
      // Another CA of the same name may be asked by mistake, or one that lacks its database for now: the number is kept.
      return {state: 'failed', problem: unknownThere({ca, order}, why), repeatable: true};
    }
    case 'failed': {
      const {why, repeatable} = answer;
      // What never reached the CA is as if it had not been sent.
      if (repeatable && order.progress.state !== 'waiting') await note({state: 'created'});
      return {
        state: 'failed',
        problem: notAsked({site, ca, order}, why),
        repeatable: repeatable || order.progress.state === 'waiting',
      };
    }
    default:
      throw new Error(`unknown answer: ${JSON.stringify(answer satisfies never)}`);
  }
}

/** Since when it waits stays what it was, also of a number that was noted without its CA. */
function waiting(progress: Progress, at: Ticket, cx: CallContext): Progress {
  const ticket = makeTicket(at);
  const isKnown = progress.state === 'waiting' && [ticket, at.ticket].includes(progress.ticket);
  return {state: 'waiting', ticket, since: isKnown ? progress.since : cx.now().toISOString()};
}

/**
 * For the key of the order; or for the one that the product's own command made for it, which waits beside it, or has its
 * certificate by now. Where that cannot be looked for, the same answer is fetched again.
 */
async function issued(
  answer: CaAnswer & {state: 'issued'},
  {ca, order}: Pick<Settling, 'ca' | 'order'>,
): Promise<Answer> {
  try {
    const [first, ...others] = [answer.certificate, ...(answer.chain === undefined ? [] : [answer.chain])].flatMap(
      file => findCertificates(file).certificates,
    );
    // What the CA calls the certificate has to be one; of what came with it, what cannot be read is passed over.
    const facts = first === undefined ? [] : [readCertificate(first), ...readThoseReadable(others)];
    const own = facts.find(one => one.spki === order.spki);
    const made = own === undefined ? await findMade(order) : undefined;
    if (made !== undefined && made !== 'waits') return made;
    const leaf = own ?? (made === 'waits' ? facts[0] : undefined);
    if (leaf === undefined)
      return failed(unreadable({ca}, order, 'it holds no certificate for the key of the request'));
    const beside = facts.filter(({thumbprint}) => thumbprint !== leaf.thumbprint);
    const chain = [...new Set(beside.map(({der}) => der))];
    return {state: 'issued', leaf: leaf.der, chain, ...(own === undefined && {enrolled: true})};
  } catch (error) {
    if (error instanceof X509Error) return failed(unreadable({ca}, order, error.message));
    throw error;
  }
}

function notAsked({site, ca, order}: Pick<Settling, 'site' | 'ca' | 'order'>, why: string): Diagnostic {
  const {slot, server} = order;
  if (site.ca !== AUTO && site.ca !== ca) return formerNotAsked({site, ca, order}, why);
  return problem('CA_NOT_ASKED', {
    detail: `${server} asked ${ca}, and certreq says: ${why}`,
    help: 'Look at the name of the CA (certutil lists them), at the network, and whether the account that asks (enrollAs) may enroll with the template. Then run apply again.',
    address: slot,
  });
}

/** Asking again and again brings the same; who looked there makes room for another request. */
function unknownThere({ca, order}: Pick<Settling, 'ca' | 'order'>, why: string): Diagnostic {
  const {slot, server} = order;
  return problem('CA_REQUEST_UNKNOWN', {
    detail: `${server} asked ${ca} for its request that waits, and certreq says: ${why}`,
    help: `Look for the request in the list of the CA, which may have been set up anew or restored from an older backup. Where it is gone for good, delete its entry on ${server} (certlm.msc, Certificate Enrollment Requests), and the next apply makes another.`,
    address: slot,
  });
}

/** It has the request still, so that no other CA is asked; where it is gone for good, a person says so. */
function formerNotAsked({site, ca, order}: Pick<Settling, 'site' | 'ca' | 'order'>, why: string): Diagnostic {
  const {slot, server} = order;
  return problem('CA_NOT_ASKED', {
    detail: `The request was handed to ${ca} before authorities.${site.name}.ca was changed. ${server} asked that CA, and certreq says: ${why}`,
    help: `Where ${ca} comes back, run apply again then. Where it does not, delete the entry of the request on ${server} (certlm.msc, Certificate Enrollment Requests), and the next apply asks ${site.ca}.`,
    address: slot,
  });
}

function unreadable({ca}: Pick<AdcsSite, 'ca'>, {slot}: Order, why: string): Diagnostic {
  return problem('CA_ANSWER_UNREADABLE', {
    detail: `What ${ca} issued could not be read: ${why}.`,
    help: 'Look at the request in the list of the CA. No second request is made for the same specification.',
    address: slot,
  });
}

/** That is the right of the CA's officers ("Issue and Manage Certificates"), which no server's account should have. */
function revokedElsewhere({ca}: AdcsSite, {serial}: CertificateFacts, reason: RevocationReason): Diagnostic {
  const config = ca === AUTO ? 'HOST\\CA' : ca;
  return problem('CA_REVOKES_ITSELF', {
    detail: `Only an officer of ${ca === AUTO ? 'the CA' : ca} ("Issue and Manage Certificates") may revoke, which the account that enrolls here is not.`,
    help: `An officer runs, on any machine of the domain: certutil -config "${config}" -revoke ${wholeBytes(serial)} ${REASON_CODES[reason]}, and publishes the list with: certutil -config "${config}" -CRL`,
  });
}
