/**
 * Desired against actual: for every slot what each member has, what is wrong with it, and what would cure it.
 * Pure and synchronous; `now` is an argument. Slots are taken in the order of their addresses, and what one slot
 * uses is not offered to the next: one certificate serves one slot.
 */
import type {Actual, HolderState} from '../model/actual.ts';
import type {Desired, ServerId, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {misplacedInRoot, type TrustNeed, trustNeeds} from '../policy/trust.ts';
import {assignmentFindings} from './assignment.ts';
import {isKnown, type KnownMember, type MemberView, viewMember} from './member.ts';
import {decide, type Remedy} from './remedy.ts';

export interface SlotDifference {
  readonly slot: Slot;
  readonly members: readonly MemberView[];
  readonly remedy: Remedy;
  /** By server: everything that is wrong there, with the assignments first. */
  readonly findings: Readonly<Record<ServerId, readonly Finding[]>>;
}

export interface HolderDifference {
  readonly needs: readonly TrustNeed[];
  readonly warnings: readonly Finding[];
}

export interface Differences {
  readonly slots: readonly SlotDifference[];
  /** Only holders that could be read. */
  readonly trust: Readonly<Record<ServerId, HolderDifference>>;
}

export function diff(desired: Desired, actual: Actual, now: Date): Differences {
  return {slots: diffSlots(desired.slots, actual, now), trust: diffTrust(desired, actual)};
}

function diffSlots(slots: readonly Slot[], actual: Actual, now: Date): readonly SlotDifference[] {
  const names = friendlyNamesByServer(slots);
  const taken = new Map<ServerId, Set<string>>();
  return slots.map(slot => {
    const claims = (server: ServerId) => ({
      namesOfOthers: new Set(names.get(server)?.filter(name => name !== slot.friendlyName)),
      taken: taken.get(server) ?? new Set<string>(),
    });
    const members = slot.members.map(server => viewMember(server, {slot, actual, now, claims}));
    const remedy = decide(slot, members, actual.authorities[slot.spec.authority]);
    claim(taken, members, remedy);
    return {slot, members, remedy, findings: findingsByServer(slot, members, remedy)};
  });
}

function friendlyNamesByServer(slots: readonly Slot[]): ReadonlyMap<ServerId, readonly string[]> {
  const names = new Map<ServerId, string[]>();
  for (const {members, friendlyName} of slots) {
    for (const server of members) names.set(server, [...(names.get(server) ?? []), friendlyName]);
  }
  return names;
}

/** What the remedy goes on with belongs to this slot from now on. */
function claim(taken: Map<ServerId, Set<string>>, members: readonly MemberView[], remedy: Remedy): void {
  const used =
    remedy.kind === 'use'
      ? remedy.certificate.certificate.thumbprint
      : remedy.kind === 'collect'
        ? remedy.pending.spki
        : undefined;
  if (used === undefined) return;
  for (const {server} of members) taken.set(server, (taken.get(server) ?? new Set()).add(used));
}

function findingsByServer(
  slot: Slot,
  members: readonly MemberView[],
  remedy: Remedy,
): Record<ServerId, readonly Finding[]> {
  return Object.fromEntries(members.filter(isKnown).map(member => [member.server, findingsOf(slot, member, remedy)]));
}

/**
 * For the reader: why the assignments are not right, then what is wrong with the certificate that is in use,
 * or else with the best there is. A copy by the product is judged where it was made.
 */
function findingsOf(slot: Slot, member: KnownMember, remedy: Remedy): readonly Finding[] {
  const shown = member.candidates[0]?.findings ?? [];
  const replica = slot.delivery === 'product' && remedy.kind === 'use' && remedy.home !== member.server;
  const cured = replica
    ? shown.map(finding => (finding.cure === 'request' ? {...finding, cure: 'assign' as const} : finding))
    : shown;
  return [...assignmentFindings(slot, member, remedy), ...cured];
}

function diffTrust({slots, holders}: Desired, actual: Actual): Record<ServerId, HolderDifference> {
  const authorities = authoritiesByServer(slots);
  const known = holders.flatMap(({server}) => {
    const part = actual.holders[server];
    if (part === undefined || !('ok' in part)) return [];
    return [[server, diffHolder(part.ok, authorities.get(server) ?? new Set(), actual)] as const];
  });
  return Object.fromEntries(known);
}

/** A server must trust the authorities of all certificates that it is to have. */
function authoritiesByServer(slots: readonly Slot[]): ReadonlyMap<ServerId, ReadonlySet<string>> {
  const names = new Map<ServerId, Set<string>>();
  for (const {members, spec} of slots) {
    for (const server of members) names.set(server, (names.get(server) ?? new Set()).add(spec.authority));
  }
  return names;
}

function diffHolder(holder: HolderState, authorities: ReadonlySet<string>, actual: Actual): HolderDifference {
  const needs = [...authorities].toSorted().flatMap(name => {
    const state = actual.authorities[name];
    return state === undefined ? [] : trustNeeds(holder, name, state);
  });
  return {needs, warnings: misplacedInRoot(holder)};
}
