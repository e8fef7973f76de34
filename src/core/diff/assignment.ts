import type {Slot} from '../model/desired.ts';
import type {Cure, Finding} from '../model/finding.ts';
import type {Usage} from '../model/usage.ts';
import {minute} from '../moment.ts';
import {drift, warning} from '../policy/check.ts';
import {describeTime} from '../policy/life.ts';
import type {Remedy} from './case.ts';
import {useMissing} from './existing.ts';
import {isKnown, isSettled, type KnownMember, type MemberView, stagedAfter} from './member.ts';
import {type Standing, standingsOf} from './standing.ts';

const short = (thumbprint: string): string => thumbprint.slice(0, 8);

/** The thumbprint that every usage of the slot is to point to; undefined while it is not known. */
export function targetOf(remedy: Remedy): string | undefined {
  return remedy.kind === 'use' ? remedy.certificate.certificate.thumbprint : undefined;
}

/** The usages of a slot that do not point to the target on one member, or will not at the moment they are staged for. */
export function misassigned(slot: Slot, member: KnownMember, target: string): readonly Usage[] {
  return slot.usages.filter(usage => !isSettled(member, usage, target));
}

/**
 * The usages that an assignment puts right on one member. What the product replicates is brought again by assigning
 * it again, so a replica whose key or certificate was lost counts as not assigned. Nothing else about a replica counts:
 * how it is called and whether its key may be exported is for the product to say, and assigning would not change it.
 */
export function toAssign(slot: Slot, member: KnownMember, remedy: Remedy): readonly Usage[] {
  const target = targetOf(remedy);
  if (target === undefined || slot.assign === 'manual') return [];
  const broken = slot.delivery === 'product' && !hasWithKey(member, target);
  return broken ? slot.usages : misassigned(slot, member, target);
}

const hasWithKey = ({store}: KnownMember, target: string): boolean =>
  store.some(certificate => certificate.thumbprint === target && certificate.hasPrivateKey);

/** What the assignments of a slot's members are judged with. */
export interface Settling {
  readonly remedy: Remedy;
  readonly now: Date;
  /** Of what the product replicates: since when the deployment points to it, as the member says that was first. */
  readonly since: ReadonlyMap<Usage, number>;
  /** Of what is copied: how the good certificates of the members stand to each other, by thumbprint. */
  readonly standings: ReadonlyMap<string, Standing>;
}

/** Looks at all members once, so that each can be judged by itself. */
export function settlingOf(
  {delivery, usages}: Slot,
  members: readonly MemberView[],
  {remedy, now}: Pick<Settling, 'remedy' | 'now'>,
): Settling {
  const target = targetOf(remedy);
  const standings = delivery === 'copy' && target !== undefined ? standingsOf(members) : NO_STANDINGS;
  if (delivery !== 'product' || target === undefined) return {remedy, now, since: NOT_KNOWN, standings};
  const since = new Map<Usage, number>();
  for (const {assignments} of members.filter(isKnown)) {
    for (const usage of usages) {
      const entry = assignments[usage];
      if (entry?.current !== target || entry.since === undefined) continue;
      since.set(usage, Math.min(Date.parse(entry.since), since.get(usage) ?? Number.POSITIVE_INFINITY));
    }
  }
  return {remedy, now, since, standings};
}

const NO_STANDINGS: Settling['standings'] = new Map();
const NOT_KNOWN: Settling['since'] = new Map();

/** What is wrong with where the usages point on one member. */
export function assignmentFindings(slot: Slot, member: KnownMember, settling: Settling): readonly Finding[] {
  const {remedy} = settling;
  const target = targetOf(remedy);
  if (target !== undefined && isInUse(slot, member, target)) return [];
  const cure = target !== undefined ? 'assign' : slot.use === undefined ? 'request' : 'person';
  const dangling = [
    ...slot.usages.flatMap(usage => missingCertificate(usage, member, cure)),
    ...(target === undefined ? slot.usages.flatMap(usage => stagedWorthless(usage, member)) : []),
  ];
  if (target !== undefined && slot.assign === 'manual')
    return [
      ...[...dangling, ...stagedOther(slot, member, target)].map(byHand),
      ...ready(slot, member, target),
      ...staged(slot, member, target),
    ];
  if (target === undefined && slot.use !== undefined) return [...dangling, ...namedMissing(slot, member)];
  if (dangling.length > 0) return dangling;
  if (target !== undefined) {
    const wrong = unassigned(slot, member, target).map(usage =>
      isReplica(slot, member, remedy)
        ? notReplicated(usage, member, {target, ...settling})
        : notAssigned(usage, member, target),
    );
    return [...wrong, ...stagedOther(slot, member, target), ...staged(slot, member, target)];
  }
  if (member.candidates.length > 0) return [];
  const nothing = drift('NO_CERTIFICATE', 'request', {
    expected: slot.usages.join(', '),
    actual: 'no certificate',
    message: `there is no certificate for ${slot.usages.join(', ')}`,
  });
  return [nothing];
}

/** All is well, as nearly always, and this is asked for every certificate of every server. */
function isInUse({usages}: Slot, {assigned, staged, store}: KnownMember, target: string): boolean {
  return (
    usages.every(usage => assigned[usage] === target && staged[usage] === undefined) &&
    store.some(certificate => certificate.thumbprint === target)
  );
}

/** Nothing but the certificate that the slot names will do. Which one that is cannot be told of a file that was not read. */
function namedMissing(slot: Slot, {candidates, named}: KnownMember): readonly Finding[] {
  const isThere = candidates.some(one => one.certificate.thumbprint === named);
  return named === undefined || isThere ? [] : [useMissing(slot)];
}

