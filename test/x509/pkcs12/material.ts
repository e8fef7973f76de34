import {createHmac, generateKeyPairSync, type KeyObject, randomBytes} from 'node:crypto';
import {Secret} from '../../../src/core/secret.ts';
import {type Asn1, CONTEXT, fromBinary, parseDer, TAG, toBinary} from '../../../src/x509/der.ts';
import {encodeDer, nothing, octetString, oid, sequence, smallNumber, tagged} from '../../../src/x509/der-write.ts';
import {signCertificate} from '../../../src/x509/issue.ts';
import {publicKeyDer} from '../../../src/x509/key.ts';
import {deriveBytes} from '../../../src/x509/pkcs12/derive.ts';
import {OID} from '../../../src/x509/pkcs12/oids.ts';
import {newPassword} from '../../../src/x509/pkcs12/password.ts';
import type {PfxInput} from '../../../src/x509/pkcs12/write.ts';

/** Keys, certificates and hand-made files for the tests of PKCS#12 and of what a CA answers. */

export interface Pair {
  readonly key: KeyObject;
  readonly certificate: Buffer;
}

export const PASSWORD = new Secret('correct horse');

const CA_KEY = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;

function pair(key: KeyObject, commonName: string): Pair {
  const certificate = signCertificate({
    serial: randomBytes(12).fill(1, 0, 1),
    subject: [{type: 'CN', value: commonName}],
    issuer: [{type: 'CN', value: 'Contoso CA'}],
    publicKeyDer: publicKeyDer(key),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    extensions: [],
    key: CA_KEY,
    hash: 'sha256',
  });
  return {key, certificate};
}

export const CA = pair(CA_KEY, 'Contoso CA');
export const RSA = pair(generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey, 'rsa.contoso.com');
export const EC = pair(generateKeyPairSync('ec', {namedCurve: 'P-384'}).privateKey, 'ec.contoso.com');

/** Something in the place of a certificate that is none. */
export const STRAY = Buffer.from('3003020100', 'hex');

/** What a PFX of this pair is made of, with what a test wants to be otherwise. */
export function pfxInput({key, certificate}: Pair, otherwise: Partial<PfxInput> = {}): PfxInput {
  return {
    key,
    certificate,
    chain: [CA.certificate],
    password: PASSWORD,
    profile: 'modern',
    random: randomBytes,
    ...otherwise,
  };
}

/** PKCS#8, to compare keys by. */
export function pkcs8(key: KeyObject | undefined): Buffer | undefined {
  return key?.export({type: 'pkcs8', format: 'der'});
}

/** A part of a PFX that is not encrypted. */
export function plainPart(bags: Asn1): Asn1 {
  return sequence(oid(OID.data), tagged(0, octetString(encodeDer(bags))));
}

export interface SealOptions {
  /** The form that the MAC's key is derived from; that of PASSWORD when it is not given. */
  readonly bmp?: Buffer;
  readonly iterations?: number;
}

/** A PFX around contents of any kind, with a MAC that fits. */
export function sealed(contents: Buffer, {bmp = newPassword(PASSWORD).bmp, iterations = 1}: SealOptions = {}): Buffer {
  const salt = Buffer.from('8 bytes.');
  // Only the number is written for a count that would take too long.
  const rounds = Math.min(iterations, 1000);
  const key = deriveBytes({hash: 'sha256', purpose: 'mac', password: bmp, salt, iterations: rounds, length: 32});
  const digest = createHmac('sha256', key).update(contents).digest();
  const info = sequence(sequence(oid(OID.sha256), nothing()), octetString(digest));
  return encodeDer(
    sequence(
      smallNumber(3),
      sequence(oid(OID.data), tagged(0, octetString(contents))),
      sequence(info, octetString(salt), smallNumber(iterations)),
    ),
  );
}

/** The same value in BER as NSS and old Java write it: nothing has a length in advance, and long bytes come in pieces. */
export function toBer(der: Buffer): Buffer {
  return berOf(parseDer(toBinary(der), 'the test file'));
}

const END = Buffer.of(0, 0);
const PIECE = 100;

function berOf(node: Asn1): Buffer {
  const constructed = Buffer.of(node.tagClass | node.type | 0x20, 0x80);
  if (typeof node.value !== 'string') return Buffer.concat([constructed, ...node.value.map(berOf), END]);
  const cuttable = node.tagClass === CONTEXT || node.type === TAG.octetString;
  if (!cuttable || node.value.length < PIECE) return encodeDer(node);
  const pieces = [];
  const bytes = fromBinary(node.value);
  for (let at = 0; at < bytes.length; at += PIECE) {
    pieces.push(encodeDer(octetString(bytes.subarray(at, at + PIECE))));
  }
  return Buffer.concat([constructed, ...pieces, END]);
}
