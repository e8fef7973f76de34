import {describe, expect, test} from '@jest/globals';
import {aSlot} from '../../support/small-world.ts';
import {codesOf, findingOf, OTHER_MARK} from './judging.ts';

describe('the private key', () => {
  test('that is missing needs a new certificate, whatever our mark says', () => {
    expect(findingOf('NO_PRIVATE_KEY', {certificate: {hasPrivateKey: false}})).toEqual({
      code: 'NO_PRIVATE_KEY',
      cure: 'request',
      severity: 'drift',
      message: 'the private key is missing from this server',
      expected: 'a private key',
      actual: 'no private key',
    });
  });

  test.each([
    ['the Schannel provider', 'Microsoft RSA SChannel Cryptographic Provider'],
    ['no provider, where a holder has none', undefined],
  ])('may be kept by %s', (_what, provider) => {
    expect(codesOf({certificate: provider === undefined ? {} : {provider}})).toEqual([]);
  });

  test('of a CNG provider cannot be used by the product', () => {
    const certificate = {provider: 'Microsoft Software Key Storage Provider', mark: OTHER_MARK};
    const finding = findingOf('KEY_PROVIDER', {certificate});
    expect(finding).toMatchObject({cure: 'request', expected: 'a CryptoAPI provider', actual: certificate.provider});
    expect(finding?.message).toBe(
      'the key is kept by "Microsoft Software Key Storage Provider", a CNG provider, which the product cannot use',
    );
  });
});

describe('the kind of key', () => {
  test('a smaller and a larger key are both not what is declared', () => {
    for (const size of [1024, 4096]) {
      const certificate = {key: {algorithm: 'rsa', size}, mark: OTHER_MARK} as const;
      expect(findingOf('KEY_SIZE', {certificate})).toMatchObject({
        cure: 'request',
        message: `the key has ${size} bits; declared are 2048`,
        expected: '2048 bits',
        actual: `${size} bits`,
      });
    }
  });

  test('another algorithm is said once, without its size', () => {
    const certificate = {key: {algorithm: 'ec', size: 256, curve: 'P-256'}, mark: OTHER_MARK} as const;
    expect(codesOf({certificate})).toEqual(['KEY_ALGORITHM']);
    expect(findingOf('KEY_ALGORITHM', {certificate})).toMatchObject({
      cure: 'request',
      message: 'is ec P-256; declared is rsa',
      expected: 'rsa',
      actual: 'ec P-256',
    });
  });

  test('an RSA-PSS key is another algorithm', () => {
    const certificate = {key: {algorithm: 'rsa-pss', size: 2048}, mark: OTHER_MARK} as const;
    expect(findingOf('KEY_ALGORITHM', {certificate})?.actual).toBe('rsa-pss');
  });
});

describe('whether a key may be exported', () => {
  test.each([
    {declared: true, is: false, words: 'the key is not exportable; declared is exportable'},
    {declared: false, is: true, words: 'the key is exportable; declared is not exportable'},
  ])('$words', ({declared, is, words}) => {
    const slot = aSlot({spec: {key: {algorithm: 'rsa', size: 2048, exportable: declared}}});
    const finding = findingOf('KEY_EXPORTABLE', {slot, certificate: {exportable: is, mark: OTHER_MARK}});
    expect(finding).toMatchObject({cure: 'request', message: words});
  });

  test('is not judged where the holder cannot tell', () => {
    const slot = aSlot({spec: {key: {algorithm: 'rsa', size: 2048, exportable: true}}});
    expect(codesOf({slot, certificate: {without: ['exportable']}})).toEqual([]);
  });
});
