/**
 * What is to come: when each certificate is renewed and when it would end, when what is staged takes over, and what the
 * rules of public CAs change meanwhile. Pure; nothing is promised of what nobody runs.
 */
import {compare} from '../compare.ts';
import {targetOf} from '../diff/assignment.ts';
import {type Differences, diff, type SlotDifference} from '../diff/diff.ts';
import {isKnown, type KnownMember} from '../diff/member.ts';
import type {Actual} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Address, Desired, ServerId} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {momentOf} from '../moment.ts';
import {renewal} from '../policy/life.ts';
import type {Staged} from '../roll/roll.ts';
import {CA_RULES} from './ca-rules.ts';

/** What happens: `rule` is the outside's doing, `roll` the product's, the others are cscert's if an apply runs then. */
export type CalendarKind = 'renewal' | 'expiry' | 'roll' | 'rule';

/** One thing that is to come. */
export interface CalendarEntry {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly kind: CalendarKind;
  /** Absent for a rule. */
  readonly address?: Address;
  /** Sorted; the members that it concerns. */
  readonly servers?: readonly ServerId[];
  /** Half a sentence, e.g. `9F3A1C22 is renewed`. */
  readonly text: string;
}

export interface CalendarInput {
  readonly desired: Desired;
  readonly actual: Actual;
  readonly now: Date;
  /** Nothing after this moment. */
  readonly until: Date;
}

/** Everything from now until a moment, in the order of time. What is overdue stands at its own time. */
export function calendar({desired, actual, now, until}: CalendarInput): readonly CalendarEntry[] {
  const differences: Differences = diff(desired, actual, now);
  const entries = [...differences.slots.flatMap(entriesOf), ...rulesFrom(now)];
  return entries
    .filter(({at}) => Date.parse(at) <= until.getTime())
    .toSorted((a, b) => compare(a.at, b.at) || compare(a.address ?? '', b.address ?? '') || compare(a.kind, b.kind));
}

function entriesOf(difference: SlotDifference): readonly CalendarEntry[] {
  const known = difference.members.filter(isKnown);
  return [...lifeEntries(difference, known), ...rollEntries(difference, known)];
}

/** Of each certificate in use or staged, once for all members that have it. */
function lifeEntries(difference: SlotDifference, known: readonly KnownMember[]): readonly CalendarEntry[] {
  const {slot} = difference;
  const holders = new Map<string, {readonly certificate: StoredCertificate; readonly servers: ServerId[]}>();
  const superseded = new Set<string>();
  for (const member of known) {
    const {server, assigned, store} = member;
    const rolls = stagedOn(member, difference).filter(({isWanted}) => isWanted);
    for (const {usage} of rolls) superseded.add(assigned[usage] ?? '');
    for (const thumbprint of new Set([...Object.values(assigned), ...rolls.map(({next}) => next.thumbprint)])) {
      const certificate = store.find(one => one.thumbprint === thumbprint);
      if (certificate === undefined) continue;
      const entry = holders.get(thumbprint) ?? {certificate, servers: []};
      entry.servers.push(server);
      holders.set(thumbprint, entry);
    }
  }
  return [...holders.values()].flatMap(({certificate, servers}): readonly CalendarEntry[] => {
    const common = {address: slot.address, servers: servers.toSorted()};
    const shown = certificate.thumbprint.slice(0, 8);
    const end = {...common, at: certificate.notAfter, kind: 'expiry', text: `${shown} ends`} as const;
    if (slot.use !== undefined || superseded.has(certificate.thumbprint)) return [end];
    const due = momentOf(renewal(certificate, slot).due.getTime());
    return [{...common, at: due, kind: 'renewal', text: `${shown} is renewed`}, end];
  });
}

function rollEntries(difference: SlotDifference, known: readonly KnownMember[]): readonly CalendarEntry[] {
  const {slot} = difference;
  const moments = new Map<string, {readonly entry: Omit<CalendarEntry, 'servers'>; readonly servers: ServerId[]}>();
  for (const member of known) {
    for (const {usage, next, isWanted} of stagedOn(member, difference)) {
      const {thumbprint, at} = next;
      const unless = isWanted ? '' : ', unless it is dropped before: it is not the certificate for it';
      const text = `${thumbprint.slice(0, 8)} takes over ${usage}${unless}`;
      const known = moments.get(`${at} ${text}`) ?? {
        entry: {at, kind: 'roll' as const, address: slot.address, text},
        servers: [],
      };
      known.servers.push(member.server);
      moments.set(`${at} ${text}`, known);
    }
  }
  return [...moments.values()].map(({entry, servers}) => ({...entry, servers: servers.toSorted()}));
}

/** What is staged on a member, by usage, and whether it is to take over. */
function stagedOn(
  member: KnownMember,
  {slot, remedy}: SlotDifference,
): readonly {readonly usage: Usage; readonly next: Staged; readonly isWanted: boolean}[] {
  const target = targetOf(remedy);
  return slot.usages.flatMap(usage => {
    const next = member.staged[usage];
    if (next === undefined) return [];
    return [{usage, next, isWanted: target === undefined || next.thumbprint === target}];
  });
}

function rulesFrom(now: Date): readonly CalendarEntry[] {
  return CA_RULES.filter(({at}) => Date.parse(at) > now.getTime()).map(({at, text}) => ({at, kind: 'rule', text}));
}
