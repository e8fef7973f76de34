import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {minute} from '../../core/moment.ts';
import {whileRunning} from '../../core/while-running.ts';
import type {Answer, Authority, Order} from '../../engine/ports/authority.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import {approve, type Denial, deny, denyHeld, type Ledger, readLedger} from './approval.ts';
import {type CaCertificates, loadCa} from './ca-folder.ts';
import {localCapabilities} from './capabilities.ts';
import {hold, readDecision, readHeld, release} from './held-files.ts';
import {type DecidedEntry, type PendingEntry, pendingEntry, ticketOf} from './held-request.ts';
import {ensureCa, issueOne, openSigner, permit, type Wanted} from './issue-one.ts';
import {remarksOnKeys} from './key-remarks.ts';
import {issuingName} from './make-ca.ts';
import {damaged} from './problems.ts';
import {type IssuedEntry, readEntry, requestHash} from './register.ts';
import {issuedWith, listRevocations, readRevocation, revoke} from './revocation.ts';
import type {LocalSite} from './settings.ts';

/** A CA in a folder, with a look into its register and at what waits for a person. */
export interface LocalAuthority extends Authority {
  /** What waits for approval, ordered by ticket. */
  pending(): Promise<Part<readonly PendingEntry[]>>;
  /** Issued, waiting, approved and denied requests, and what could not be read of them. */
  ledger(): Promise<Part<Ledger>>;
  /** Issues a request that waits; one that was issued before is answered with the same certificate. */
  approve(ticket: string): Promise<Part<IssuedEntry>>;
  deny(ticket: string, reason: string): Promise<Part<Denial>>;
}

export function localAuthority(site: LocalSite): LocalAuthority {
  // Where hundreds of requests wait, a plan asks for all of them at once. What this run writes, the next look sees.
  const look = whileRunning(() => readLedger(site));
  const changing = <T>(work: Promise<T>): Promise<T> => work.finally(look.forget);
  // Nothing is noted before signing: a request that is handed in twice is answered from the register.
  const submit = (order: Order, _note: unknown, cx: CallContext) => changing(answer(site, order, cx));
  let told = false;
  const tellOfKeys = async ({onRemark}: CallContext): Promise<void> => {
    if (told || onRemark === undefined) return;
    told = true;
    for (const remark of await remarksOnKeys(site)) onRemark(remark);
  };
  return {
    can: localCapabilities,
    madeAs: issuingName(site),
    async chain({create}, cx) {
      const ca = create ? await ensureCa(site, cx.now()) : await loadCa(site);
      if ('problem' in ca) return ca;
      if (ca.ok === 'absent') return {ok: 'made on first use'};
      await tellOfKeys(cx);
      const chain = {roots: [ca.ok.root.der], intermediates: [ca.ok.issuing.der]};
      const revoked = await listRevocations(site);
      if ('problem' in revoked) return revoked;
      return {ok: revoked.ok.length === 0 ? chain : {...chain, revoked: revoked.ok.map(({serial}) => serial)}};
    },
    submit,
    resume: submit,
    find: async spki => find(site, spki, await look.ask()),
    listIssued: thumbprint => issuedWith(site, thumbprint),
    revoke: (certificate, reason) => changing(revoke(site, certificate, reason)),
    async pending() {
      const ledger = await look.ask();
      return 'problem' in ledger ? ledger : {ok: ledger.ok.waiting};
    },
    ledger: look.ask,
    approve: ticket => changing(approve(site, ticket)),
    deny: (ticket, reason) => changing(deny(site, ticket, reason)),
  };
}

