/**
 * Why a certificate is not as declared: an ordered list of small pure checks.
 * All of them are run and all findings kept, for the reader; the order is the order in which they are shown.
 * To add one: write the function in the file of its topic, add it here, and give it a line in docs/reference/findings.md.
 */
import type {Finding} from '../model/finding.ts';
import type {CheckEntry, CheckInput} from './check.ts';
import {keyAlgorithm, keyExportable, keyProvider, keySize, noPrivateKey} from './key.ts';
import {friendlyName, markLost} from './label.ts';
import {expired, notYetValid, renewalCut, renewalDue} from './life.ts';
import {namesMissing, namesSurplus, subject} from './names.ts';
import {issuer, requestedOtherwise, template} from './origin.ts';
import {eku, keyUsage, signatureAlgorithm} from './purpose.ts';

export const CHECKS: readonly CheckEntry[] = [
  {check: noPrivateKey, decidedBy: 'holder'},
  {check: expired, decidedBy: 'time'},
  {check: notYetValid, decidedBy: 'time'},
  {check: renewalDue, decidedBy: 'time'},
  {check: renewalCut, decidedBy: 'time'},
  {check: subject, decidedBy: 'ca'},
  {check: namesMissing, decidedBy: 'ca'},
  {check: namesSurplus, decidedBy: 'ca'},
  {check: keyAlgorithm, decidedBy: 'ca'},
  {check: keySize, decidedBy: 'ca'},
  {check: keyExportable, decidedBy: 'holder'},
  {check: keyProvider, decidedBy: 'holder'},
  {check: eku, decidedBy: 'ca'},
  {check: keyUsage, decidedBy: 'ca'},
  {check: signatureAlgorithm, decidedBy: 'ca'},
  {check: issuer, decidedBy: 'holder'},
  {check: template, decidedBy: 'ca'},
  {check: requestedOtherwise, decidedBy: 'holder'},
  {check: markLost, decidedBy: 'holder'},
  {check: friendlyName, decidedBy: 'holder'},
];

/** Whether our mark shows that exactly this was asked for: then the same request would bring the same again. */
function askedForExactlyThis({slot, certificate}: CheckInput): boolean {
  return certificate.mark !== undefined && slot.specDigest.startsWith(certificate.mark.spec);
}

/**
 * Every finding about one certificate. Declared, requested and issued are compared three ways:
 * what a CA changed against our request needs a person, for asking again would never end.
 */
export function judge(input: CheckInput, checks: readonly CheckEntry[] = CHECKS): readonly Finding[] {
  const asked = askedForExactlyThis(input);
  const findings = checks.flatMap(({check, decidedBy}) => {
    const finding = check(input);
    if (finding === undefined) return [];
    if (!(asked && decidedBy === 'ca' && finding.cure === 'request')) return [finding];
    return [{...finding, cure: 'person' as const, message: `${finding.message} (the CA changed what was requested)`}];
  });
  return withoutRedundant(findings);
}

/** What the certificate itself shows to be different says more than that its request was different. */
const SAYS_MORE = new Set([
  'SUBJECT',
  'NAMES_MISSING',
  'NAMES_SURPLUS',
  'KEY_SIZE',
  'KEY_ALGORITHM',
  'KEY_EXPORTABLE',
  'EKU',
  'TEMPLATE',
  'ISSUER',
]);

function withoutRedundant(findings: readonly Finding[]): readonly Finding[] {
  const explained = findings.some(finding => SAYS_MORE.has(finding.code));
  return explained ? findings.filter(finding => finding.code !== 'REQUESTED_OTHERWISE') : findings;
}

/** Nothing declared is violated but the label, which is rewritten in place. */
export function isGood(findings: readonly Finding[]): boolean {
  return findings.every(finding => finding.severity === 'warning' || finding.cure === 'mark');
}
