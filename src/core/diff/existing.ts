import type {Diagnostic} from '../diagnostic.ts';
import type {Actual} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {drift} from '../policy/check.ts';
import {isGood, judge} from '../policy/checks.ts';
import {issuersOf} from '../policy/climb.ts';
import {chainInStores} from '../policy/origin.ts';
import type {Circumstances} from '../policy/worthless.ts';
import {sentence, sentencesOf} from '../sentence.ts';
import type {Judged} from './candidates.ts';
import type {Case, Remedy} from './case.ts';
import type {KnownMember} from './member.ts';
import type {Good} from './standing.ts';

/**
 * A slot that names a certificate which exists already: nothing is ever requested for it. What is wrong with the
 * certificate is said before anything is touched, and needs a person.
 */
export function existingRemedy({slot, offered}: Case, known: readonly KnownMember[]): Remedy {
  const home = slot.via ?? known[0]?.server ?? slot.address;
  if (offered !== undefined && 'severity' in offered) {
    return {kind: 'person', home, why: sentencesOf(offered)};
  }
  if (offered?.good) return {kind: 'offer', home, certificate: offered};
  const candidate = offered ?? inStore(slot, known);
  if (candidate === undefined) return {kind: 'person', home, why: [sentence(useMissing(slot).message)]};
  const wrong = candidate.findings.filter(finding => finding.severity === 'drift');
  return {
    kind: 'person',
    home,
    why: wrong.map(finding => `The certificate that "use" names cannot be used: ${finding.message}.`),
  };
}

/** What is in use instead is no help, however good it is. */
function inStore({use}: Slot, known: readonly KnownMember[]): Judged | undefined {
  if (use === undefined || !('thumbprint' in use)) return undefined;
  const candidates = known.flatMap(member => member.candidates);
  return candidates.find(one => one.certificate.thumbprint === use.thumbprint);
}

/** Said where the certificate that a slot names is not in the store, or belongs to another slot of the server. */
export function useMissing({use}: Pick<Slot, 'use'>): Finding {
  const what = use !== undefined && 'thumbprint' in use ? use.thumbprint : `that of ${use?.pfx ?? 'a file'}`;
  return drift('USE_MISSING', 'person', {
    expected: what,
    actual: 'not in the store',
    message: `the certificate that "use" names (${what}) is not in the store of this server, or another declared one uses it`,
  });
}

/** Why a certificate whose key must travel, and cannot, needs a person: said before anything is touched. */
export function keyMayNotLeave(
  home: ServerId,
  certificate: StoredCertificate,
  lacking: readonly ServerId[],
): readonly string[] {
  const shown = certificate.thumbprint.slice(0, 8);
  return [
    `The private key of ${shown} on ${home} may not be exported, so it cannot be copied to ${lacking.join(', ')}.`,
    'Import the certificate with its key there by hand, or give it as a file (use: {pfx: ...}).',
  ];
}

/**
 * The members on which a copy would not be trusted, even with the intermediates that it brings from its home; in
 * words, one sentence each. Copied again and again, it would be no better.
 */
export function notTrusted(
  {slot, authority, holders, issuersOn, now}: Case,
  {home, certificate: {certificate}}: Good,
  lacking: readonly ServerId[],
): readonly string[] {
  if (slot.use === undefined) return [];
  const from = holders[home];
  const intermediates = from !== undefined && 'ok' in from && 'ok' in from.ok.stores.CA ? from.ok.stores.CA.ok : [];
  const brought = issuersOf(certificate, intermediates).filter(one => !one.selfIssued);
  return lacking.flatMap(server => {
    const there = issuersOn(server);
    const finding = chainInStores({slot, certificate, authority, issuers: there && [...there, ...brought], now});
    return finding === undefined
      ? []
      : [`The certificate that "use" names cannot be used on ${server}: ${finding.message}.`];
  });
}

/** The certificate of the PFX file that a slot names, judged on every member; or why the file cannot be used. */
export function offeredFor(
  slot: Slot,
  actual: Actual,
  {issuersOn, now, isRevoked}: Pick<Case, 'issuersOn'> & Circumstances,
): Judged | Diagnostic | undefined {
  const part = slot.use && actual.offered?.[slot.address];
  if (part === undefined) return undefined;
  if ('problem' in part) return part.problem;
  const {chain = [], ...facts} = part.ok;
  const certificate: StoredCertificate = {...facts, hasPrivateKey: true};
  const authority = actual.authorities[slot.spec.authority];
  const found = slot.members.flatMap(server => {
    const there = issuersOn(server);
    // What the file brings of its chain is imported with it.
    const issuers = there && [...there, ...chain];
    return judge({slot, certificate, authority, issuers, now, isRevoked});
  });
  const findings = [...new Map(found.map(finding => [finding.message, finding])).values()];
  return {certificate, findings, good: isGood(findings), assigned: 0};
}
