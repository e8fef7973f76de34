import {describe, expect, test} from '@jest/globals';
import {EKU_OIDS} from '../../../src/core/model/certificate.ts';
import {describeEku} from '../../../src/core/policy/purpose.ts';
import {aSlot} from '../../support/small-world.ts';
import {codesOf, findingOf, OTHER_MARK} from './judging.ts';

const {serverAuth, clientAuth} = EKU_OIDS;

describe('the extended key usage', () => {
  test('in words: names where there are names, any where it is absent', () => {
    expect(describeEku([serverAuth, '1.2.3', clientAuth])).toBe('serverAuth, 1.2.3, clientAuth');
    expect(describeEku(undefined)).toBe('any');
    expect(describeEku([])).toBe('none');
  });

  test('may have more than is declared, in any order', () => {
    expect(codesOf({certificate: {eku: ['1.2.3', clientAuth, serverAuth]}})).toEqual([]);
  });

  test('must have all that is declared, and says what is missing', () => {
    const slot = aSlot({spec: {eku: ['serverAuth', 'clientAuth']}});
    expect(findingOf('EKU', {slot, certificate: {eku: [serverAuth], mark: OTHER_MARK}})).toMatchObject({
      cure: 'request',
      severity: 'drift',
      message: 'extended key usage clientAuth is missing',
      expected: 'serverAuth, clientAuth',
      actual: 'serverAuth',
    });
  });

  test('must be there: the product wants serverAuth named', () => {
    expect(findingOf('EKU', {certificate: {without: ['eku'], mark: OTHER_MARK}})?.actual).toBe('any');
  });
});

describe('the key usage', () => {
  test('may be absent, which allows any use', () => {
    expect(findingOf('KEY_USAGE', {certificate: {without: ['keyUsage']}})).toBeUndefined();
  });

  test('may have more than is declared', () => {
    const certificate = {keyUsage: ['digitalSignature', 'nonRepudiation', 'keyEncipherment']} as const;
    expect(codesOf({certificate})).toEqual([]);
  });

  test.each([[['digitalSignature'], 'digitalSignature'] as const, [[], 'none'] as const])(
    'must have all that is declared (%j)',
    (keyUsage, actual) => {
      expect(findingOf('KEY_USAGE', {certificate: {keyUsage, mark: OTHER_MARK}})).toMatchObject({
        cure: 'request',
        expected: 'digitalSignature, keyEncipherment',
        actual,
      });
    },
  );
});

describe('the signature', () => {
  const signed = (scheme: 'pkcs1' | 'pss' | 'ecdsa' | 'eddsa', hash?: string) => ({
    certificate: {signature: {scheme, oid: '1.2.3', ...(hash && {hash})}, mark: OTHER_MARK},
  });

  test.each([
    ['pkcs1', 'sha256'],
    ['pkcs1', 'sha384'],
    ['pkcs1', 'sha512'],
    ['ecdsa', 'sha256'],
    ['eddsa', undefined],
  ] as const)('%s with %s is accepted', (scheme, hash) => {
    expect(findingOf('SIGNATURE_ALGORITHM', signed(scheme, hash))).toBeUndefined();
  });

  test.each([
    ['pss', 'sha256', 'RSASSA-PSS'],
    ['pkcs1', 'md2', 'MD2'],
    ['pkcs1', 'md4', 'MD4'],
    ['pkcs1', 'md5', 'MD5'],
    ['pkcs1', 'sha1', 'SHA1'],
    ['ecdsa', 'sha1', 'SHA1'],
  ] as const)('%s with %s is not', (scheme, hash, words) => {
    expect(findingOf('SIGNATURE_ALGORITHM', signed(scheme, hash))).toMatchObject({
      cure: 'request',
      actual: words,
      message: `the certificate is signed with ${words}, which the product or its clients do not accept`,
    });
  });
});
