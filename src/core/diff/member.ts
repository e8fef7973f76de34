import type {Part} from '../diagnostic.ts';
import {specDigest} from '../digest.ts';
import type {Assignments, PendingRequest} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Slot} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {type Circumstances, whyWorthless} from '../policy/worthless.ts';
import type {RollMember, Staged} from '../roll/roll.ts';
import {candidatesOf, type Judged} from './candidates.ts';
import type {HolderView, KnownHolder, UnknownHolder} from './holder-view.ts';
import type {View} from './view.ts';

/** A slot seen on one of its members. */
export type MemberView = UnknownHolder | KnownMember;

/** A member that could be read, with what there is for the slot on it: by usage what is in use and what is staged. */
export interface KnownMember extends RollMember {
  /** Everything that the server's usages point to, the slot's and others. */
  readonly assignments: Assignments;
  /** Best first. */
  readonly candidates: readonly Judged[];
  /** Requests that were made for exactly this specification, which names the authority, in the order of their keys. */
  readonly pending: Part<readonly PendingRequest[]>;
  /** Of a slot with `use`, the thumbprint that it is content with; undefined where the file could not be read. */
  readonly named: string | undefined;
  /** All requests of the server, as far as they could be read. */
  readonly requests: readonly PendingRequest[];
}

export function isKnown(member: MemberView): member is KnownMember {
  return !('unknown' in member);
}

/** Whether a usage points to a certificate and goes on doing so, or will from the moment on for which it is staged. */
export function isSettled(member: KnownMember, usage: Usage, thumbprint: string): boolean {
  const {assigned, staged} = member;
  if (assigned[usage] !== thumbprint) return staged[usage]?.thumbprint === thumbprint;
  return stagedAfter(member, usage, thumbprint) === undefined;
}

/** What is staged to take over from a certificate that is in use. It does so by itself, whether or not it is wanted. */
export function stagedAfter({assigned, staged}: KnownMember, usage: Usage, thumbprint: string): Staged | undefined {
  const entry = staged[usage];
  return assigned[usage] === thumbprint && entry?.thumbprint !== thumbprint ? entry : undefined;
}

/** Whether a member has a certificate, and nothing speaks against it there. */
export function hasGood({candidates}: KnownMember, {certificate}: Judged): boolean {
  return candidates.some(one => one.good && one.certificate.thumbprint === certificate.thumbprint);
}

/** What there is for the slot on one member. */
export function viewMember(holder: HolderView, view: View): MemberView {
  if ('unknown' in holder) return holder;
  const {server, store, requests} = holder;
  const assigned = currentOf(view.slot, holder.assigned);
  return {
    server,
    assigned,
    staged: stagedOf(view, holder),
    assignments: holder.assigned,
    store,
    candidates: candidatesOf(holder, assigned, view),
    named: view.named,
    pending: 'ok' in requests ? {ok: pendingOf(requests.ok, holder, view)} : requests,
    requests: 'ok' in requests ? requests.ok : [],
  };
}

/**
 * A moment that has passed says nothing any more: the product has switched, or it never will. One that is still to come is
 * not waited for where what signs until then is worth nothing, or will be before: then all members roll anew (roll.ts).
 */
function stagedOf(view: View, {assigned, store}: KnownHolder): KnownMember['staged'] {
  const found: {-readonly [U in Usage]?: Staged} = {};
  for (const usage of view.slot.usages) {
    const {current, staged} = assigned[usage] ?? {};
    if (staged === undefined || Date.parse(staged.at) <= view.now.getTime()) continue;
    const inUse = store.find(({thumbprint}) => thumbprint === current);
    if (inUse?.hasPrivateKey !== true || lastsUntil(staged.at, inUse, view)) found[usage] = staged;
  }
  return found;
}

/** Whether what is in use serves until another takes over. Whoever stages by hand may choose a moment too late. */
function lastsUntil(moment: string, inUse: StoredCertificate, circumstances: Circumstances): boolean {
  return whyWorthless(inUse, circumstances) === undefined && Date.parse(moment) <= Date.parse(inUse.notAfter);
}

function currentOf(slot: Slot, assignments: Assignments): KnownMember['assigned'] {
  const found: Partial<Record<Usage, string>> = {};
  for (const usage of slot.usages) {
    const assignment = assignments[usage];
    if (assignment !== undefined) found[usage] = assignment.current;
  }
  return found;
}

/** The further a request got, the less there is left to do for it. */
const PROMISE: Readonly<Record<PendingRequest['progress']['state'], number>> = {
  waiting: 0,
  sent: 1,
  created: 2,
  denied: 3,
  refused: 4,
};

/** The most promising first. */
export function byPromise(a: PendingRequest, b: PendingRequest): number {
  return PROMISE[a.progress.state] - PROMISE[b.progress.state];
}

function pendingOf(
  requests: readonly PendingRequest[],
  {server, names}: KnownHolder,
  {slot, taken}: View,
): readonly PendingRequest[] {
  if (requests.length === 0) return requests;
  const wanted = specDigest(slot.spec);
  const ofOthers = (name: string): boolean => name !== slot.friendlyName && names.includes(name);
  return requests
    .filter(one => one.specDigest === wanted)
    .filter(one => !taken(server).has(one.spki) && !ofOthers(one.friendlyName))
    .toSorted((a, b) => (a.spki < b.spki ? -1 : 1));
}
