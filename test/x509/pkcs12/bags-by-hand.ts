import {type Asn1, parseDer, toBinary} from '../../../src/x509/der.ts';
import {encodeDer, nothing, octetString, oid, sequence, smallNumber, tagged} from '../../../src/x509/der-write.ts';
import {X509Error} from '../../../src/x509/error.ts';
import {OID} from '../../../src/x509/pkcs12/oids.ts';
import {readPfx} from '../../../src/x509/pkcs12/read.ts';
import {PASSWORD, type Pair, pkcs8, plainPart, sealed} from './material.ts';

/** Bags put together by hand, as no writer would. */

export function keyBag({key}: Pair, ...attributes: readonly Asn1[]): Asn1 {
  const value = parseDer(toBinary(pkcs8(key) ?? Buffer.alloc(0)), 'the key');
  return sequence(oid(OID.keyBag), tagged(0, value), ...attributes);
}

export function certificateBag(der: Buffer, ...attributes: readonly Asn1[]): Asn1 {
  const value = sequence(oid(OID.x509Certificate), tagged(0, octetString(der)));
  return sequence(oid(OID.certificateBag), tagged(0, value), ...attributes);
}

/** A file of these bags, each list in its own part. */
export function fileOf(...parts: readonly (readonly Asn1[])[]): Buffer {
  return sealed(encodeDer(sequence(...parts.map(bags => plainPart(sequence(...bags))))));
}

/** What is said of a file that cannot be read. */
export function messageOf(pfx: Uint8Array, password = PASSWORD): string {
  try {
    readPfx(pfx, password);
  } catch (error) {
    if (error instanceof X509Error) return error.message;
    throw error;
  }
  return 'it was read';
}

export interface Pbes2Options {
  readonly cipher?: string;
  readonly derivation?: string;
  readonly hmac?: string;
  readonly iv?: number;
  readonly iterations?: number;
  readonly keyLength?: number;
}

export function pbes2(options: Pbes2Options): Asn1 {
  const {
    cipher = OID.aes256,
    derivation = OID.pbkdf2,
    hmac = OID.hmacSha256,
    iv = 16,
    iterations = 1,
    keyLength,
  } = options;
  const length = keyLength === undefined ? [] : [smallNumber(keyLength)];
  const hash = sequence(oid(hmac), nothing());
  return sequence(
    sequence(oid(derivation), sequence(octetString(Buffer.alloc(8)), smallNumber(iterations), ...length, hash)),
    sequence(oid(cipher), octetString(Buffer.alloc(iv))),
  );
}

/** A key bag whose contents no password opens. */
export function encryptedKey(scheme: string, parameters: Asn1): Asn1 {
  const value = sequence(sequence(oid(scheme), parameters), octetString(Buffer.alloc(32, 3)));
  return sequence(oid(OID.shroudedKeyBag), tagged(0, value));
}
