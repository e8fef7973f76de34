import {constants, createPublicKey, type KeyObject, type VerifyKeyObjectInput, verify} from 'node:crypto';
import {signersOf} from './algorithm.ts';
import type {ParsedCertificate} from './certificate.ts';
import {
  type Asn1,
  childrenOf,
  contextTag,
  fromBinary,
  readBitStringBytes,
  readSequence,
  readSmallInteger,
} from './der.ts';
import {encodeDer} from './der-write.ts';

/** RFC 4055 section 3.1: the default length of the salt. */
const DEFAULT_SALT = 20;

/**
 * Whether a certificate was signed with the issuer's key. False as well for what cannot be checked: an unknown
 * algorithm, a key that OpenSSL does not take or that makes no such signatures, algorithms inside and outside that
 * differ (RFC 5280 section 4.1.1.2).
 */
export function isSignedBy(certificate: ParsedCertificate, issuer: ParsedCertificate): boolean {
  const {algorithms, bodySpan, der, signature, signatureBits} = certificate;
  const [outer, inner] = algorithms;
  if (signature.scheme === 'other' || !encodeDer(outer).equals(encodeDer(inner))) return false;
  try {
    const key = keyOf(issuer);
    if (!signersOf(signature).includes(key.asymmetricKeyType ?? '')) return false;
    const bits = fromBinary(readBitStringBytes(signatureBits, 'the signature'));
    const input = signature.scheme === 'pss' ? pssInput(key, outer) : key;
    return verify(signature.hash ?? null, der.subarray(bodySpan.start, bodySpan.end), input, bits);
  } catch {
    return false;
  }
}

const keys = new WeakMap<ParsedCertificate, KeyObject>();

/** Decoding a key costs more than checking a signature with it, and an issuer is asked again and again. */
function keyOf(issuer: ParsedCertificate): KeyObject {
  const known = keys.get(issuer);
  if (known) return known;
  const {start, end} = issuer.spkiSpan;
  const key = createPublicKey({key: Buffer.from(issuer.der.subarray(start, end)), format: 'der', type: 'spki'});
  keys.set(issuer, key);
  return key;
}

function pssInput(key: KeyObject, algorithm: Asn1): VerifyKeyObjectInput {
  const [, parameters] = readSequence(algorithm, 'the signature algorithm');
  const fields = parameters === undefined ? [] : readSequence(parameters, 'the PSS parameters');
  const salt = fields.find(field => contextTag(field) === 2);
  const saltLength = salt ? readSmallInteger(childrenOf(salt, 'the salt')[0], 'the salt') : DEFAULT_SALT;
  return {key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength};
}