const byHand = (finding: Finding): Finding => ({...finding, cure: 'person'});

/** The usages that do not point to the target now. */
const unassigned = (slot: Slot, member: KnownMember, target: string): readonly Usage[] =>
  misassigned(slot, member, target).filter(usage => member.assigned[usage] !== target);

/** Issued and stored, and a person decides when it is used. */
function ready(slot: Slot, member: KnownMember, target: string): readonly Finding[] {
  const usages = unassigned(slot, member, target);
  if (usages.length === 0) return [];
  const finding = warning('READY', 'person', {
    expected: `${usages.join(', ')} assigned to ${target}`,
    actual: 'ready',
    message: `${short(target)} is ready for ${usages.join(', ')}; to assign it: cscert apply --assign ${slot.address}`,
  });
  return [finding];
}

/** Nothing is left to do but to let the moment come. */
function staged(slot: Slot, member: KnownMember, target: string): readonly Finding[] {
  return slot.usages.flatMap(usage => {
    const entry = member.staged[usage];
    if (entry?.thumbprint !== target || member.assigned[usage] === target) return [];
    const finding = warning('STAGED', 'wait', {
      expected: target,
      actual: member.assigned[usage] ?? 'nothing',
      message: `${usage} is staged for ${minute(entry.at)}: then ${short(target)} takes over from ${short(member.assigned[usage] ?? 'nothing')}`,
    });
    return [finding];
  });
}

/** What was staged and is no longer wanted, or never was, takes over by itself unless it is dropped. */
function stagedOther({usages, assign, address}: Slot, member: KnownMember, target: string): readonly Finding[] {
  return usages.flatMap(usage => {
    const entry = stagedAfter(member, usage, target);
    if (entry === undefined) return [];
    const [other, own] = [short(entry.thumbprint), short(target)];
    const how = assign === 'manual' ? `; to drop ${other}: cscert apply --assign ${address}` : '';
    const finding = drift('STAGED_OTHER', 'assign', {
      expected: target,
      actual: `${entry.thumbprint} from ${entry.at} on`,
      message: `${usage} is staged for ${minute(entry.at)}: then ${other} would take over from ${own}, which is the certificate for it${how}`,
    });
    return [finding];
  });
}

/** What is wrong with a certificate that serves nobody, whatever is declared. */
const WORTHLESS: ReadonlySet<string> = new Set(['NO_PRIVATE_KEY', 'EXPIRED', 'REVOKED']);

/**
 * While the one that will be assigned is still to be had, what is staged goes on taking over: also one that has come to
 * harm, from one that works. The request may take until after that, so a person hears of it.
 */
function stagedWorthless(usage: Usage, {assigned, staged, store, candidates}: KnownMember): readonly Finding[] {
  const entry = staged[usage];
  const current = store.find(({thumbprint}) => thumbprint === assigned[usage]);
  if (entry === undefined || current?.hasPrivateKey !== true) return [];
  const next = candidates.find(({certificate}) => certificate.thumbprint === entry.thumbprint);
  const isGone = !store.some(({thumbprint}) => thumbprint === entry.thumbprint);
  const why = isGone ? 'is not in the store' : next?.findings.find(({code}) => WORTHLESS.has(code))?.message;
  if (why === undefined) return [];
  const [other, own] = [short(entry.thumbprint), short(current.thumbprint)];
  const finding = drift('STAGED_WORTHLESS', 'person', {
    expected: current.thumbprint,
    actual: `${entry.thumbprint} from ${entry.at} on`,
    message: `${usage} is staged for ${minute(entry.at)}: then ${other} takes over from ${own}, unless another one was assigned by then; of ${other}: ${why}`,
  });
  return [finding];
}

const isReplica = ({delivery}: Slot, {server}: KnownMember, remedy: Remedy): boolean =>
  delivery === 'product' && 'home' in remedy && remedy.home !== server;

/** An assignment that points to a certificate which is no longer in the store. */
function missingCertificate(usage: Usage, member: KnownMember, cure: Cure): readonly Finding[] {
  const thumbprint = member.assigned[usage];
  if (thumbprint === undefined || member.store.some(certificate => certificate.thumbprint === thumbprint)) return [];
  const finding = drift('CERTIFICATE_MISSING', cure, {
    expected: thumbprint,
    actual: 'not in the store',
    message: `${usage} is assigned to ${short(thumbprint)}, which is not in the store`,
  });
  return [finding];
}

function notAssigned(usage: Usage, {assigned}: KnownMember, target: string): Finding {
  const current = assigned[usage];
  const actual = current === undefined ? 'nothing' : short(current);
  return drift('NOT_ASSIGNED', 'assign', {
    expected: target,
    actual,
    message: `${usage} is assigned to ${actual}; the certificate for it is ${short(target)}`,
  });
}

/** The product brings it, in minutes. For how long it has not done so tells a person whether something holds it up. */
function notReplicated(
  usage: Usage,
  {assigned}: KnownMember,
  {target, since, now}: Settling & {readonly target: string},
): Finding {
  const current = assigned[usage];
  const actual = current === undefined ? 'nothing' : short(current);
  const age = now.getTime() - (since.get(usage) ?? Number.POSITIVE_INFINITY);
  const late = age < 0 ? '' : `, which has not arrived for ${describeTime(age)}`;
  return drift('NOT_REPLICATED', 'assign', {
    expected: target,
    actual,
    message: `${usage} points to ${actual} here; the deployment's is ${short(target)}${late}`,
  });
}
