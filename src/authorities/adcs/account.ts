/**
 * The CA asked as another account, as the wizard's alternate credentials: by the product's own command, which takes a name
 * and a password, makes a key of its own and installs what is issued. It can be looked for on the server afterwards, by
 * the name that the command gave it, so that a run that ended in between loses nothing; only where nothing is found, a
 * person has to look at the CA. What waited for approval is fetched with `certreq` by the computer: `-Retrieve` takes no
 * account, and would store what nobody has verified.
 */
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {Answer, Note, Order} from '../../engine/ports/authority.ts';
import type {Enrolled} from '../../engine/ports/connection.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import {chooseCa, makeTicket} from './choose-ca.ts';
import type {Door} from './door.ts';
import {isLogon} from './numbers.ts';
import {failed, noEnrol, problem} from './problems.ts';
import {readEnrolment} from './read-enrolment.ts';
import type {AdcsSite, EnrollAccount} from './settings.ts';

export interface AccountSite extends AdcsSite {
  readonly account: EnrollAccount;
  /** Through which all of a run go who are asked for with this account. */
  readonly door: Door;
}

/** Hands the order in, or finds what became of it. */
export async function submitAsAccount(site: AccountSite, order: Order, note: Note, cx: CallContext): Promise<Answer> {
  if (order.enroll === undefined) return failed(noEnrol(site, order));
  if (order.progress.state === 'sent') return (await findAnswer(site, order, cx)) ?? failed(lost(site, order));
  const {user: account, password} = site.account;
  if (password === undefined) return {state: 'failed', problem: passwordMissing(site, order), repeatable: true};
  const chosen = await chooseCa(site, order);
  if ('problem' in chosen) return {state: 'failed', problem: chosen.problem, repeatable: true};
  const ca = chosen.ok;
  const {enroll} = order;
  const enrolled = await site.door.pass(async () => {
    await note({state: 'sent', at: cx.now().toISOString()});
    return enroll({ask: 'new', ca, account, password});
  });
  if (enrolled === 'shut') return {state: 'failed', problem: notTriedAgain(site, order), repeatable: true};
  // Whether the command got as far as the CA is not known: the next run looks for what came of it.
  if ('problem' in enrolled) return {state: 'failed', problem: enrolled.problem, repeatable: true};
  const answer = answerOf(enrolled.ok, {site, ca, order, cx});
  if (answer === undefined) return failed(lost(site, order));
  // What never reached the CA is as if it had not been sent.
  if (answer.state === 'failed' && answer.repeatable && enrolled.ok.error !== undefined) await note({state: 'created'});
  return answer;
}

/**
 * A certificate that the command has installed meanwhile: of an order that waits, a person may have fetched it with the
 * product's `-Retrieve`. Also whoever is asked in another way now may have been asked like this before.
 */
export async function findInstalled(order: Order): Promise<Answer | undefined> {
  const found = await findMade(order);
  return found === 'waits' ? undefined : found;
}

/** The same; or `waits` where a key that the command made for the order waits for its answer. */
export async function findMade({enroll}: Order): Promise<Answer | 'waits' | undefined> {
  const found = await enroll?.({ask: 'find', numbered: false});
  if (found === undefined) return undefined;
  if ('problem' in found) return {state: 'failed', problem: found.problem, repeatable: true};
  const {certificate, chain = [], waits} = found.ok;
  if (certificate !== undefined) return {state: 'issued', leaf: certificate, chain, enrolled: true};
  return waits ? 'waits' : undefined;
}

/** What is there of an order that was handed in. Undefined when there is nothing. */
async function findAnswer(site: AccountSite, order: Order, cx: CallContext): Promise<Answer | undefined> {
  if (order.enroll === undefined) return failed(noEnrol(site, order));
  const found = await order.enroll({ask: 'find', numbered: true});
  if ('problem' in found) return {state: 'failed', problem: found.problem, repeatable: true};
  // What waits is noted with its CA; whatever else was found speaks for itself.
  const chosen: Part<string> = found.ok.waits ? await chooseCa(site, order) : {ok: site.ca};
  if ('problem' in chosen) return {state: 'failed', problem: chosen.problem, repeatable: true};
  return answerOf(found.ok, {site, ca: chosen.ok, order, cx});
}

