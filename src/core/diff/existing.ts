import type {Diagnostic} from '../diagnostic.ts';
import type {Actual} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {drift} from '../policy/check.ts';
import {isGood, judge} from '../policy/checks.ts';
import type {Judged, KnownMember} from './member.ts';
import type {Case, Remedy} from './remedy.ts';

/**
 * A slot that names a certificate which exists already: nothing is ever requested for it. What is wrong with the
 * certificate is said before anything is touched, and needs a person.
 */
export function existingRemedy({slot, offered}: Case, known: readonly KnownMember[]): Remedy {
  const home = known[0]?.server ?? slot.address;
  if (offered !== undefined && 'severity' in offered) {
    return {
      kind: 'person',
      home,
      why: [`${offered.summary}. ${offered.detail}`, ...(offered.help ? [offered.help] : [])],
    };
  }
  const candidate = offered ?? inStore(slot, known);
  if (candidate === undefined) return {kind: 'person', home, why: [notThere(slot.use).message]};
  if (candidate.good && offered !== undefined) return {kind: 'offer', home, thumbprint: offered.certificate.thumbprint};
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

/** Said of a thumbprint that no certificate of the store has. */
export function notThere(use: Case['slot']['use']): Finding {
  const what = use !== undefined && 'thumbprint' in use ? use.thumbprint : 'the certificate of the PFX file';
  return drift('USE_MISSING', 'person', {
    expected: what,
    actual: 'not in the store',
    message: `The certificate that "use" names (${what}) is not in the store of this server.`,
  });
}

/** The certificate of the PFX file that a slot names, judged as any other; or why the file cannot be used. */
export function offeredFor(slot: Slot, actual: Actual, now: Date): Judged | Diagnostic | undefined {
  const part = actual.offered?.[slot.address];
  if (part === undefined) return undefined;
  if ('problem' in part) return part.problem;
  const certificate: StoredCertificate = {...part.ok, hasPrivateKey: true};
  // What the file brings of its chain is imported with it, so it needs no issuer on the server.
  const findings = judge({slot, certificate, authority: undefined, issuers: [], now}).filter(
    one => one.code !== 'CHAIN_MISSING',
  );
  return {certificate, findings, good: isGood(findings), assigned: 0};
}
