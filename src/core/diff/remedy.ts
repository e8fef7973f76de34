/**
 * The cheapest remedy that cures everything that can be cured:
 *   1. a good certificate is there: use it (assign where it is not assigned yet, relabel where the label is wrong);
 *   2. a request was made for exactly this specification: collect it;
 *   3. something is wrong that a new certificate cures: request one;
 *   4. else it waits, or needs a person, in words.
 * Unknown is not absent: a member that cannot be read never leads to a request. What the others have in use may, when
 * waiting for it any longer would leave them without.
 */
import type {Diagnostic} from '../diagnostic.ts';
import {greatest, least} from '../extremes.ts';
import {few} from '../few.ts';
import type {AuthorityState, PendingRequest} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import {labelFindings} from '../policy/label.ts';
import {isValidAt, renewal} from '../policy/life.ts';
import {sentence, sentencesOf} from '../sentence.ts';
import {overBudget} from './budget.ts';
import type {Judged} from './candidates.ts';
import type {Case, Remedy} from './case.ts';
import {existingRemedy, keyMayNotLeave, notTrusted} from './existing.ts';
import {bestGood, mayNotLeave} from './good.ts';
import {byPromise, hasGood, isKnown, type KnownMember} from './member.ts';
import type {Good} from './standing.ts';

/** The first remedy of the list above that will do. */
export function decide(given: Case): Remedy {
  const {slot, members} = given;
  const known = members.filter(isKnown);
  const unknown = members.find(member => !isKnown(member));
  const good = bestGood(slot, known);
  if (good !== undefined) return useRemedy(given, known, good);
  // Where one server is named for what is global, no other can take its place.
  const chief = members.find(({server}) => server === slot.via);
  if (chief !== undefined && 'unknown' in chief) return {kind: 'unknown', problem: chief.unknown};
  if (unknown !== undefined && 'unknown' in unknown && !endsSoon(slot, known, given.now)) {
    return {kind: 'unknown', problem: unknown.unknown};
  }
  return slot.use === undefined ? withoutGood(given, known) : existingRemedy(given, known);
}

/**
 * Whether what the members that can be read have in use is half-way from its renewal to its end, or was revoked. They no
 * longer wait for one that is away: it may have a good certificate, but nobody could get it from there.
 */
function endsSoon(slot: Slot, known: readonly KnownMember[], now: Date): boolean {
  return known.some(({candidates}) =>
    candidates.some(({certificate, assigned, findings}) => {
      if (assigned > 0 && findings.some(({code}) => code === 'REVOKED')) return true;
      const half = renewal(certificate, slot).before / 2;
      return assigned > 0 && now.getTime() >= Date.parse(certificate.notAfter) - half;
    }),
  );
}

/** What is good is used, unless it would have to be copied and cannot be, or would not be good where it is copied to. */
function useRemedy(given: Case, known: readonly KnownMember[], good: Good): Remedy {
  const {slot, offered} = given;
  const {home, certificate} = good;
  const lacking = slot.delivery === 'copy' ? known.filter(member => !hasGood(member, certificate)) : [];
  if (lacking.length === 0) return {kind: 'use', home, certificate};
  const servers = lacking.map(member => member.server);
  const why = mayNotLeave(certificate)
    ? keyMayNotLeave(home, certificate.certificate, servers)
    : notTrusted(given, good, servers);
  const held = why.length === 0 ? heldCopy(given, good, servers) : undefined;
  if (held !== undefined) return {kind: 'wait', home, why: held};
  if (why.length === 0) return {kind: 'use', home, certificate};
  if (offered !== undefined && 'certificate' in offered && offered.good)
    return {kind: 'offer', home, certificate: offered};
  return {kind: 'person', home, why};
}

/** A copy bears our mark; who issued a certificate that has none must be known before (see policy/label.ts). */
function heldCopy(
  {slot, authority}: Case,
  {home, certificate: {certificate}}: Good,
  lacking: readonly ServerId[],
): readonly string[] | undefined {
  if (slot.use !== undefined || !labelFindings({slot, certificate, authority}).some(({code}) => code === 'MARK_HELD'))
    return undefined;
  const shown = certificate.thumbprint.slice(0, 8);
  return [
    `${shown} of ${home} does not bear the mark of cscert, so it is copied to ${few(lacking, 3)} only when the authority "${slot.spec.authority}" can be asked whether it issued it.`,
  ];
}

