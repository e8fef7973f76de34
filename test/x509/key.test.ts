import type {KeyObject} from 'node:crypto';
import {createHash, createPrivateKey, createPublicKey, generateKeyPairSync} from 'node:crypto';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {Secret} from '../../src/core/secret.ts';
import type {Asn1} from '../../src/x509/der.ts';
import {encodeDer, octetString, oid, sequence, smallNumber, unsignedInteger} from '../../src/x509/der-write.ts';
import {X509Error} from '../../src/x509/error.ts';
import {decodePrivateKey, encodePrivateKey, generateKey, publicKeyDer, spkiHash} from '../../src/x509/key.ts';
import {encodePem} from '../../src/x509/pem.ts';

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

  test('have the SubjectPublicKeyInfo that OpenSSL writes, of whatever kind they are', () => {
    const all = [
      key,
      generateKeyPairSync('rsa', {modulusLength: 3072, publicExponent: 3}).privateKey,
      generateKeyPairSync('rsa-pss', {modulusLength: 2048}).privateKey,
      generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey,
      generateKeyPairSync('ed25519').privateKey,
    ];
    for (const one of all) {
      expect(publicKeyDer(one)).toEqual(createPublicKey(one).export({type: 'spki', format: 'der'}));
    }
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
    expect(messageOf(() => decodePrivateKey(pem(Buffer.from('3000', 'hex'))))).toBe('the private key cannot be read');
  });

  test.each(['pkcs1', 'pkcs8'] as const)('of RSA are read in the form of %s', type => {
    const text = key.export({type, format: 'pem'}).toString();
    expect(spkiHash(decodePrivateKey(`some text\n${text}`))).toBe(spkiHash(key));
  });

  test('of EC and EdDSA are read, also after the parameters of a curve', () => {
    const ec = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
    const parameters = encodePem('EC PARAMETERS', Buffer.from('06082a8648ce3d030107', 'hex'));
    const text = ec.export({type: 'sec1', format: 'pem'}).toString();
    expect(spkiHash(decodePrivateKey(`${parameters}${text}`))).toBe(spkiHash(ec));
    for (const type of ['ed25519', 'ed448'] as const) {
      const ed = generateKeyPairSync(type as 'ed25519').privateKey;
      expect(spkiHash(decodePrivateKey(encodePrivateKey(ed)))).toBe(spkiHash(ed));
    }
  });

  // To read these would take OpenSSL hours, and the test its time.
  test('that would have OpenSSL work out a public half of 64,000 bits are refused unread', () => {
    const number = (byte: number): Asn1 => unsignedInteger(Buffer.alloc(8000, byte));
    const group = sequence(number(0x7f), unsignedInteger(Buffer.alloc(20, 0x7f)), number(0x55));
    for (const kind of ['1.2.840.10040.4.1', '1.2.840.113549.1.3.1', '1.2.840.10046.2.1']) {
      const der = encodeDer(sequence(smallNumber(0), sequence(oid(kind), group), octetString(encodeDer(number(0x77)))));
      const words = `is of a kind that is not supported (${kind})`;
      expect(messageOf(() => decodePrivateKey(pem(der)))).toBe(`the private key ${words}`);
    }
    const traditional = encodePem('DSA PRIVATE KEY', Buffer.from('3000', 'hex'));
    expect(messageOf(() => decodePrivateKey(traditional))).toBe('this is not a private key in PEM form');
  });

  test('that are larger than anybody could verify with are refused', () => {
    const large = unsignedInteger(Buffer.alloc(2049, 0x7f));
    const rsa = encodeDer(sequence(smallNumber(0), large, smallNumber(3), large, large, large, large, large, large));
    expect(createPrivateKey({key: rsa, format: 'der', type: 'pkcs1'}).asymmetricKeyType).toBe('rsa');
    const message = messageOf(() => decodePrivateKey(encodePem('RSA PRIVATE KEY', rsa)));
    expect(message).toBe('this is not a private key in PEM form');
  });

  test('whose exponents are longer than any modulus needs are refused, sealed ones too', () => {
    const {n, e, d, p, q, dp, dq, qi} = key.export({format: 'jwk'});
    const [prime, exponent] = [p, dp].map(digits =>
      BigInt(`0x${Buffer.from(digits ?? '', 'base64url').toString('hex')}`),
    );
    // The same modulo p - 1, so that every signature is right, after a long while.
    const long = (exponent ?? 0n) + ((prime ?? 0n) - 1n) * (1n << 200_000n);
    const digits = long.toString(16);
    const number = (text: string | undefined): Asn1 => unsignedInteger(Buffer.from(text ?? '', 'base64url'));
    const longOne = unsignedInteger(Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex'));
    const der = encodeDer(
      sequence(smallNumber(0), number(n), number(e), number(d), number(p), number(q), longOne, number(dq), number(qi)),
    );
    const opened = createPrivateKey({key: der, format: 'der', type: 'pkcs1'});
    expect(messageOf(() => decodePrivateKey(encodePrivateKey(opened)))).toBe('the private key cannot be read');
    const sealed = encodePrivateKey(opened, PASSPHRASE);
    expect(messageOf(() => decodePrivateKey(sealed, PASSPHRASE))).toBe('the private key cannot be read');
  });
});

const pem = (der: Buffer): string => encodePem('PRIVATE KEY', der);

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof X509Error) return error.message;
    throw error;
  }
  throw new Error('it was read');
}
