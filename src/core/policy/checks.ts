/**
 * Why a certificate is not as declared: an ordered list of small pure checks.
 * All of them are run and all findings kept, for the reader; the order is the order in which they are shown.
 * To add one: write the function in the file of its topic, add it here, and say what it means where CONTRIBUTING tells.
 */
import {isMarkedFor} from '../mark.ts';
import type {Finding} from '../model/finding.ts';
import type {Tolerance} from '../model/upkeep.ts';
import type {CheckEntry, CheckInput, DecidedBy} from './check.ts';
import {revoked} from './issued-by.ts';
import {keyAlgorithm, keyExportable, keyProvider, keySize, noPrivateKey} from './key.ts';
import {friendlyName, markLost} from './label.ts';
import {expired, notYetValid, renewalCut, renewalDue} from './life.ts';
import {namesMissing, namesSurplus, subject} from './names.ts';
import {chainInStores, issuer, requestedOtherwise, template} from './origin.ts';
import {eku, keyUsage, signatureAlgorithm} from './purpose.ts';

/** Every check, in the order in which its finding is shown. */
export const CHECKS: readonly CheckEntry[] = [
  {check: noPrivateKey, decidedBy: 'holder'},
  {check: expired, decidedBy: 'time'},
  {check: notYetValid, decidedBy: 'time'},
  {check: revoked, decidedBy: 'holder'},
  {check: renewalDue, decidedBy: 'time', existing: 'warning'},
  {check: renewalCut, decidedBy: 'time', existing: 'skip'},
  {check: subject, decidedBy: 'ca', existing: 'warning'},
  {check: namesMissing, decidedBy: 'ca'},
  {check: namesSurplus, decidedBy: 'ca', existing: 'warning'},
  {check: keyAlgorithm, decidedBy: 'ca'},
  {check: keySize, decidedBy: 'ca', existing: 'warning'},
  {check: keyExportable, decidedBy: 'key', existing: 'warning'},
  {check: keyProvider, decidedBy: 'key'},
  {check: eku, decidedBy: 'ca'},
  {check: keyUsage, decidedBy: 'ca'},
  {check: signatureAlgorithm, decidedBy: 'ca'},
  {check: chainInStores, decidedBy: 'holder'},
  {check: issuer, decidedBy: 'holder', existing: 'skip'},
  {check: template, decidedBy: 'ca', existing: 'skip'},
  {check: requestedOtherwise, decidedBy: 'holder', existing: 'skip'},
  {check: markLost, decidedBy: 'holder', existing: 'skip'},
  {check: friendlyName, decidedBy: 'holder', existing: 'skip'},
];

/** Whether our mark shows that exactly this was asked for: then the same request would bring the same again. */
function askedForExactlyThis({slot, certificate}: CheckInput): boolean {
  return isMarkedFor(certificate.mark, slot.spec);
}

/**
 * Every finding about one certificate. Declared, requested and issued are compared three ways:
 * what a CA or the making of the key changed against our request needs a person, for asking again would never end.
 */
export function judge(input: CheckInput, checks: readonly CheckEntry[] = CHECKS): readonly Finding[] {
  const findings: Finding[] = [];
  for (const entry of checks) {
    const finding = entry.check(input);
    if (finding === undefined) continue;
    if (input.slot.use === undefined) findings.push(weighRequested(finding, entry, input));
    else findings.push(...weighExisting(finding, entry));
  }
  return withoutRedundant(findings);
}

function weighRequested(finding: Finding, {decidedBy}: CheckEntry, input: CheckInput): Finding {
  if (decidedBy === 'ca' && isTolerated(finding, input)) return tolerated(finding);
  const why = CHANGED_BY[decidedBy];
  if (why === undefined || finding.cure !== 'request' || !askedForExactlyThis(input)) return finding;
  return {...finding, cure: 'person', message: `${finding.message} (${why})`};
}

/** By the code of its finding: what `tolerate` of an authority calls it. */
const TOLERATED: Readonly<Record<string, Tolerance>> = {
  SUBJECT: 'subject',
  NAMES_MISSING: 'missingNames',
  NAMES_SURPLUS: 'surplusNames',
  EKU: 'eku',
  KEY_USAGE: 'keyUsage',
  TEMPLATE: 'template',
};

/** Only what the CA changed is tolerated: a certificate that was asked for under other settings is renewed as ever. */
function isTolerated({code}: Finding, input: CheckInput): boolean {
  const name = TOLERATED[code];
  if (name === undefined || !input.slot.upkeep.tolerate.includes(name)) return false;
  return input.answer === true || askedForExactlyThis(input);
}

function tolerated(finding: Finding): Finding {
  const message = `${finding.message} (the CA changed what was requested, which "tolerate" allows)`;
  return {...finding, cure: 'none', severity: 'warning', message};
}

/** Who did otherwise than we asked, and would do so again. */
const CHANGED_BY: Readonly<Partial<Record<DecidedBy, string>>> = {
  ca: 'the CA changed what was requested',
  key: 'the server made the key otherwise than requested',
};

/** Nothing is requested in place of a certificate that somebody named: whatever is wrong with it needs a person. */
function weighExisting(finding: Finding, {existing}: CheckEntry): readonly Finding[] {
  if (existing === 'skip') return [];
  const cure = finding.cure === 'request' ? 'person' : finding.cure;
  return [{...finding, cure, severity: existing === 'warning' ? 'warning' : finding.severity}];
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
  'KEY_USAGE',
  'SIGNATURE_ALGORITHM',
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
