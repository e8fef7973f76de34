/**
 * The cheapest remedy that cures everything that can be cured:
 *   1. a good certificate is there: use it (assign where it is not assigned yet, relabel where the label is wrong);
 *   2. a request was made for exactly this specification: collect it;
 *   3. something is wrong that a new certificate cures: request one;
 *   4. else it waits, or needs a person, in words.
 * Unknown is not absent: a member that cannot be read never leads to a request.
 */
import type {Diagnostic} from '../diagnostic.ts';
import type {AuthorityState, PendingRequest} from '../model/actual.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import {isKnown, type Judged, type KnownMember, type MemberView} from './member.ts';

export type Remedy =
  | {readonly kind: 'use'; readonly home: ServerId; readonly certificate: Judged}
  | {readonly kind: 'collect'; readonly home: ServerId; readonly pending: PendingRequest}
  | {readonly kind: 'request'; readonly home: ServerId}
  | {readonly kind: 'wait' | 'person'; readonly home: ServerId; readonly why: readonly string[]}
  | {readonly kind: 'unknown'; readonly problem: Diagnostic};

export function decide(slot: Slot, members: readonly MemberView[], authority: AuthorityState | undefined): Remedy {
  const known = members.filter(isKnown);
  const unknown = members.find(member => !isKnown(member));
  const good = bestGood(known);
  if (good !== undefined) return {kind: 'use', ...good};
  if (unknown !== undefined && 'unknown' in unknown) return {kind: 'unknown', problem: unknown.unknown};
  return withoutGood(slot, known, authority);
}

/** Where a good certificate is: the member on which most usages point to it, else the first by name. */
function bestGood(known: readonly KnownMember[]): {home: ServerId; certificate: Judged} | undefined {
  let best: {home: ServerId; certificate: Judged} | undefined;
  for (const member of known) {
    const certificate = member.candidates.find(candidate => candidate.good);
    if (certificate === undefined) continue;
    if (best === undefined || certificate.assigned > best.certificate.assigned)
      best = {home: member.server, certificate};
  }
  return best;
}

function withoutGood(slot: Slot, known: readonly KnownMember[], authority: AuthorityState | undefined): Remedy {
  for (const {server, pending} of known) {
    if (!('ok' in pending)) return {kind: 'unknown', problem: {...pending.problem, address: server}};
  }
  const collectable = firstPending(known, one => one.progress.state !== 'denied' && one.progress.state !== 'refused');
  if (collectable !== undefined) return {kind: 'collect', ...collectable};
  const refused = firstPending(known, () => true);
  if (refused !== undefined) return {kind: 'person', home: refused.home, why: refusalWords(slot, refused.pending)};
  const stuck = stuckRemedy(known);
  if (stuck !== undefined) return stuck;
  const home = known[0]?.server ?? slot.members[0] ?? slot.address;
  if (authority !== undefined && 'problem' in authority.chain) {
    const {summary, detail, help} = authority.chain.problem;
    return {kind: 'person', home, why: [`${summary}. ${detail}`, ...(help ? [help] : [])]};
  }
  return {kind: 'request', home};
}

function firstPending(
  known: readonly KnownMember[],
  accept: (request: PendingRequest) => boolean,
): {home: ServerId; pending: PendingRequest} | undefined {
  for (const member of known) {
    const pending = 'ok' in member.pending ? member.pending.ok.find(accept) : undefined;
    if (pending !== undefined) return {home: member.server, pending};
  }
  return undefined;
}

function refusalWords(slot: Slot, {progress}: PendingRequest): readonly string[] {
  if (progress.state === 'denied') {
    return [
      `The authority "${slot.spec.authority}" denied the request on ${progress.at.slice(0, 10)}: ${progress.reason}`,
      'It is not asked again until the specification changes.',
    ];
  }
  if (progress.state === 'refused') {
    return [
      `What the authority "${slot.spec.authority}" answered was refused on ${progress.at.slice(0, 10)}: ${progress.why}`,
    ];
  }
  return [];
}

/** A certificate that issuing again would only bring once more: it waits for its time, or for a person. */
function stuckRemedy(known: readonly KnownMember[]): Remedy | undefined {
  for (const {server, candidates} of known) {
    for (const {findings} of candidates) {
      const cures = findings
        .filter(finding => finding.severity === 'drift' && finding.cure !== 'mark')
        .map(finding => finding.cure);
      if (cures.some(cure => cure !== 'wait' && cure !== 'person')) continue;
      const kind = cures.includes('person') ? 'person' : 'wait';
      return {
        kind,
        home: server,
        why: findings.filter(finding => finding.cure === kind).map(finding => sentence(finding.message)),
      };
    }
  }
  return undefined;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
