import {assignmentFindings, settlingOf, targetOf} from '../../core/diff/assignment.ts';
import type {SlotDifference} from '../../core/diff/diff.ts';
import {shownOf} from '../../core/diff/findings.ts';
import {isKnown} from '../../core/diff/member.ts';
import {isMarkedFor} from '../../core/mark.ts';
import type {Assignment, HolderState, StoreName} from '../../core/model/actual.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import type {ServerId, Slot} from '../../core/model/desired.ts';
import type {Finding} from '../../core/model/finding.ts';
import {byUsage, type Usage} from '../../core/model/usage.ts';
import {isCalled} from '../../core/policy/label.ts';
import type {CertificatePlace, RequestedFor} from '../../report/certificate-report.ts';
import {judgeOnServer} from './chain-report.ts';

/** A certificate as it lies in one store of one server. */
export interface Found {
  readonly server: ServerId;
  readonly store: StoreName;
  readonly certificate: StoredCertificate;
  readonly holder: HolderState;
}

export interface PlaceView {
  /** Slots that could be looked at, as a plan sees them. */
  readonly differences: readonly SlotDifference[];
  readonly now: Date;
}

/** Everything about a certificate that depends on where it is. */
export function placeOf(found: Found, {differences, now}: PlaceView): CertificatePlace {
  const {server, store, certificate, holder} = found;
  const {hasPrivateKey, exportable, provider, friendlyName} = certificate;
  const here = differences.filter(({slot}) => slot.members.includes(server));
  const requested = requestedFor(
    certificate,
    here.map(({slot}) => slot),
  );
  return {
    server,
    store,
    hasPrivateKey,
    ...(exportable !== undefined && {exportable}),
    ...(provider !== undefined && {provider}),
    ...(friendlyName !== undefined && {friendlyName}),
    ...(requested !== undefined && {requested}),
    ...assignmentsOf(found),
    chain: judgeOnServer(certificate, holder, now),
    slots: store === 'My' ? here.flatMap(difference => findingsIn(difference, found, {requested, now})) : [],
  };
}

/** The slot that the mark was made for: one that asks for the same now, else the one whose name it bears. */
function requestedFor(certificate: StoredCertificate, slots: readonly Slot[]): RequestedFor | undefined {
  const {mark} = certificate;
  if (mark === undefined) return undefined;
  const called = slots.filter(slot => isCalled(certificate, slot.friendlyName));
  const same = [...called, ...slots].find(({spec}) => isMarkedFor(mark, spec));
  const address = (same ?? called[0])?.address;
  return {
    ...(address !== undefined && {address}),
    asDeclared: same !== undefined,
    ...(mark.ticket !== undefined && {ticket: mark.ticket}),
  };
}

function assignmentsOf({
  holder,
  certificate,
  store,
}: Found): Pick<CertificatePlace, 'assigned' | 'staged' | 'previous'> {
  const {thumbprint} = certificate;
  const all = store === 'My' && 'ok' in holder.assigned ? Object.entries(holder.assigned.ok) : [];
  const entries = all as readonly (readonly [Usage, Assignment])[];
  const usages = (meant: (one: Assignment) => boolean): readonly Usage[] =>
    entries.flatMap(([usage, one]) => (meant(one) ? [usage] : [])).toSorted(byUsage);
  return {
    assigned: usages(one => one.current === thumbprint),
    staged: entries.flatMap(([usage, {staged}]) => (staged?.thumbprint === thumbprint ? [{usage, at: staged.at}] : [])),
    previous: usages(one => one.previous === thumbprint),
  };
}

/** What a plan says of the certificate for one slot; nothing where it neither serves that one nor was meant for it. */
function findingsIn(
  difference: SlotDifference,
  {server, certificate: {thumbprint}}: Found,
  {requested, now}: {readonly requested: RequestedFor | undefined; readonly now: Date},
): CertificatePlace['slots'] {
  const {slot, remedy, members} = difference;
  const member = members.find(one => one.server === server);
  if (member === undefined || !isKnown(member)) return [];
  const candidate = member.candidates.find(one => one.certificate.thumbprint === thumbprint);
  if (candidate === undefined) return [];
  const isNext = thumbprint === targetOf(remedy);
  if (candidate.assigned === 0 && !isNext && requested?.address !== slot.address) return [];
  if (shownOf(slot, member, remedy)?.certificate.thumbprint === thumbprint) {
    return [{address: slot.address, findings: difference.findings.get(server) ?? []}];
  }
  const assignments: readonly Finding[] = isNext
    ? assignmentFindings(slot, member, settlingOf(slot, members, {remedy, now}))
    : [];
  return [{address: slot.address, findings: [...assignments, ...candidate.findings]}];
}