interface Asking {
  readonly site: AccountSite;
  readonly ca: string;
  readonly order: Order;
  readonly cx: CallContext;
}

function answerOf(enrolled: Enrolled, {site, ca, order, cx}: Asking): Answer | undefined {
  const became = readEnrolment(enrolled);
  switch (became.state) {
    case 'issued':
      return {state: 'issued', leaf: became.certificate, chain: became.chain, enrolled: true};
    case 'pending': {
      const {ticket} = became;
      const since = cx.now().toISOString();
      const who = `request ${ticket} waits for a manager of ${ca} to approve it`;
      return {state: 'waiting', progress: {state: 'waiting', ticket: makeTicket({ticket, ca}), since}, who};
    }
    case 'unnumbered':
      return {state: 'failed', problem: unnumbered(site, order), repeatable: true};
    case 'denied':
      return {state: 'denied', reason: became.reason};
    case 'failed': {
      const refused = enrolled.error?.numbers.some(isLogon) === true;
      const of = refused ? notLetIn(site, order, became.why) : notAsked(ca, order, became.why);
      return {state: 'failed', problem: of, repeatable: became.repeatable};
    }
    case 'none':
      return undefined;
    default:
      throw new Error(`unknown: ${JSON.stringify(became satisfies never)}`);
  }
}

/** Unlike a request of our own, nothing tells which of the CA's requests it would be but who asked, and when. */
function lost({ca, account}: AccountSite, {slot, server, progress}: Order): Diagnostic {
  const when = 'at' in progress ? ` on ${progress.at.slice(0, 16).replace('T', ' ')} (UTC)` : '';
  return problem('CA_ANSWER_LOST', {
    detail: `${server} was told to ask ${ca} as ${account.user}${when}, and the run ended before it was known what came of it. No certificate is there, and the product lists no request that waits for one. It may have been issued.`,
    help: `Look for a request of ${account.user} at that time among those of the CA. Then have another one made: cscert apply --retry ${slot}`,
    address: slot,
  });
}

function passwordMissing({name, account}: AccountSite, {slot}: Order): Diagnostic {
  return problem('CA_PASSWORD_MISSING', {
    detail: `The password of ${account.user} (authorities.${name}.account.password) could not be read from ${account.reference}. Nothing was sent.`,
    help: 'Provide it where the configuration says, or have the computer ask (enrollAs: computer), which needs no password.',
    address: slot,
  });
}

function notLetIn({name, account}: AccountSite, {slot, server}: Order, why: string): Diagnostic {
  return problem('CA_ACCOUNT_REFUSED', {
    detail: `${server} asked as ${account.user}, which was not let in. Request-CsCertificate says: ${why}`,
    help: `Look at the name, the password (authorities.${name}.account) and whether the account is locked, before the command is run again: several wrong passwords may lock it.`,
    address: slot,
  });
}

function notTriedAgain({account}: AccountSite, {slot}: Order): Diagnostic {
  return problem('CA_ACCOUNT_REFUSED', {
    detail: `Asking as ${account.user} failed for another certificate of this run, in a way that may be its password, so it was not tried again: several wrong passwords may lock it. Nothing was sent for this one.`,
    help: 'Put right what is said there, then run the command again.',
    address: slot,
  });
}

function notAsked(ca: string, {slot, server}: Order, why: string): Diagnostic {
  return problem('CA_NOT_ASKED', {
    detail: `${server} asked ${ca} with Request-CsCertificate, and it says: ${why}`,
    help: 'Look at the name of the CA (certutil lists them), the network, the account with its password and its right to enroll with the template, and at the requests of the CA. Then run apply again; it says whether another request needs your word.',
    address: slot,
  });
}

function unnumbered({ca}: AccountSite, {slot, server}: Order): Diagnostic {
  return problem('CA_NUMBER_UNKNOWN', {
    detail: `${server}: the key of the request waits in the store REQUEST, and the list of Request-CsCertificate does not tell which request of ${ca} it belongs to.`,
    help: 'Look for it among the requests of the CA. Once it is issued, run Request-CsCertificate -Retrieve on the server: the next apply finds the certificate. Where the CA has no such request, delete the entry (certlm.msc, Certificate Enrollment Requests), and the next apply says how to go on.',
    address: slot,
  });
}
