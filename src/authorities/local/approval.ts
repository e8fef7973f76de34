import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {minute} from '../../core/moment.ts';
import {oneLine} from '../one-line.ts';
import {decide, listDecisions, listHeld, readDecision, readHeld, release} from './held-files.ts';
import type {DecidedEntry, PendingEntry} from './held-request.ts';
import {ensureCa, issueOne, openSigner, permit} from './issue-one.ts';
import {problem} from './problems.ts';
import {findEntry, type IssuedEntry, readEntry, readRegister, requestHash} from './register.ts';
import {listRevocations, type RevokedEntry} from './revocation.ts';
import type {LocalSite} from './settings.ts';

const MAX_REASON = 500;
/** Of a thumbprint: what people call a certificate by. */
const SHOWN_DIGITS = 8;

/** Everything that was ever handed in, for people. */
export interface Ledger {
  readonly waiting: readonly PendingEntry[];
  /** Approved, but the one who approved it could not sign: the next apply or `approve` does. */
  readonly approved: readonly DecidedEntry[];
  readonly denied: readonly DecidedEntry[];
  readonly issued: readonly IssuedEntry[];
  /** Entries of what was issued that could not be read; they are among the damaged files too. */
  readonly lost: readonly Diagnostic[];
  /** Of what was issued: what was taken back since. */
  readonly revoked: readonly RevokedEntry[];
  /** Files that could not be read. */
  readonly damaged: readonly Diagnostic[];
}

/** Everything by what became of it. What is in the register is issued, whatever else lies there. */
export async function readLedger(site: LocalSite): Promise<Part<Ledger>> {
  const register = await readRegister(site);
  if ('problem' in register) return register;
  const decisions = await listDecisions(site);
  if ('problem' in decisions) return decisions;
  const held = await listHeld(site);
  if ('problem' in held) return held;
  const revoked = await listRevocations(site);
  const {entries: issued, damaged: unread} = register.ok;
  const lost = unread.map(({problem}) => problem);
  const done = new Set([...issued, ...unread].map(({request}) => request));
  const open = decisions.ok.entries.filter(({csr}) => !done.has(requestHash(csr)));
  const decided = new Set(open.map(({ticket}) => ticket));
  return {
    ok: {
      waiting: held.ok.entries.filter(({csr, ticket}) => !done.has(requestHash(csr)) && !decided.has(ticket)),
      approved: open.filter(({decision}) => decision.verdict === 'approved'),
      denied: open.filter(({decision}) => decision.verdict === 'denied'),
      issued,
      lost,
      revoked: 'ok' in revoked ? revoked.ok : [],
      damaged: [
        ...lost,
        ...decisions.ok.damaged,
        ...held.ok.damaged,
        ...('problem' in revoked ? [revoked.problem] : []),
      ],
    },
  };
}

/**
 * Issues a request that waits. Whatever can stand in the way is looked at first; then the decision is written down,
 * then the certificate is entered, then the request is taken off the list. After a kill in between, approving again
 * or the next apply goes on; the register keeps one certificate for one request.
 */
export async function approve(site: LocalSite, ticket: string): Promise<Part<IssuedEntry>> {
  const found = await findTicket(site, ticket);
  if ('problem' in found) return found;
  if (found.ok.state === 'issued') return tidy(site, ticket, found.ok.entry);
  if (found.ok.state === 'denied') return {problem: deniedBefore(found.ok.entry)};
  const {entry} = found.ok;
  const permitted = permit(site, entry);
  if ('denied' in permitted) return {problem: notPermitted(ticket, permitted.denied)};
  const now = site.host.clock.now();
  const ca = await ensureCa(site, now);
  if ('problem' in ca) return ca;
  const signer = await openSigner(site, ca.ok, now);
  if ('problem' in signer) return signer;
  const decided = await decide(site, entry, {verdict: 'approved', decidedAt: now.toISOString()});
  if ('problem' in decided) return decided;
  if (decided.ok.decision.verdict === 'denied') return {problem: deniedBefore(decided.ok)};
  const issued = await issueOne(site, {...entry, ...permitted}, signer.ok);
  return 'problem' in issued ? issued : tidy(site, ticket, issued.ok);
}

/** What came of a denial. */
export interface Denial extends DecidedEntry {
  /** It was denied before, and the reason that was given then counts. */
  readonly before: boolean;
}

