import {describe, expect, test} from '@jest/globals';
import {specDigest} from '../../../src/core/digest.ts';
import type {AuthorityFacts, AuthorityState} from '../../../src/core/model/actual.ts';
import {fingerprint} from '../../../src/core/policy/climb.ts';
import {aSlot, aSpec, FE01, ISSUING, NOT_MADE_YET, ROOT, STRANGE_ROOT, unreadable} from '../../support/small-world.ts';
import {codesOf, findingOf, OTHER_MARK} from './judging.ts';

const strange = {issuer: STRANGE_ROOT.subject, authorityKeyId: '00'};
const chain = (facts: Partial<AuthorityFacts>): AuthorityState => ({
  chain: {ok: {roots: [], intermediates: [], ...facts}},
});

describe('the issuer', () => {
  test('may be the intermediate or the root of the authority', () => {
    expect(codesOf()).toEqual([]);
    expect(codesOf({certificate: {issuer: ROOT.subject, authorityKeyId: ROOT.subjectKeyId ?? ''}})).toEqual([]);
  });

  test('of another authority needs a new certificate, even where we asked for exactly this', () => {
    expect(findingOf('ISSUER', {certificate: strange})).toEqual({
      code: 'ISSUER',
      cure: 'request',
      severity: 'drift',
      message: 'issued by CN=Somebody Else, O=Contoso, C=US, which is not the authority "corp"',
      expected: 'authority corp',
      actual: 'CN=Somebody Else, O=Contoso, C=US',
    });
  });

  test('of the same name with another key is another one', () => {
    expect(codesOf({certificate: {authorityKeyId: 'ab'.repeat(20)}})).toEqual(['ISSUER']);
  });

  test('is known by its name where one side has no key identifier', () => {
    const {subjectKeyId: _none, ...bare} = ISSUING;
    expect(
      codesOf({
        certificate: {authorityKeyId: 'ab'.repeat(20)},
        authority: chain({roots: [ROOT], intermediates: [bare]}),
      }),
    ).toEqual([]);
  });

  test('cannot be an authority that is not made yet', () => {
    expect(codesOf({authority: NOT_MADE_YET})).toEqual(['ISSUER']);
  });

  test.each([
    ['could not be read', {chain: unreadable()}],
    ['was not asked', undefined],
  ])('is not judged when the authority %s: unknown is not absent', (_what, authority) => {
    expect(codesOf({certificate: strange, authority})).toEqual([]);
  });

  test('may be an intermediate of the server that leads to a root of the authority', () => {
    expect(codesOf({authority: chain({roots: [ROOT]}), issuers: [ISSUING, ROOT]})).toEqual([]);
  });

  test('that leads to a root which is only in the server’s store is another authority’s', () => {
    expect(codesOf({authority: chain({roots: [STRANGE_ROOT]}), issuers: [ISSUING, ROOT]})).toEqual(['ISSUER']);
  });
});

describe('an authority that is declared by the fingerprint of its root', () => {
  const authority = chain({pinned: [fingerprint(ROOT)]});

  test('is recognised through the server’s stores', () => {
    expect(codesOf({authority})).toEqual([]);
  });

  test('is not the one whose root has another fingerprint', () => {
    expect(codesOf({authority: chain({pinned: [fingerprint(STRANGE_ROOT)]})})).toEqual(['ISSUER']);
  });

  test('cannot be told when the chain is not in the stores: then a person looks, and nothing is requested', () => {
    expect(findingOf('ISSUER_UNKNOWN', {authority, issuers: []})?.cure).toBe('person');
    expect(findingOf('ISSUER', {authority, issuers: []})).toBeUndefined();
  });
});

describe('the template', () => {
  test('of another name is drift', () => {
    expect(findingOf('TEMPLATE', {certificate: {template: {name: 'Workstation'}, mark: OTHER_MARK}})).toMatchObject({
      cure: 'request',
      message: 'issued under template Workstation; declared is WebServer',
      expected: 'WebServer',
      actual: 'Workstation',
    });
  });

  test.each([
    ['names itself by number only', {template: {oid: '1.3.6.1.4.1.311.21.8.1'}}],
    ['is not told', {template: {}}],
  ])('is not judged where it %s', (_what, certificate) => {
    expect(codesOf({certificate})).toEqual([]);
  });
});

describe('a certificate that was requested under other settings', () => {
  test('is found by its mark where nothing in it shows the difference', () => {
    expect(findingOf('REQUESTED_OTHERWISE', {certificate: {mark: OTHER_MARK}})).toMatchObject({
      cure: 'request',
      expected: specDigest(aSlot().spec).slice(0, 8),
      actual: '00000000',
    });
  });

  test.each([
    ['SUBJECT', {subject: []}],
    ['NAMES_MISSING', {names: [{type: 'dns', value: FE01}] as const}],
    ['KEY_SIZE', {key: {algorithm: 'rsa', size: 1024} as const}],
    ['KEY_EXPORTABLE', {exportable: true}],
    ['EKU', {eku: []}],
    ['KEY_USAGE', {keyUsage: []}],
    ['SIGNATURE_ALGORITHM', {signature: {scheme: 'pkcs1', hash: 'sha1', oid: '1'} as const}],
    ['TEMPLATE', {template: {name: 'Workstation'}}],
    ['ISSUER', strange],
  ])('is not said beside %s, which says more', (code, certificate) => {
    expect(codesOf({certificate: {...certificate, mark: OTHER_MARK}})).toEqual([code]);
  });

  test('is said beside what has nothing to do with the request', () => {
    expect(codesOf({certificate: {hasPrivateKey: false, mark: OTHER_MARK}})).toEqual([
      'NO_PRIVATE_KEY',
      'REQUESTED_OTHERWISE',
    ]);
  });

  test('cannot be told without a mark', () => {
    const slot = aSlot({spec: {template: 'Other'}});
    const made = aSlot({spec: aSpec(FE01)});
    expect(specDigest(slot.spec)).not.toBe(specDigest(made.spec));
    expect(codesOf({slot, certificate: {without: ['mark', 'template']}})).toEqual(['MARK_LOST']);
  });
});
