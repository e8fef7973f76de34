import type {Diagnostic, Part} from '../diagnostic.ts';
import type {Actual, Assignments, AuthorityState, HolderState, PendingRequest} from '../model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {USAGES, type Usage} from '../model/usage.ts';
import {isGood, judge} from '../policy/checks.ts';
import {isCalled} from '../policy/label.ts';
import type {RollMember} from '../roll/roll.ts';

/** One certificate of a holder's My store, with everything that speaks against it for one slot. */
export interface Judged {
  readonly certificate: StoredCertificate;
  readonly findings: readonly Finding[];
  /** Nothing declared is violated, but perhaps the label. */
  readonly good: boolean;
  /** How many of the slot's usages point to it. */
  readonly assigned: number;
}

/** A slot seen on one of its members. */
export type MemberView = UnknownMember | KnownMember;

/** A member of which the certificates or the assignments could not be read. */
export interface UnknownMember {
  readonly server: ServerId;
  readonly unknown: Diagnostic;
}

/** A member that could be read, with what there is for the slot on it: by usage what is in use and what is staged. */
export interface KnownMember extends RollMember {
  /** Everything that the server's usages point to, the slot's and others. */
  readonly assignments: Assignments;
  /** Best first. */
  readonly candidates: readonly Judged[];
  /** Requests that were made for exactly this specification, the most promising first. */
  readonly pending: Part<readonly PendingRequest[]>;
  /** All requests of the server, as far as they could be read. */
  readonly requests: readonly PendingRequest[];
}

export function isKnown(member: MemberView): member is KnownMember {
  return !('unknown' in member);
}

/** Whether a usage points to a certificate, now or from the moment on for which it is staged. */
export function isSettled({assigned, staged}: KnownMember, usage: Usage, thumbprint: string): boolean {
  return assigned[usage] === thumbprint || staged[usage]?.thumbprint === thumbprint;
}

/** Whether a member has a certificate, and nothing speaks against it there. */
export function hasGood({candidates}: KnownMember, {certificate}: Judged): boolean {
  return candidates.some(one => one.good && one.certificate.thumbprint === certificate.thumbprint);
}

/** What other slots of the same holders lay claim to. One certificate serves one slot. */
export interface Claims {
  /** Friendly names that belong to other slots. */
  readonly namesOfOthers: readonly string[];
  /** Thumbprints and public keys that slots before this one use. */
  readonly taken: ReadonlySet<string>;
}

/** What a slot is looked at with. */
export interface View {
  readonly slot: Slot;
  readonly actual: Actual;
  readonly now: Date;
  readonly claims: (server: ServerId) => Claims;
}

/** Said of a server that the inspected world lacks. */
export function notRead(server: ServerId): Diagnostic {
  return {
    severity: 'error',
    code: 'HOLDER_NOT_READ',
    summary: 'Server was not read',
    detail: `The inspected world does not contain ${server}.`,
    address: server,
  };
}

/** What there is for the slot on one member. */
export function viewMember(server: ServerId, view: View): MemberView {
  const part = view.actual.holders[server];
  if (part === undefined) return {server, unknown: notRead(server)};
  if (!('ok' in part)) return {server, unknown: part.problem};
  const {stores, assigned, requests} = part.ok;
  if (!('ok' in stores.My)) return {server, unknown: stores.My.problem};
  if (!('ok' in assigned)) return {server, unknown: assigned.problem};
  const current = currentOf(view.slot, part.ok);
  return {
    server,
    assigned: current,
    staged: stagedOf(view, assigned.ok),
    assignments: assigned.ok,
    store: stores.My.ok,
    candidates: candidatesOf(stores.My.ok, current, view, server),
    pending: 'ok' in requests ? {ok: pendingOf(requests.ok, view, server)} : requests,
    requests: 'ok' in requests ? requests.ok : [],
  };
}

/** A moment that has passed says nothing any more: the product has switched, or it never will. */
function stagedOf({slot, now}: View, assignments: Assignments): KnownMember['staged'] {
  return Object.fromEntries(
    slot.usages.flatMap(usage => {
      const staged = assignments[usage]?.staged;
      return staged === undefined || Date.parse(staged.at) <= now.getTime() ? [] : [[usage, staged]];
    }),
  );
}

function currentOf(slot: Slot, holder: HolderState): Partial<Record<Usage, string>> {
  if (!('ok' in holder.assigned)) return {};
  const assignments = holder.assigned.ok;
  return Object.fromEntries(
    slot.usages.flatMap(usage => {
      const assignment = assignments[usage];
      return assignment === undefined ? [] : [[usage, assignment.current]];
    }),
  );
}

