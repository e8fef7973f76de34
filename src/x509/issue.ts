import type {KeyObject} from 'node:crypto';
import type {DistinguishedName} from '../core/model/certificate.ts';
import type {SignatureHash} from '../core/model/desired.ts';
import {type Asn1, parseDer, toBinary} from './der.ts';
import {encodeDer, sequence, smallNumber, tagged, unsignedInteger} from './der-write.ts';
import {writeName} from './distinguished-name.ts';
import {X509Error} from './error.ts';
import {type Extension, writeExtensions} from './extensions.ts';
import {signatureAlgorithm, signed} from './signing.ts';
import {writeTime} from './time.ts';

/** Everything that a certificate says, and the key that signs it. */
export interface CertificateInput {
  /** Unsigned, big end first; 1 to 20 bytes, not all zero (RFC 5280 section 4.1.2.2). */
  readonly serial: Buffer;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyDer: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
  /** The issuer's. */
  readonly key: KeyObject;
  readonly hash: SignatureHash;
}

/** An X.509 version 3 certificate, DER. */
export function signCertificate(input: CertificateInput): Buffer {
  checkSerial(input.serial);
  if (input.notAfter < input.notBefore) throw new X509Error('the certificate would end before it begins');
  const body = sequence(
    tagged(0, smallNumber(2)),
    unsignedInteger(input.serial),
    signatureAlgorithm(input.key, input.hash),
    writeName(input.issuer),
    sequence(writeTime(input.notBefore), writeTime(input.notAfter)),
    writeName(input.subject),
    publicKey(input.publicKeyDer),
    tagged(3, writeExtensions(input.extensions)),
  );
  return signed(body, input.key, input.hash);
}

/** The key's hash is what ties a certificate to its request, so the bytes must come out as they went in. */
function publicKey(der: Buffer): Asn1 {
  const key = parseDer(toBinary(der), 'the public key');
  if (!encodeDer(key).equals(der)) throw new X509Error('the public key is not in DER form');
  return key;
}

function checkSerial(serial: Buffer): void {
  const digits = serial.findIndex(byte => byte !== 0);
  const first = serial[digits];
  if (first === undefined) throw new X509Error('a serial number must not be zero');
  // The sign bit costs one more byte.
  if (serial.length - digits + (first >= 0x80 ? 1 : 0) > 20)
    throw new X509Error('a serial number has at most 20 bytes');
}
