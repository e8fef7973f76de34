import {createPublicKey, createSecretKey, generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {X509Error} from '../../../src/x509/error.ts';
import {fingerprint, provePair, publicKeyOf} from '../../../src/x509/pkcs12/pair.ts';
import {EC, RSA} from './material.ts';

const KEYS = {
  RSA: RSA.key,
  EC: EC.key,
  Ed25519: generateKeyPairSync('ed25519').privateKey,
  Ed448: generateKeyPairSync('ed448').privateKey,
};

describe('a pair of keys', () => {
  test.each(Object.entries(KEYS))('of %s is proved by a signature', (_, key) => {
    expect(() => provePair(key, createPublicKey(key))).not.toThrow();
    for (const other of Object.values(KEYS).filter(candidate => candidate !== key)) {
      expect(() => provePair(key, createPublicKey(other))).toThrow(X509Error);
    }
  });

  test('that cannot sign is proved by nothing', () => {
    const {privateKey, publicKey} = generateKeyPairSync('x25519');
    expect(() => provePair(privateKey, publicKey)).toThrow(X509Error);
  });

  test('has one fingerprint, which is that of the certificate', () => {
    const publicKey = publicKeyOf(EC.certificate) ?? RSA.key;
    expect(fingerprint(EC.key)).toBe(fingerprint(publicKey));
    expect(fingerprint(EC.key)).not.toBe(fingerprint(RSA.key));
  });

  test('is not found where there is none', () => {
    expect(fingerprint(createSecretKey(Buffer.alloc(16)))).toBeUndefined();
    expect(publicKeyOf(EC.certificate.subarray(0, 100))).toBeUndefined();
  });
});
