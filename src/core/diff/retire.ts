/**
 * What is no longer needed. Only what cscert made for the slot itself is ever removed: it carries our mark and the
 * slot's name, nothing on the server points to it or is to (`use`), its successor is in use everywhere and without
 * fault, and that one has been there for as long as a superseded certificate is kept. A key that something else uses
 * stays. A usage that signs tokens forgets the certificate before as soon as the last token that a member signed with
 * it has run out, whatever else still uses that one.
 */
import {greatest} from '../extremes.ts';
import type {Assignments} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {USAGES, type Usage} from '../model/usage.ts';
import {warning} from '../policy/check.ts';
import {isCalled} from '../policy/label.ts';
import {once, remember} from '../remember.ts';
import {isTokenUsage, TOKEN_USAGES} from '../roll/tokens.ts';
import type {Remedy} from './case.ts';
import {isKnown, type KnownMember, type MemberView} from './member.ts';
import {pointsTo} from './points-to.ts';

/** What is retired on one member. */
export interface Retirement {
  readonly server: ServerId;
  readonly thumbprint: string;
  /** Usages that remember it as the one before. */
  readonly previousOf: readonly Usage[];
  /** Whether the certificate itself is removed, with its key. */
  readonly removed: boolean;
  readonly finding: Finding;
}

interface RetireInput {
  readonly slot: Slot;
  readonly members: readonly MemberView[];
  readonly remedy: Remedy;
  readonly now: Date;
  readonly ownerOf: OwnerOf;
  readonly isNamed: IsNamed;
}

/** Whose a usage is on a server, where it is declared there. */
type OwnerOf = (server: ServerId, usage: Usage) => Slot | undefined;

/** Whether a slot of a server is to use just this certificate (`use`), be it later or when a person says so. */
type IsNamed = (server: ServerId, thumbprint: string) => boolean;

/** Nothing, unless every member could be read and uses the slot's certificate: what is to be mended there is mended first. */
export function retirementsOf({slot, members, remedy, now, ownerOf, isNamed}: RetireInput): readonly Retirement[] {
  if (remedy.kind !== 'use') return [];
  const {certificate} = remedy.certificate;
  const known = members.filter(isKnown);
  if (known.length < members.length) return [];
  const moved = slot.usages.filter(usage => known.every(({assigned}) => assigned[usage] === certificate.thumbprint));
  if (moved.length === 0) return [];
  const {retireAfter} = slot.upkeep;
  const everywhere = moved.length === slot.usages.length;
  const kept = once(() => !everywhere || !isPast(takenOver(slot, known, certificate), retireAfter, now));
  const succession = {
    slot,
    successor: certificate,
    moved,
    lastMoved: remember((usage: Usage) => lastMoved(usage, slot, known), USAGES.length),
    kept,
    ownerOf,
    isNamed,
    now,
  };
  return known.flatMap(member => retiredOn(member, succession));
}

interface Succession {
  readonly slot: Slot;
  readonly successor: StoredCertificate;
  /** Usages that point to the successor on every member. */
  readonly moved: readonly Usage[];
  /** When the last member was pointed to the successor; undefined where one does not know it. */
  readonly lastMoved: (usage: Usage) => number | undefined;
  /** Whether what was superseded is still kept, as the way back. */
  readonly kept: () => boolean;
  readonly ownerOf: OwnerOf;
  readonly isNamed: IsNamed;
  readonly now: Date;
}

function retiredOn(member: KnownMember, succession: Succession): readonly Retirement[] {
  const {assignments, store} = member;
  const removed = store.filter(one => mayGo(one, member, succession)).map(({thumbprint}) => thumbprint);
  // What is global is forgotten where it was assigned; the others learn of it.
  const forgetting = isReplica(member, succession)
    ? []
    : succession.moved.filter(usage => isTokenUsage(usage) && isOver(usage, member, succession));
  const forgotten = forgetting.flatMap(usage => assignments[usage]?.previous ?? []);
  if (removed.length + forgotten.length === 0) return [];
  return [...new Set([...removed, ...forgotten])].toSorted().map(thumbprint => {
    const goes = removed.includes(thumbprint);
    const remembering = previousUsages(thumbprint, assignments);
    // Of what stays, usages that may want it back go on remembering it.
    const previousOf = goes ? remembering : remembering.filter(usage => forgetting.includes(usage));
    return {
      server: member.server,
      thumbprint,
      previousOf,
      removed: goes,
      finding: findingOf(thumbprint, goes, previousOf),
    };
  });
}

