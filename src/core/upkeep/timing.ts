import {least} from '../extremes.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {minute, momentOf} from '../moment.ts';
import {type Circumstances, whyWorthless} from '../policy/worthless.ts';
import {isTokenUsage} from '../roll/tokens.ts';
import {isOpen, type Opening, openingAt} from './window.ts';

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

export interface TimingInput extends Circumstances {
  readonly slot: Slot;
  readonly members: readonly TimingMember[];
}

const NOW: Timing = {kind: 'now'};
const ANY_TIME: Timings = {byServer: new Map(), together: NOW};

/** Windows yield to an imminent expiry: what is in use must outlive the next opening by a day. */
export function timingsOf({slot, members, ...circumstances}: TimingInput): Timings {
  const {now} = circumstances;
  const {maintenance} = slot.upkeep;
  const opening = maintenance && openingAt(maintenance, now);
  if (opening === undefined || isOpen(opening, now)) return ANY_TIME;
  const rolled = slot.usages.filter(isTokenUsage);
  const moved = slot.usages.filter(usage => !isTokenUsage(usage));
  const until = (usages: readonly Usage[], those: readonly TimingMember[]): Timing => {
    const uses = those.flatMap(member => usages.map(usage => useOf(usage, member, circumstances)));
    return timingUntil(opening, uses);
  };
  return {
    byServer: new Map(members.map(member => [member.server, until(moved, [member])])),
    together: until(rolled, members),
  };
}

/** Of one usage on one server. */
export function timingOf({byServer, together}: Timings, server: ServerId, usage: Usage): Timing {
  return isTokenUsage(usage) ? together : (byServer.get(server) ?? NOW);
}

/** When what a usage points to ends, or why it is of no use now. */
type Use = {readonly end: number} | {readonly why: string};

function useOf(usage: Usage, {assigned, store}: TimingMember, circumstances: Circumstances): Use {
  const current = store.find(({thumbprint}) => thumbprint === assigned[usage]);
  if (!current?.hasPrivateKey) return {why: 'something has no working certificate'};
  const worthless = whyWorthless(current, circumstances);
  return worthless === undefined ? {end: Date.parse(current.notAfter)} : {why: `what is in use ${worthless}`};
}

/** Whether what is in use can wait for an opening. */
function timingUntil({start}: Opening, uses: readonly Use[]): Timing {
  const opens = momentOf(start);
  const ends = uses.flatMap(use => ('end' in use ? [use.end] : []));
  const first = least(ends);
  const why =
    uses.flatMap(use => ('why' in use ? [use.why] : []))[0] ??
    (first < start + DAY ? `what is in use ends ${minute(momentOf(first))}` : undefined);
  return why === undefined
    ? {kind: 'later', opens}
    : {kind: 'urgent', why: `${why}, and the window opens only ${minute(opens)}`};
}
