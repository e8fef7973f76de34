import {least} from '../extremes.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {minute} from '../moment.ts';
import {isTokenUsage} from '../roll/tokens.ts';
import {isOpen, momentOf, type Opening, openingAt} from './window.ts';

const DAY = 86_400_000;

/** When an assignment may change. */
export type Timing =
  | {readonly kind: 'now'}
  /** In the window that opens at a moment, ISO 8601 UTC. */
  | {readonly kind: 'later'; readonly opens: string}
  /** Outside of its windows, since waiting would leave a usage without a valid certificate; why, in a half sentence. */
  | {readonly kind: 'urgent'; readonly why: string};

/** When the assignments of a slot may change: each member waits for itself, but for what signs tokens. */
export interface Timings {
  readonly byServer: ReadonlyMap<ServerId, Timing>;
  /** Of what signs tokens, which all members have at the same moment: the others must accept them. */
  readonly together: Timing;
}

/** What a member has in use. */
export interface TimingMember {
  readonly server: ServerId;
  readonly assigned: Readonly<Partial<Record<Usage, string>>>;
  readonly store: readonly StoredCertificate[];
}

export interface TimingInput {
  readonly slot: Slot;
  readonly members: readonly TimingMember[];
  readonly now: Date;
}

const NOW: Timing = {kind: 'now'};

/** Windows yield to an imminent expiry: what is in use must outlive the next opening by a day. */
export function timingsOf({slot, members, now}: TimingInput): Timings {
  const {maintenance} = slot.upkeep;
  const opening = maintenance && openingAt(maintenance, now);
  if (opening === undefined || isOpen(opening, now)) return {byServer: new Map(), together: NOW};
  const rolled = slot.usages.filter(isTokenUsage);
  const moved = slot.usages.filter(usage => !isTokenUsage(usage));
  const byServer = members.map(member => [member.server, timingUntil(opening, [firstEnd(moved, member)])] as const);
  return {
    byServer: new Map(byServer),
    together: timingUntil(
      opening,
      members.map(member => firstEnd(rolled, member)),
    ),
  };
}

/** Of one usage on one server. */
export function timingOf({byServer, together}: Timings, server: ServerId, usage: Usage): Timing {
  return isTokenUsage(usage) ? together : (byServer.get(server) ?? NOW);
}

/** Whether what ends at these moments can wait for an opening. */
function timingUntil({start}: Opening, ends: readonly (number | undefined)[]): Timing {
  const opens = momentOf(start);
  if (ends.some(end => end === undefined))
    return {kind: 'urgent', why: `something has no working certificate, and the window opens only ${minute(opens)}`};
  const first = least(ends.map(end => end ?? 0));
  if (first >= start + DAY) return {kind: 'later', opens};
  const end = minute(new Date(first).toISOString());
  return {kind: 'urgent', why: `what is in use ends ${end}, and the window opens only ${minute(opens)}`};
}

/** When the first of the certificates in use ends; undefined where a usage has none that works. */
function firstEnd(usages: readonly Usage[], {assigned, store}: TimingMember): number | undefined {
  const ends = usages.map(usage => {
    const current = store.find(({thumbprint}) => thumbprint === assigned[usage]);
    return current?.hasPrivateKey ? Date.parse(current.notAfter) : undefined;
  });
  return ends.some(end => end === undefined) ? undefined : least(ends.map(end => end ?? 0));
}