/** Denies a request that waits. The reason is what its server shows. Denying again keeps the first reason. */
export async function deny(site: LocalSite, ticket: string, reason: string): Promise<Part<Denial>> {
  const found = await findTicket(site, ticket);
  if ('problem' in found) return found;
  if (found.ok.state === 'issued') return {problem: issuedBefore(ticket, found.ok.entry)};
  return denyHeld(site, found.ok.entry, {reason, at: site.host.clock.now()});
}

/** The same for a request that is known not to be issued. */
export async function denyHeld(
  site: LocalSite,
  entry: PendingEntry,
  {reason, at}: {readonly reason: string; readonly at: Date},
): Promise<Part<Denial>> {
  const decision = {verdict: 'denied', reason: oneLine(reason, MAX_REASON), decidedAt: at.toISOString()} as const;
  const decided = await decide(site, entry, decision);
  if ('problem' in decided) return decided;
  if (decided.ok.decision.verdict === 'approved') return {problem: approvedBefore(decided.ok)};
  const released = await release(site, entry.ticket);
  return 'problem' in released ? released : {ok: {...decided.ok, before: decided.ok.decision !== decision}};
}

type Ticket =
  | {readonly state: 'issued'; readonly entry: IssuedEntry}
  | {readonly state: 'denied' | 'approved'; readonly entry: DecidedEntry}
  | {readonly state: 'waiting'; readonly entry: PendingEntry};

async function findTicket(site: LocalSite, ticket: string): Promise<Part<Ticket>> {
  if (!/^[0-9a-f]{12}$/.test(ticket)) return {problem: unknown(site, ticket)};
  const issued = await findEntry(site, ticket);
  if ('problem' in issued) return issued;
  if (issued.ok !== undefined) return {ok: {state: 'issued', entry: issued.ok}};
  const decided = await readDecision(site, ticket);
  if ('problem' in decided) return decided;
  if (decided.ok !== undefined) return {ok: {state: decided.ok.decision.verdict, entry: decided.ok}};
  const held = await readHeld(site, ticket);
  if ('problem' in held) return held;
  return held.ok === undefined ? {problem: unknown(site, ticket)} : {ok: {state: 'waiting', entry: held.ok}};
}

/** The certificate that counts is that of the register: another may have been faster. */
async function tidy(site: LocalSite, ticket: string, entry: IssuedEntry): Promise<Part<IssuedEntry>> {
  const released = await release(site, ticket);
  if ('problem' in released) return released;
  const entered = await readEntry(site, entry.request);
  return 'problem' in entered ? entered : {ok: entered.ok ?? entry};
}

function unknown(site: LocalSite, ticket: string): Diagnostic {
  return problem('REQUEST_UNKNOWN', {
    detail: `The authority "${site.name}" knows no request ${JSON.stringify(ticket.slice(0, 80))}.`,
    help: 'cscert ca list shows the requests.',
  });
}

function notPermitted(ticket: string, why: string): Diagnostic {
  return problem('REQUEST_NOT_PERMITTED', {
    detail: `Request ${ticket}: ${why}`,
    help: `It cannot be approved as it is. cscert ca deny ${ticket} --reason TEXT ends it.`,
  });
}

const LATER = 'A request is decided on once. Its server asks anew with cscert apply --retry ADDRESS.';

function deniedBefore({ticket, decision}: DecidedEntry): Diagnostic {
  const reason = decision.verdict === 'denied' ? `: ${decision.reason}` : '';
  return problem('REQUEST_DECIDED', {
    detail: `Request ${ticket} was denied at ${minute(decision.decidedAt)}${reason}`,
    help: LATER,
  });
}

function approvedBefore({ticket, decision}: DecidedEntry): Diagnostic {
  return problem('REQUEST_DECIDED', {
    detail: `Request ${ticket} was approved at ${minute(decision.decidedAt)}.`,
    help: 'A request is decided on once. When its certificate is there, cscert revoke takes it back.',
  });
}

function issuedBefore(ticket: string, {issuedAt, certificate}: IssuedEntry): Diagnostic {
  return problem('REQUEST_DECIDED', {
    detail: `Request ${ticket} was issued at ${minute(issuedAt)} with the serial number ${certificate.serial}.`,
    help: `A certificate that was issued cannot be denied any more. To take it back: cscert revoke ${certificate.thumbprint.slice(0, SHOWN_DIGITS)}`,
  });
}