/** The register goes before everything, then what a person said, then the rules. */
async function answer(site: LocalSite, order: Order, cx: CallContext): Promise<Answer> {
  const {spki, server, spec} = order;
  const csr = Buffer.from(order.csr, 'base64');
  const wanted: Wanted = {csr, spki, server, template: spec.template, signature: spec.signature};
  const ca = await ensureCa(site, cx.now());
  if ('problem' in ca) return failed(ca.problem);
  const hash = requestHash(csr);
  const known = await readEntry(site, hash);
  if ('problem' in known) return failed(known.problem);
  if (known.ok !== undefined) return issuedBefore(site, known.ok, ca.ok);
  const decided = await readDecision(site, ticketOf(csr));
  if ('problem' in decided) return failed(decided.problem);
  const decision = decided.ok?.csr.equals(csr) ? decided.ok.decision : undefined;
  if (decision?.verdict === 'denied') return denied(decision);
  const permitted = permit(site, wanted);
  if ('denied' in permitted) {
    const reason = permitted.denied;
    return decision === undefined ? forbid(site, wanted, {reason, cx}) : {state: 'denied', reason};
  }
  if (site.asksFirst && decision === undefined) {
    return wait(site, pendingEntry(wanted, {slot: order.slot, at: cx.now().toISOString()}));
  }
  const signer = await openSigner(site, ca.ok, cx.now());
  if ('problem' in signer) return failed(signer.problem);
  const entry = await issueOne(site, {...wanted, ...permitted}, signer.ok);
  if ('problem' in entry) return failed(entry.problem);
  const released = await release(site, ticketOf(csr));
  return 'problem' in released ? failed(released.problem) : issued(entry.ok, ca.ok);
}

async function wait(site: LocalSite, entry: PendingEntry): Promise<Answer> {
  const held = await hold(site, entry);
  return 'problem' in held ? failed(held.problem) : waiting(site, held.ok);
}

/**
 * What waits for a person is decided by that: its server is told once and hands it in no more, so that whoever approved it
 * later would issue what nobody fetches.
 */
async function forbid(
  site: LocalSite,
  {csr}: Wanted,
  {reason, cx}: {readonly reason: string; readonly cx: CallContext},
): Promise<Answer> {
  const held = await readHeld(site, ticketOf(csr));
  if ('ok' in held && held.ok?.csr.equals(csr)) {
    const denial = await denyHeld(site, held.ok, {reason, at: cx.now()});
    if ('problem' in denial) return failed(denial.problem);
  }
  return {state: 'denied', reason};
}

/** By the public key: the latest certificate, else what became of the request. */
async function find(site: LocalSite, spki: string, ledger: Part<Ledger>): Promise<Answer | 'none'> {
  if ('problem' in ledger) return failed(ledger.problem);
  const mine = ledger.ok.issued.filter(({certificate}) => certificate.spki === spki);
  const latest = mine.toSorted((a, b) => (a.issuedAt < b.issuedAt ? 1 : -1))[0];
  if (latest === undefined) return findHeld(site, ledger.ok, spki);
  const ca = await loadCa(site);
  if ('problem' in ca) return failed(ca.problem);
  return ca.ok === 'absent' ? failed(damaged(site.shown, 'the CA has gone')) : issuedBefore(site, latest, ca.ok);
}

/** What was taken back is not handed out again. */
async function issuedBefore(site: LocalSite, entry: IssuedEntry, ca: CaCertificates): Promise<Answer> {
  const revoked = await readRevocation(site, entry.certificate.serial);
  if ('problem' in revoked) return failed(revoked.problem);
  if (revoked.ok === undefined) return issued(entry, ca);
  const {reason, at} = revoked.ok;
  return {state: 'denied', reason: `its certificate was revoked at ${minute(at)} (${reason})`};
}

function findHeld(site: LocalSite, ledger: Ledger, spki: string): Answer | 'none' {
  const isMine = (entry: PendingEntry): boolean => entry.spki === spki;
  const open = [...ledger.approved, ...ledger.waiting].find(isMine);
  if (open !== undefined) return waiting(site, open);
  const decision = ledger.denied.find(isMine)?.decision;
  if (decision?.verdict === 'denied') return denied(decision);
  // An entry that could not be read may be the one for this key.
  const [lost] = ledger.lost;
  return lost === undefined ? 'none' : failed(lost);
}

function issued(entry: IssuedEntry, ca: CaCertificates): Answer {
  return {state: 'issued', leaf: entry.certificate.der, chain: [ca.issuing.der]};
}

function waiting({name}: LocalSite, {ticket, at}: PendingEntry): Answer {
  return {
    state: 'waiting',
    progress: {state: 'waiting', ticket, since: at},
    who: `the approval of request ${ticket} at "${name}" (cscert ca approve ${ticket})`,
  };
}

function denied({reason, decidedAt}: DecidedEntry['decision'] & {readonly verdict: 'denied'}): Answer {
  return {state: 'denied', reason: `${reason} (denied at ${minute(decidedAt)})`};
}

const failed = (found: Diagnostic): Answer => ({state: 'failed', problem: found, repeatable: true});
