import {least} from '../extremes.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Slot} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {minute} from '../moment.ts';
import {isOpen, openingAt} from './window.ts';

const DAY = 86_400_000;

/** When the assignments of a slot may change. */
export type Timing =
  | {readonly kind: 'now'}
  /** In the window that opens at a moment, ISO 8601 UTC. */
  | {readonly kind: 'later'; readonly opens: string}
  /** Outside of its windows, since waiting would leave a usage without a valid certificate; why, in a half sentence. */
  | {readonly kind: 'urgent'; readonly why: string};

/** What the members have in use. */
export interface TimingInput {
  readonly slot: Slot;
  readonly members: readonly {
    readonly assigned: Readonly<Partial<Record<Usage, string>>>;
    readonly store: readonly StoredCertificate[];
  }[];
  readonly now: Date;
}

const NOW: Timing = {kind: 'now'};

/** Windows yield to an imminent expiry: what is in use must outlive the next opening by a day. */
export function timingOf({slot, members, now}: TimingInput): Timing {
  const {maintenance} = slot.upkeep;
  if (maintenance === undefined) return NOW;
  const opening = openingAt(maintenance, now);
  if (opening === undefined || isOpen(opening, now)) return NOW;
  const opens = new Date(opening.start).toISOString().replace('.000Z', 'Z');
  const ends = members.map(member => firstEnd(slot, member));
  if (ends.some(end => end === undefined))
    return {kind: 'urgent', why: `something has no working certificate, and the window opens only ${minute(opens)}`};
  const first = least(ends.map(end => end ?? 0));
  if (first >= opening.start + DAY) return {kind: 'later', opens};
  const end = minute(new Date(first).toISOString());
  return {kind: 'urgent', why: `what is in use ends ${end}, and the window opens only ${minute(opens)}`};
}

/** When the first of the certificates in use ends; undefined where a usage has none that works. */
function firstEnd(slot: Slot, {assigned, store}: TimingInput['members'][number]): number | undefined {
  const ends = slot.usages.map(usage => {
    const current = store.find(({thumbprint}) => thumbprint === assigned[usage]);
    return current?.hasPrivateKey ? Date.parse(current.notAfter) : undefined;
  });
  return ends.some(end => end === undefined) ? undefined : least(ends.map(end => end ?? 0));
}
