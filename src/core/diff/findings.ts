import {compare} from '../compare.ts';
import {specDigest} from '../digest.ts';
import {groupBy} from '../group.ts';
import type {PendingRequest} from '../model/actual.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {drift, warning} from '../policy/check.ts';
import {assignmentFindings, type Settling, settlingOf, targetOf} from './assignment.ts';
import type {Judged} from './candidates.ts';
import type {Remedy} from './case.ts';
import {isKnown, isSettled, type KnownMember, type MemberView} from './member.ts';
import type {Retirement} from './retire.ts';
import {whyAhead} from './standing.ts';

/** By server: everything that is wrong with a slot there, for the reader. */
export function findingsByServer(
  slot: Slot,
  members: readonly MemberView[],
  {remedy, retired, now}: {readonly remedy: Remedy; readonly retired: readonly Retirement[]; readonly now: Date},
): ReadonlyMap<ServerId, readonly Finding[]> {
  const settling = settlingOf(slot, members, {remedy, now});
  const gone = groupBy(retired, ({server}) => server);
  return new Map(
    members
      .filter(isKnown)
      .map(member => [
        member.server,
        [...findingsOf(slot, member, settling), ...(gone.get(member.server) ?? []).map(({finding}) => finding)],
      ]),
  );
}

/**
 * Why the assignments are not right, then what is wrong with the certificate that is in use, or else with the best
 * there is. What the product replicates or cscert copies is mended where it was made.
 */
function findingsOf(slot: Slot, member: KnownMember, settling: Settling): readonly Finding[] {
  const {remedy} = settling;
  const shown = shownOf(slot, member, remedy);
  const said = shown?.findings ?? [];
  const elsewhere = remedy.kind === 'use' && remedy.home !== member.server;
  const isReplica = slot.delivery === 'product' && shown?.certificate.thumbprint === targetOf(remedy);
  const cured = elsewhere
    ? (isReplica ? said.filter(ofReplica) : said).map(finding => mendedFrom(slot, finding))
    : said;
  return [
    ...assignmentFindings(slot, member, settling),
    ...missingCopy(slot, member, settling),
    ...cured,
    ...superseded(slot, member),
  ];
}

/**
 * The certificate that the findings of a member are about. One that nothing points to is of interest only where it will
 * be used, or where there is no better one; where it is staged for all that the other does, that one's time is over.
 */
export function shownOf({usages}: Slot, member: KnownMember, remedy: Remedy): Judged | undefined {
  const {candidates} = member;
  const [first] = candidates;
  const target = targetOf(remedy);
  const next = target === undefined ? undefined : candidates.find(one => one.certificate.thumbprint === target);
  if (next !== undefined && usages.every(usage => isSettled(member, usage, next.certificate.thumbprint))) return next;
  if (first === undefined || first.assigned > 0) return first;
  return next ?? first;
}

/** How the product keeps the key of its copy is its own affair, as long as the copy has one. */
const ofReplica = ({code, cure, severity}: Finding): boolean =>
  code === 'NO_PRIVATE_KEY' || cure === 'mark' || severity === 'warning';

/** A member of a shared slot gets what is good elsewhere: it is never a reason to request, nor one for a person. */
function mendedFrom({delivery}: Slot, finding: Finding): Finding {
  const {cure, severity} = finding;
  if (delivery === 'copy' && severity === 'drift' && (cure === 'request' || cure === 'person')) {
    return {...finding, cure: 'copy'};
  }
  return delivery === 'product' && cure === 'request' ? {...finding, cure: 'assign'} : finding;
}

/** The media relay of one member must validate what another has signed: all need the same key. */
function missingCopy(slot: Slot, member: KnownMember, {remedy, standings}: Settling): readonly Finding[] {
  const target = targetOf(remedy);
  if (slot.delivery !== 'copy' || target === undefined) return [];
  if (member.candidates.some(one => one.good && one.certificate.thumbprint === target)) return [];
  const other = member.candidates.find(one => one.good);
  const actual = other?.certificate.thumbprint.slice(0, 8) ?? 'no copy';
  const why = whyAhead(standings.get(target), standings.get(other?.certificate.thumbprint ?? ''));
  const finding = drift(other ? 'POOL_DIFFERS' : 'COPY_MISSING', 'copy', {
    expected: target,
    actual,
    message: other
      ? `it has ${actual}; the pool settles on ${target.slice(0, 8)}${why === undefined ? '' : `, ${why}`}`
      : `the pool's certificate ${target.slice(0, 8)} or its key is not on this server`,
  });
  return [finding];
}

/** What was asked for under other settings may still be answered; nobody waits for it any more. */
function superseded({friendlyName, spec}: Slot, {requests}: KnownMember): readonly Finding[] {
  const isOld = (one: PendingRequest): boolean =>
    one.friendlyName === friendlyName && one.specDigest !== specDigest(spec);
  const old = requests.filter(isOld);
  // A server lists its requests as it likes; whoever reads a plan twice is to see the same.
  const inOrder =
    old.length > 1 ? old.toSorted((a, b) => compare(a.createdAt, b.createdAt) || compare(a.spki, b.spki)) : old;
  return inOrder.map(({createdAt, authority, spki}) =>
    warning('REQUEST_SUPERSEDED', 'none', {
      expected: 'a request for what is declared now',
      actual: spki.slice(0, 8),
      message: `a request of ${createdAt.slice(0, 10)} to "${authority}" was made for other settings; its answer is not waited for any more`,
    }),
  );
}