function withoutGood({slot, authority, answers, now}: Case, known: readonly KnownMember[]): Remedy {
  for (const {server, pending} of known) {
    if (!('ok' in pending)) return {kind: 'unknown', problem: {...pending.problem, address: server}};
  }
  const silent = whySilent(slot, authority);
  const collectable = firstPending(known, one => one.progress.state !== 'denied' && one.progress.state !== 'refused');
  if (collectable !== undefined) {
    // An answer could not be verified now; taken for a bad one, it would be refused for good.
    if (silent !== undefined) return {kind: 'wait', home: collectable.home, why: sentencesOf(silent)};
    return {kind: 'collect', ...collectable, answered: answers[collectable.pending.spki] !== undefined};
  }
  const refused = firstPending(known, () => true);
  if (refused !== undefined && !slot.retry)
    return {kind: 'person', home: refused.home, why: refusalWords(slot, refused.pending)};
  const stuck = refused === undefined ? stuckRemedy(slot, known, now) : undefined;
  if (stuck !== undefined) return stuck;
  const home = refused?.home ?? slot.via ?? known[0]?.server ?? slot.address;
  if (silent !== undefined) return {kind: 'person', home, why: sentencesOf(silent)};
  const over = slot.retry ? undefined : overBudget(slot, known, now);
  if (over !== undefined) return {kind: 'person', home, why: over};
  return {kind: 'request', home, ...(refused && {discard: refused.pending.spki})};
}

/** Why nothing can be asked of the authority now: its chain is not known, and what it issues could not be verified. */
function whySilent({address, spec}: Slot, authority: AuthorityState | undefined): Diagnostic | undefined {
  if (authority !== undefined) return 'problem' in authority.chain ? authority.chain.problem : undefined;
  return {
    severity: 'error',
    code: 'AUTHORITY_NOT_ASKED',
    summary: 'Authority was not asked',
    detail: `The inspected world does not contain the authority "${spec.authority}".`,
    address,
  };
}

function firstPending(
  known: readonly KnownMember[],
  accept: (request: PendingRequest) => boolean,
): {home: ServerId; pending: PendingRequest} | undefined {
  const [first] = known
    .flatMap(({server, pending}) => ('ok' in pending ? pending.ok.map(one => ({home: server, pending: one})) : []))
    .filter(one => accept(one.pending))
    .toSorted((a, b) => byPromise(a.pending, b.pending));
  return first;
}

function refusalWords(slot: Slot, {progress}: PendingRequest): readonly string[] {
  if (progress.state === 'denied') {
    return [
      `The authority "${slot.spec.authority}" denied the request on ${progress.at.slice(0, 10)}: ${progress.reason}`,
      `It is not asked again until what is declared changes, or somebody says so: cscert apply --retry ${slot.address}`,
    ];
  }
  if (progress.state === 'refused') {
    return [
      `What the authority "${slot.spec.authority}" answered was refused on ${progress.at.slice(0, 10)}: ${progress.why}`,
      `No other is requested until what is declared changes, or somebody says so: cscert apply --retry ${slot.address}`,
    ];
  }
  return [];
}

/**
 * A certificate that issuing again would only bring once more: it waits for its time, or for a person. One whose time
 * comes when nothing else is valid any more is for a person too, who may have another one requested: by itself that would
 * go on for ever where the clock of the CA is wrong.
 */
function stuckRemedy(slot: Slot, known: readonly KnownMember[], now: Date): Remedy | undefined {
  for (const {server, candidates} of known) {
    for (const {certificate, findings} of candidates) {
      const cures = findings
        .filter(finding => finding.severity === 'drift' && finding.cure !== 'mark')
        .map(finding => finding.cure);
      // Where it has no fault here, another member knows that a stranger issued it (see good.ts).
      if (cures.length === 0 || cures.some(cure => cure !== 'wait' && cure !== 'person')) continue;
      const kind = cures.includes('person') ? 'person' : 'wait';
      const why = findings.filter(finding => finding.cure === kind).map(finding => sentence(finding.message));
      if (kind === 'person' || !comesTooLate(certificate, known, now)) return {kind, home: server, why};
      if (!slot.retry) return {kind: 'person', home: server, why: [...why, tooLateWords(slot)]};
    }
  }
  return undefined;
}

/** A usage that is without a certificate for longer than clocks differ is not left so. */
const DAY_MS = 86_400_000;

/** Whether a certificate begins only after what is in use on one of the members has ended, if anything there is valid. */
function comesTooLate({notBefore}: StoredCertificate, known: readonly KnownMember[], now: Date): boolean {
  const ends = known.map(({candidates}) => greatest(candidates.map(one => endInUse(one, now))));
  return Date.parse(notBefore) > Math.max(least(ends), now.getTime() + DAY_MS);
}

/** When what is in use and valid ends; a moment before all others where it is not. */
function endInUse({certificate, assigned}: Judged, now: Date): number {
  return assigned > 0 && isValidAt(certificate, now) ? Date.parse(certificate.notAfter) : Number.NEGATIVE_INFINITY;
}

const tooLateWords = ({address}: Slot): string =>
  `Nothing that is in use lasts until then. Where the clock is right and that is not to be waited for, have another one requested: cscert apply --retry ${address}`;
