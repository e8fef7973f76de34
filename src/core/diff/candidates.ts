import type {Assignments} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {USAGES, type Usage} from '../model/usage.ts';
import {isGood} from '../policy/checks.ts';
import type {KnownHolder} from './holder-view.ts';
import {pointsTo} from './points-to.ts';
import type {View} from './view.ts';

/** One certificate of a holder's My store, with everything that speaks against it for one slot. */
export interface Judged {
  readonly certificate: StoredCertificate;
  readonly findings: readonly Finding[];
  /** Nothing declared is violated, but perhaps the label. */
  readonly good: boolean;
  /** How many of the slot's usages point to it. */
  readonly assigned: number;
}

/**
 * Candidates are the certificates that carry our mark or are assigned already; another's certificate is never proposed.
 * Order: most usages assigned, then ours, then the longest validity, then the thumbprint.
 */
export function candidatesOf(
  holder: KnownHolder,
  current: Readonly<Partial<Record<Usage, string>>>,
  {slot, named, taken, judge: judgeFor, issuersOn}: View,
): readonly Judged[] {
  const issuers = issuersOn(holder);
  const claimed = taken(holder.server);
  const found: Judged[] = [];
  for (const certificate of holder.store) {
    const {thumbprint} = certificate;
    const assigned = slot.usages.filter(usage => current[usage] === thumbprint).length;
    if (claimed.has(thumbprint) || !isProposed(certificate, {slot, named, assigned})) continue;
    if (thumbprint !== named && isAnothers(certificate, {slot, holder, assigned})) continue;
    const findings = judgeFor(certificate, issuers);
    const good = isGood(findings) && (slot.use === undefined || named === thumbprint);
    found.push({certificate, findings, good, assigned});
  }
  return found.length > 1 ? found.toSorted(byPreference) : found;
}

/** By its name or by what it serves. What bears the slot's own name is never another's. */
function isAnothers(
  certificate: StoredCertificate,
  {slot, holder, assigned}: {readonly slot: Slot; readonly holder: KnownHolder; readonly assigned: number},
): boolean {
  const names = holder.called.get(certificate) ?? [];
  if (names.includes(slot.friendlyName)) return false;
  return names.length > 0 || (assigned === 0 && servesOthers(certificate, slot, holder.assigned));
}

/** What is in use already, for the reader; else ours, but where the slot names a certificate that one alone. */
function isProposed(
  {thumbprint, mark}: StoredCertificate,
  {slot, named, assigned}: {slot: Slot; named: string | undefined; assigned: number},
): boolean {
  return assigned > 0 || (slot.use === undefined ? mark !== undefined : thumbprint === named);
}

/** Whether a usage besides the slot's points to a certificate, or will. What serves others is not taken away because it fits here. */
function servesOthers({thumbprint}: StoredCertificate, slot: Slot, assigned: Assignments): boolean {
  return USAGES.some(usage => pointsTo(assigned, usage, thumbprint) && !slot.usages.includes(usage));
}

function byPreference(a: Judged, b: Judged): number {
  return (
    b.assigned - a.assigned ||
    Number(b.certificate.mark !== undefined) - Number(a.certificate.mark !== undefined) ||
    Date.parse(b.certificate.notAfter) - Date.parse(a.certificate.notAfter) ||
    (a.certificate.thumbprint < b.certificate.thumbprint ? -1 : 1)
  );
}
