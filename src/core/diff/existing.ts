import type {Diagnostic, Part} from '../diagnostic.ts';
import type {Actual, HolderState} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {drift} from '../policy/check.ts';
import {isGood, judge} from '../policy/checks.ts';
import {sentence, sentencesOf} from '../sentence.ts';
import type {Judged} from './candidates.ts';
import {anchorsOf} from './holder-view.ts';
import type {KnownMember} from './member.ts';
import type {Case, Remedy} from './remedy.ts';

/**
 * A slot that names a certificate which exists already: nothing is ever requested for it. What is wrong with the
 * certificate is said before anything is touched, and needs a person.
 */
export function existingRemedy({slot, offered}: Case, known: readonly KnownMember[]): Remedy {
  const home = known[0]?.server ?? slot.address;
  if (offered !== undefined && 'severity' in offered) {
    return {kind: 'person', home, why: sentencesOf(offered)};
  }
  if (offered?.good) return {kind: 'offer', home, thumbprint: offered.certificate.thumbprint};
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

/** A certificate whose key must travel, and cannot: said before anything is touched, as no request would follow. */
export function keyMayNotLeave(home: ServerId, certificate: StoredCertificate, lacking: readonly ServerId[]): Remedy {
  const shown = certificate.thumbprint.slice(0, 8);
  return {
    kind: 'person',
    home,
    why: [
      `The private key of ${shown} on ${home} may not be exported, so it cannot be copied to ${lacking.join(', ')}.`,
      'Import the certificate with its key there by hand, or give it as a file (use: {pfx: ...}).',
    ],
  };
}

/** The certificate of the PFX file that a slot names, judged on every member; or why the file cannot be used. */
export function offeredFor(slot: Slot, actual: Actual, now: Date): Judged | Diagnostic | undefined {
  const part = actual.offered?.[slot.address];
  if (part === undefined) return undefined;
  if ('problem' in part) return part.problem;
  const {chain = [], ...facts} = part.ok;
  const certificate: StoredCertificate = {...facts, hasPrivateKey: true};
  const authority = actual.authorities[slot.spec.authority];
  const found = slot.members.flatMap(server => {
    const anchors = anchorsOn(actual.holders[server]);
    // What the file brings of its chain is imported with it.
    const issuers = anchors && [...anchors, ...chain];
    return judge({slot, certificate, authority, issuers, now});
  });
  const findings = [...new Map(found.map(finding => [finding.message, finding])).values()];
  return {certificate, findings, good: isGood(findings), assigned: 0};
}

const anchorsOn = (part: Part<HolderState> | undefined) =>
  part !== undefined && 'ok' in part ? anchorsOf(part.ok) : undefined;
