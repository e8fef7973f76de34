import type {KeyObject} from 'node:crypto';
import {createHash, createPublicKey} from 'node:crypto';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {Secret} from '../../src/core/secret.ts';
import {X509Error} from '../../src/x509/error.ts';
import {decodePrivateKey, encodePrivateKey, generateKey, spkiHash} from '../../src/x509/key.ts';

const PASSPHRASE = new Secret('correct horse, größe');

describe('private keys', () => {
  let key: KeyObject;
  beforeAll(async () => {
    key = await generateKey({algorithm: 'rsa', size: 2048, exportable: false});
  });

  test('are made of the size that was asked for', () => {
    expect(key.asymmetricKeyType).toBe('rsa');
    expect(key.asymmetricKeyDetails).toEqual({modulusLength: 2048, publicExponent: 65537n});
  });

  test('and their public halves have the same hash, that of the SubjectPublicKeyInfo', () => {
    const half = createPublicKey(key);
    const expected = createHash('sha256')
      .update(half.export({type: 'spki', format: 'der'}))
      .digest('hex');
    expect(spkiHash(key)).toBe(expected);
    expect(spkiHash(half)).toBe(expected);
  });

  test('are written as PKCS#8 and read again, with and without a passphrase', () => {
    const clear = encodePrivateKey(key);
    expect(clear).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(spkiHash(decodePrivateKey(clear))).toBe(spkiHash(key));
    const sealed = encodePrivateKey(key, PASSPHRASE);
    expect(sealed).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    expect(spkiHash(decodePrivateKey(sealed, PASSPHRASE))).toBe(spkiHash(key));
  });

  test('that cannot be read give an error that says why and tells nothing of key or passphrase', () => {
    const sealed = encodePrivateKey(key, PASSPHRASE);
    const wrong = new Secret('wrong passphrase');
    expect(messageOf(() => decodePrivateKey(sealed))).toBe('the private key is encrypted and there is no passphrase');
    expect(messageOf(() => decodePrivateKey(sealed, wrong))).toBe('the passphrase does not open the private key');
    expect(messageOf(() => decodePrivateKey(sealed, new Secret('')))).toBe(
      'the passphrase does not open the private key',
    );
    const cut = encodePrivateKey(key).slice(0, 400);
    for (const text of ['', 'nothing', cut]) {
      expect(messageOf(() => decodePrivateKey(text))).toBe('this is not a private key in PEM form');
    }
  });
});

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof X509Error) return error.message;
    throw error;
  }
  throw new Error('it was read');
}