const isReplica = ({server}: KnownMember, {slot: {via}}: Succession): boolean => via !== undefined && server !== via;

/** Whether a superseded certificate may be removed with its key. */
function mayGo(one: StoredCertificate, member: KnownMember, succession: Succession): boolean {
  const {slot, successor, kept, isNamed} = succession;
  const isOurs = one.mark !== undefined && slot.use === undefined && isCalled(one, slot.friendlyName);
  if (!isOurs || one.thumbprint === successor.thumbprint) return false;
  const isOlder = Date.parse(one.notBefore) <= Date.parse(successor.notBefore);
  if (!isOlder || kept()) return false;
  const {assignments} = member;
  const inUse = USAGES.some(usage => pointsTo(assignments, usage, one.thumbprint));
  const remembering = previousUsages(one.thumbprint, assignments);
  if (remembering.length > 0 && isReplica(member, succession)) return false;
  const waited = remembering.every(usage => isOver(usage, member, succession));
  return !inUse && waited && !sharesKey(one, member) && !isNamed(member.server, one.thumbprint);
}

function previousUsages(thumbprint: string, assignments: Assignments): readonly Usage[] {
  return USAGES.filter(usage => assignments[usage]?.previous === thumbprint);
}

/** A certificate that was renewed with its key still needs that; a request with the key of one of ours was answered. */
function sharesKey({spki, thumbprint}: StoredCertificate, {store}: KnownMember): boolean {
  return store.some(other => other.spki === spki && other.thumbprint !== thumbprint);
}

/**
 * Whether nobody needs the certificate before any more. Of one that signed tokens, when the last of them has run out,
 * and every member of a pool takes what another signed before it was moved itself; of any other, which is the way back
 * from a bad switch, when superseded certificates are removed: of a usage that another certificate serves by now, when
 * that one has been in use for as long as is declared of it.
 */
function isOver(usage: Usage, member: KnownMember, {slot, lastMoved, ownerOf, now}: Succession): boolean {
  const {server, assignments, store} = member;
  const tokens = TOKEN_USAGES[usage];
  const assignment = assignments[usage];
  if (tokens === undefined) {
    const {retireAfter} = (ownerOf(server, usage) ?? slot).upkeep;
    return isPast(movedOn(usage, member), retireAfter, now);
  }
  const moved = lastMoved(usage);
  if (moved !== undefined) return now.getTime() >= moved + tokens.lifetime;
  const before = store.find(({thumbprint}) => thumbprint === assignment?.previous);
  const isRecent = movedOn(usage, member) + tokens.lifetime > now.getTime();
  return before === undefined || (!isRecent && Date.parse(before.notAfter) <= now.getTime());
}

/** Whether so many milliseconds have gone by; undefined: they never have. */
const isPast = (since: number, length: number | undefined, now: Date): boolean =>
  length !== undefined && now.getTime() >= since + length;

/** When a usage was pointed to what it points to; where that is not known, when that was issued. */
function movedOn(usage: Usage, {assignments, store}: KnownMember): number {
  const assignment = assignments[usage];
  const current = store.find(({thumbprint}) => thumbprint === assignment?.current);
  return Date.parse(assignment?.since ?? current?.notBefore ?? '');
}

/** When the last usage of the last member was pointed to the successor; where that is not known, when it was issued. */
function takenOver({usages}: Slot, known: readonly KnownMember[], {notBefore}: StoredCertificate): number {
  const moments = known.flatMap(({assignments}) => usages.map(usage => assignments[usage]?.since ?? notBefore));
  return greatest(moments.map(Date.parse));
}

/** In milliseconds. What the product replicates is asked of whoever assigned it. */
function lastMoved(usage: Usage, {via}: Slot, known: readonly KnownMember[]): number | undefined {
  const signing = known.filter(({server}) => via === undefined || server === via);
  const moments = signing.flatMap(({assignments}) => assignments[usage]?.since ?? []);
  return moments.length < signing.length ? undefined : greatest(moments.map(Date.parse));
}

function findingOf(thumbprint: string, removed: boolean, previousOf: readonly Usage[]): Finding {
  const shown = thumbprint.slice(0, 8);
  const tokens = `tokens of ${previousOf.join(', ')} that ${shown} signed have run out`;
  return warning('SUPERSEDED', 'retire', {
    expected: 'only what is in use',
    actual: thumbprint,
    message: removed ? `${shown} was superseded and nothing uses it any more` : tokens,
  });
}
