import type {AuthorityFacts} from '../model/actual.ts';
import type {CertificateFacts} from '../model/certificate.ts';
import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift} from './check.ts';
import {describeName} from './names.ts';

/** Whether `issuer` may have issued the certificate, by name and, where both have one, by key identifier. */
function mayHaveIssued(issuer: CertificateFacts, certificate: CertificateFacts): boolean {
  if (describeName(issuer.subject) !== describeName(certificate.issuer)) return false;
  const {subjectKeyId} = issuer;
  const {authorityKeyId} = certificate;
  return subjectKeyId === undefined || authorityKeyId === undefined || subjectKeyId === authorityKeyId;
}

/** Whether the certificate comes from the declared authority. Nothing is said when its chain could not be read. */
export function issuer({slot, certificate, authority}: CheckInput): Finding | undefined {
  if (authority === undefined || !('ok' in authority.chain)) return undefined;
  const chain: AuthorityFacts | 'made on first use' = authority.chain.ok;
  const issuers = chain === 'made on first use' ? [] : [...chain.intermediates, ...chain.roots];
  if (issuers.some(candidate => mayHaveIssued(candidate, certificate))) return undefined;
  const actual = describeName(certificate.issuer);
  return drift('ISSUER', 'request', {
    expected: `authority ${slot.spec.authority}`,
    actual,
    message: `issued by ${actual}, which is not the authority "${slot.spec.authority}"`,
  });
}

/** Only templates that name themselves (version 1) can be compared; the mark speaks for the others. */
export function template({slot, certificate}: CheckInput): Finding | undefined {
  const actual = certificate.template?.name;
  if (actual === undefined || actual === slot.spec.template) return undefined;
  return drift('TEMPLATE', 'request', {
    expected: slot.spec.template,
    actual,
    message: `issued under template ${actual}; declared is ${slot.spec.template}`,
  });
}

/** Our mark tells what was asked for: with another digest, something that the CA sees was declared otherwise then. */
export function requestedOtherwise({slot, certificate}: CheckInput): Finding | undefined {
  const {mark} = certificate;
  if (mark === undefined || slot.specDigest.startsWith(mark.spec)) return undefined;
  return drift('REQUESTED_OTHERWISE', 'request', {
    expected: slot.specDigest.slice(0, 8),
    actual: mark.spec,
    message: 'it was requested under other settings (subject, names, key, purpose, signature, template or authority)',
  });
}
