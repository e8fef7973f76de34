/**
 * Desired against actual: for every slot what each member has, what is wrong with it, and what would cure it.
 * Pure and synchronous; `now` is an argument. Slots are taken in the order of their addresses, those that name a
 * certificate (`use`) before all others, and what one slot uses is not offered to the next: one certificate serves one slot.
 */
import {compareAddresses} from '../address.ts';
import type {Actual, AuthorityState, HolderState} from '../model/actual.ts';
import type {Desired, Holder, ServerId, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import type {Usage} from '../model/usage.ts';
import {revocationsOf} from '../policy/issued-by.ts';
import {misplacedNeeds} from '../policy/misplaced.ts';
import {restartOwed} from '../policy/restart-owed.ts';
import {storeHealth} from '../policy/store-health.ts';
import {misplacedInRoot, type TrustNeed, trustNeeds} from '../policy/trust.ts';
import {once} from '../remember.ts';
import {slotsByServer} from '../slots-by-server.ts';
import {type Timings, timingsOf} from '../upkeep/timing.ts';
import {authoritiesByServer, authoritiesOf, givenTo} from './authorities.ts';
import type {Remedy} from './case.ts';
import {offeredFor} from './existing.ts';
import {findingsByServer} from './findings.ts';
import {holderViews} from './holder-view.ts';
import {isKnown, type MemberView, viewMember} from './member.ts';
import {decide} from './remedy.ts';
import {type Retirement, retirementsOf} from './retire.ts';
import {type Rolls, rollsOf} from './rolls.ts';
import {namedBy, viewOf} from './view.ts';

/** One slot: what its members have, what is wrong there, and what would put it right. */
export interface SlotDifference {
  readonly slot: Slot;
  /** The one that issues for it, as far as it could be asked. */
  readonly authority: AuthorityState | undefined;
  /** Whose chains its members must trust. */
  readonly authorities: readonly string[];
  readonly members: readonly MemberView[];
  readonly remedy: Remedy;
  /** By usage of the slot that signs tokens: how the certificate takes over from the one in use. */
  readonly rolls: Rolls;
  /** When its assignments may change. */
  readonly timings: Timings;
  /** What is no longer needed. */
  readonly retired: readonly Retirement[];
  /** By server: everything that is wrong there, with the assignments first. */
  readonly findings: ReadonlyMap<ServerId, readonly Finding[]>;
}

/** What one server lacks of the chains of its authorities, and what a person should put in order. */
export interface HolderDifference {
  readonly needs: readonly TrustNeed[];
  readonly warnings: readonly Finding[];
}

export interface Differences {
  readonly slots: readonly SlotDifference[];
  /** Only holders that could be read. */
  readonly trust: Readonly<Record<ServerId, HolderDifference>>;
}

/** Every slot on every member, and the trust of every server that could be read. */
export function diff(desired: Desired, actual: Actual, now: Date): Differences {
  const slots = diffSlots(desired.slots, actual, now);
  return {slots, trust: diffTrust(desired.holders, slots, {actual, now})};
}

function diffSlots(slots: readonly Slot[], actual: Actual, now: Date): readonly SlotDifference[] {
  const holderOf = holderViews(slots, actual);
  const isRevoked = revocationsOf(actual.authorities);
  const claims = new Map<ServerId, Set<string>>();
  // Asked only where usages were divided among certificates otherwise before, or where something is put away.
  const slotsOn = once(() => slotsByServer(slots));
  const ownerOf = (server: ServerId, usage: Usage): Slot | undefined => {
    const own = slotsOn().get(server);
    return own?.find(({usages}) => usages.includes(usage));
  };
  const isNamed = (server: ServerId, thumbprint: string): boolean =>
    slotsOn()
      .get(server)
      ?.some(slot => namedBy(slot, actual) === thumbprint) === true;
  const taken = (server: ServerId): ReadonlySet<string> => claims.get(server) ?? NOTHING;
  const found = slots
    .toSorted((a, b) => isNaming(b) - isNaming(a) || compareAddresses(a.address, b.address))
    .map(slot => {
      const authority = actual.authorities[slot.spec.authority];
      const authorities = authoritiesOf(slot, actual);
      const view = viewOf(slot, actual, {now, isRevoked, taken, given: givenTo(slot, authorities, actual)});
      const issuersOn = (server: ServerId) => view.issuersOn(holderOf(server));
      const members = slot.members.map(server => viewMember(holderOf(server), view));
      const remedy = decide({
        slot,
        members,
        authority,
        answers: actual.answers ?? {},
        offered: offeredFor(slot, actual, {issuersOn, now, isRevoked}),
        holders: actual.holders,
        issuersOn,
        now,
      });
      claim(claims, members, remedy);
      const retired = retirementsOf({slot, members, remedy, now, ownerOf, isNamed});
      return {
        slot,
        authority,
        authorities,
        members,
        remedy,
        rolls: rollsOf({slot, members, remedy, now, isRevoked}),
        timings: timingsOf({slot, members: members.filter(isKnown), now, isRevoked}),
        retired,
        findings: findingsByServer(slot, members, {remedy, retired, now}),
      };
    });
  return slots.some(isNaming) ? found.toSorted((a, b) => compareAddresses(a.slot.address, b.slot.address)) : found;
}

/** 1 where the slot names the one certificate that it is content with, else 0. */
const isNaming = ({use}: Slot): number => Number(use !== undefined);

const NOTHING: ReadonlySet<string> = new Set();

/** What the remedy goes on with belongs to this slot from now on. */
function claim(claims: Map<ServerId, Set<string>>, members: readonly MemberView[], remedy: Remedy): void {
  const used =
    remedy.kind === 'use'
      ? remedy.certificate.certificate.thumbprint
      : remedy.kind === 'collect'
        ? remedy.pending.spki
        : undefined;
  if (used === undefined) return;
  for (const {server} of members) addTo(claims, server, used);
}

function diffTrust(
  holders: readonly Holder[],
  slots: readonly SlotDifference[],
  at: {readonly actual: Actual; readonly now: Date},
): Record<ServerId, HolderDifference> {
  const authorities = authoritiesByServer(slots);
  const known = holders.flatMap(({server}) => {
    const part = at.actual.holders[server];
    if (part === undefined || !('ok' in part)) return [];
    return [[server, diffHolder(part.ok, authorities.get(server) ?? new Set(), at)] as const];
  });
  return Object.fromEntries(known);
}

function addTo(sets: Map<ServerId, Set<string>>, server: ServerId, text: string): void {
  const known = sets.get(server);
  if (known === undefined) sets.set(server, new Set([text]));
  else known.add(text);
}

function diffHolder(
  holder: HolderState,
  authorities: ReadonlySet<string>,
  {actual, now}: {readonly actual: Actual; readonly now: Date},
): HolderDifference {
  const needs = [...authorities].toSorted().flatMap(name => {
    const state = actual.authorities[name];
    return state === undefined ? [] : [...trustNeeds(holder, name, state), ...misplacedNeeds(holder, name, state)];
  });
  return {needs, warnings: [...misplacedInRoot(holder), ...storeHealth(holder, now), ...restartOwed(holder)]};
}