/**
 * Candidates are the certificates that carry our mark or are assigned already; another's certificate is never proposed.
 * Order: most usages assigned, then ours, then the longest validity, then the thumbprint.
 */
function candidatesOf(
  store: readonly StoredCertificate[],
  current: Partial<Record<Usage, string>>,
  view: View,
  server: ServerId,
): readonly Judged[] {
  const {slot, now, actual} = view;
  const claims = view.claims(server);
  const authority: AuthorityState | undefined = actual.authorities[slot.spec.authority];
  const part = actual.holders[server];
  const issuers = part !== undefined && 'ok' in part ? anchorsOf(part.ok) : undefined;
  const named = namedBy(slot, actual);
  const inUse = Object.values(current);
  const assignedTo = (thumbprint: string): number => inUse.filter(one => one === thumbprint).length;
  const isAnothers = (one: StoredCertificate): boolean =>
    claims.namesOfOthers.some(name => isCalled(one, name)) ||
    (part !== undefined &&
      'ok' in part &&
      servesOthers(one, {slot, holder: part.ok}) &&
      assignedTo(one.thumbprint) === 0);
  return store
    .filter(one => isProposed(one, {slot, named, assigned: assignedTo(one.thumbprint)}))
    .filter(one => !claims.taken.has(one.thumbprint))
    .filter(one => isCalled(one, slot.friendlyName) || one.thumbprint === named || !isAnothers(one))
    .map(certificate => {
      const findings = judge({slot, certificate, authority, issuers, now});
      const good = isGood(findings) && (slot.use === undefined || named === certificate.thumbprint);
      return {certificate, findings, good, assigned: assignedTo(certificate.thumbprint)};
    })
    .toSorted(byPreference);
}

/** The thumbprint of the one certificate that a slot with `use` is content with; undefined while it is not known. */
function namedBy({use, address}: Slot, {offered}: Actual): string | undefined {
  if (use === undefined) return undefined;
  if ('thumbprint' in use) return use.thumbprint;
  const file = offered?.[address];
  return file !== undefined && 'ok' in file ? file.ok.thumbprint : undefined;
}

/** What is in use already, for the reader; else ours, but where the slot names a certificate that one alone. */
function isProposed(
  {thumbprint, mark}: StoredCertificate,
  {slot, named, assigned}: {slot: Slot; named: string | undefined; assigned: number},
): boolean {
  return assigned > 0 || (slot.use === undefined ? mark !== undefined : thumbprint === named);
}

/** Whether a usage besides the slot's points to a certificate. What serves others is not taken away because it fits here. */
function servesOthers(
  {thumbprint}: StoredCertificate,
  {slot, holder: {assigned}}: {readonly slot: Slot; readonly holder: HolderState},
): boolean {
  if (!('ok' in assigned)) return false;
  const {ok} = assigned;
  return USAGES.some(usage => ok[usage]?.current === thumbprint && !slot.usages.includes(usage));
}

/** What the server itself could build a chain from; a root counts only in Root. Undefined where it could not be read. */
export function anchorsOf({stores: {CA, Root}}: HolderState): readonly CertificateFacts[] | undefined {
  if (!('ok' in CA) || !('ok' in Root)) return undefined;
  return [...CA.ok.filter(one => !one.selfIssued), ...Root.ok];
}

function byPreference(a: Judged, b: Judged): number {
  return (
    b.assigned - a.assigned ||
    Number(b.certificate.mark !== undefined) - Number(a.certificate.mark !== undefined) ||
    Date.parse(b.certificate.notAfter) - Date.parse(a.certificate.notAfter) ||
    (a.certificate.thumbprint < b.certificate.thumbprint ? -1 : 1)
  );
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

function pendingOf(requests: readonly PendingRequest[], view: View, server: ServerId): readonly PendingRequest[] {
  if (requests.length === 0) return [];
  const {slot} = view;
  const claims = view.claims(server);
  return requests
    .filter(one => one.specDigest === slot.specDigest && one.authority === slot.spec.authority)
    .filter(one => !claims.taken.has(one.spki))
    .filter(one => one.friendlyName === slot.friendlyName || !claims.namesOfOthers.includes(one.friendlyName))
    .toSorted((a, b) => byPromise(a, b) || (a.spki < b.spki ? -1 : 1));
}
