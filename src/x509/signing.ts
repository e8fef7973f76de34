import {type KeyObject, sign} from 'node:crypto';
import type {SignatureHash} from '../core/model/desired.ts';
import {ED448, ED25519} from './algorithm.ts';
import type {Asn1} from './der.ts';
import {bitString, encodeDer, nothing, oid, sequence} from './der-write.ts';
import {X509Error} from './error.ts';

const RSA_SIGNATURES: Readonly<Record<SignatureHash, string>> = {
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};

const EC_SIGNATURES: Readonly<Record<SignatureHash, string>> = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

/**
 * The AlgorithmIdentifier under which a key signs: RSASSA-PKCS1-v1_5 (the product does not support PSS), ECDSA, or
 * Ed25519 and Ed448, which bring their own hash.
 */
export function signatureAlgorithm(key: KeyObject, hash: SignatureHash): Asn1 {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      // RFC 4055 section 5: the parameters are NULL, not absent.
      return sequence(oid(RSA_SIGNATURES[hash]), nothing());
    case 'ec':
      return sequence(oid(EC_SIGNATURES[hash]));
    case 'ed25519':
      return sequence(oid(ED25519));
    case 'ed448':
      return sequence(oid(ED448));
    default:
      throw new X509Error(`a key of type ${key.asymmetricKeyType ?? key.type} cannot sign certificates here`);
  }
}

/** `SIGNED{…}` of X.509: the body, its algorithm, its signature. */
export function signed(body: Asn1, key: KeyObject, hash: SignatureHash): Buffer {
  const algorithm = signatureAlgorithm(key, hash);
  const fixed = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448';
  const signature = sign(fixed ? null : hash, encodeDer(body), key);
  return encodeDer(sequence(body, algorithm, bitString(signature)));
}
