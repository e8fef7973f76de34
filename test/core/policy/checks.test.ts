import {describe, expect, test} from '@jest/globals';
import {drift, warning} from '../../../src/core/policy/check.ts';
import {CHECKS, isGood} from '../../../src/core/policy/checks.ts';
import {aSlot, inDays, STRANGE_ROOT} from '../../support/small-world.ts';
import {codesOf, findingOf, findingsOf, OTHER_MARK} from './judging.ts';

/** One way to break each thing that a request decides, and what is said then. */
const BROKEN = [
  ['SUBJECT', {subject: []}],
  ['NAMES_MISSING', {names: []}],
  [
    'NAMES_SURPLUS',
    {names: ['fe01.contoso.com', 'sip.contoso.com', 'x.org'].map(value => ({type: 'dns', value}) as const)},
  ],
  ['KEY_ALGORITHM', {key: {algorithm: 'ec', size: 256}}],
  ['KEY_SIZE', {key: {algorithm: 'rsa', size: 4096}}],
  ['EKU', {eku: []}],
  ['KEY_USAGE', {keyUsage: []}],
  ['SIGNATURE_ALGORITHM', {signature: {scheme: 'pss', oid: '1'}}],
  ['TEMPLATE', {template: {name: 'Workstation'}}],
] as const;

const MADE_OTHERWISE = [
  ['KEY_EXPORTABLE', {exportable: true}],
  ['KEY_PROVIDER', {provider: 'Microsoft Software Key Storage Provider'}],
] as const;

describe('declared, requested and issued', () => {
  test('a certificate that is all three says nothing', () => {
    expect(findingsOf()).toEqual([]);
  });

  test.each(BROKEN)('%s needs a person where our mark shows that we asked for exactly this', (code, certificate) => {
    const finding = findingOf(code, {certificate});
    expect(finding?.cure).toBe('person');
    expect(finding?.message).toMatch(/ \(the CA changed what was requested\)$/);
  });

  test.each(MADE_OTHERWISE)('%s needs a person where we asked for exactly this', (code, certificate) => {
    const finding = findingOf(code, {certificate});
    expect(finding?.cure).toBe('person');
    expect(finding?.message).toMatch(/ \(the server made the key otherwise than requested\)$/);
  });

  test.each([...BROKEN, ...MADE_OTHERWISE])(
    '%s is cured by a request where we asked for something else',
    (code, wish) => {
      const finding = findingOf(code, {certificate: {...wish, mark: OTHER_MARK}});
      expect(finding?.cure).toBe('request');
      expect(finding?.message).not.toContain('changed');
    },
  );

  test.each([...BROKEN, ...MADE_OTHERWISE])('%s is cured by a request where nobody knows who asked', (code, wish) => {
    expect(findingOf(code, {certificate: {...wish, without: ['mark']}})?.cure).toBe('request');
  });

  test.each([
    ['NO_PRIVATE_KEY', {hasPrivateKey: false}],
    ['EXPIRED', {notAfter: inDays(-1)}],
    ['EXPIRES_SOON', {notAfter: inDays(10)}],
    ['ISSUER', {issuer: STRANGE_ROOT.subject}],
  ] as const)('%s is cured by a request even where we asked for exactly this', (code, certificate) => {
    expect(findingOf(code, {certificate})?.cure).toBe('request');
  });
});

describe('all findings are kept', () => {
  test('in the order of the checks', () => {
    const certificate = {hasPrivateKey: false, notAfter: inDays(-1), names: [], eku: [], friendlyName: 'Old'};
    expect(codesOf({certificate})).toEqual(['NO_PRIVATE_KEY', 'EXPIRED', 'NAMES_MISSING', 'EKU', 'FRIENDLY_NAME']);
  });

  test('no check stands twice in the list', () => {
    expect(new Set(CHECKS.map(entry => entry.check)).size).toBe(CHECKS.length);
  });
});

describe('a certificate that the configuration names', () => {
  const slot = aSlot({use: {thumbprint: 'A'.repeat(40)}});

  test('is never replaced by a request', () => {
    const certificate = {hasPrivateKey: false, notAfter: inDays(-1), names: [], eku: [], keyUsage: []};
    const findings = findingsOf({slot, certificate});
    expect(findings.length).toBeGreaterThan(3);
    expect(findings.filter(finding => finding.cure === 'request')).toEqual([]);
  });

  test('need not be ours, nor from our authority', () => {
    const {subject: issuer, subjectKeyId: authorityKeyId = ''} = STRANGE_ROOT;
    const certificate = {issuer, authorityKeyId, friendlyName: 'Bought', without: ['mark', 'template']} as const;
    expect(codesOf({slot, certificate, issuers: [STRANGE_ROOT]})).toEqual([]);
  });

  test('with a name too many is only warned of', () => {
    const names = ['fe01.contoso.com', 'sip.contoso.com', 'x.org'].map(value => ({type: 'dns', value}) as const);
    expect(findingOf('NAMES_SURPLUS', {slot, certificate: {names}})?.severity).toBe('warning');
  });
});

describe('good', () => {
  const words = {expected: 'a', actual: 'b'};

  test('is what has warnings and a wrong label at most', () => {
    expect(isGood([])).toBe(true);
    expect(isGood([warning('W', 'person', words), drift('L', 'mark', words)])).toBe(true);
  });

  test.each(['request', 'wait', 'person', 'assign', 'none'] as const)('is not what has drift that %s cures', cure => {
    expect(isGood([drift('D', cure, words)])).toBe(false);
  });
});
