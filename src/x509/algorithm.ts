import type {KeyFacts, SignatureFacts} from '../core/model/certificate.ts';
import {
  type Asn1,
  bitLength,
  childrenOf,
  contextTag,
  isUniversal,
  parseDer,
  readBitStringBytes,
  readOid,
  readPrimitive,
  readSequence,
  TAG,
} from './der.ts';

/** Kinds of keys that are in use, by the object identifier of their algorithm. */
export const RSA = '1.2.840.113549.1.1.1';
export const RSA_PSS = '1.2.840.113549.1.1.10';
export const EC = '1.2.840.10045.2.1';
export const ED25519 = '1.3.101.112';
export const ED448 = '1.3.101.113';

interface Curve {
  readonly name: string;
  readonly size: number;
}

const CURVES: Readonly<Record<string, Curve>> = {
  '1.2.840.10045.3.1.1': {name: 'P-192', size: 192},
  '1.3.132.0.33': {name: 'P-224', size: 224},
  '1.2.840.10045.3.1.7': {name: 'P-256', size: 256},
  '1.3.132.0.34': {name: 'P-384', size: 384},
  '1.3.132.0.35': {name: 'P-521', size: 521},
  '1.3.132.0.10': {name: 'secp256k1', size: 256},
  '1.3.36.3.3.2.8.1.1.7': {name: 'brainpoolP256r1', size: 256},
  '1.3.36.3.3.2.8.1.1.11': {name: 'brainpoolP384r1', size: 384},
  '1.3.36.3.3.2.8.1.1.13': {name: 'brainpoolP512r1', size: 512},
};

const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const SIGNATURES = signatureTable({
  '1.2.840.113549.1.1.2': {scheme: 'pkcs1', hash: 'md2'},
  '1.2.840.113549.1.1.3': {scheme: 'pkcs1', hash: 'md4'},
  '1.2.840.113549.1.1.4': {scheme: 'pkcs1', hash: 'md5'},
  '1.2.840.113549.1.1.5': {scheme: 'pkcs1', hash: 'sha1'},
  '1.3.14.3.2.29': {scheme: 'pkcs1', hash: 'sha1'},
  '1.2.840.113549.1.1.14': {scheme: 'pkcs1', hash: 'sha224'},
  '1.2.840.113549.1.1.11': {scheme: 'pkcs1', hash: 'sha256'},
  '1.2.840.113549.1.1.12': {scheme: 'pkcs1', hash: 'sha384'},
  '1.2.840.113549.1.1.13': {scheme: 'pkcs1', hash: 'sha512'},
  '1.2.840.10045.4.1': {scheme: 'ecdsa', hash: 'sha1'},
  '1.2.840.10045.4.3.1': {scheme: 'ecdsa', hash: 'sha224'},
  '1.2.840.10045.4.3.2': {scheme: 'ecdsa', hash: 'sha256'},
  '1.2.840.10045.4.3.3': {scheme: 'ecdsa', hash: 'sha384'},
  '1.2.840.10045.4.3.4': {scheme: 'ecdsa', hash: 'sha512'},
  [ED25519]: {scheme: 'eddsa'},
  [ED448]: {scheme: 'eddsa'},
});

/** Algorithm and size of a SubjectPublicKeyInfo. An algorithm that is not known here is `other`, of size 0. */
export function readKeyFacts(spki: Asn1): KeyFacts {
  const {0: algorithm, 1: key} = readSequence(spki, 'the public key');
  const {0: type, 1: parameters} = readSequence(algorithm, "the public key's algorithm");
  switch (readOid(type, "the public key's algorithm")) {
    case RSA:
      return {algorithm: 'rsa', size: modulusBits(key)};
    case RSA_PSS:
      return {algorithm: 'rsa-pss', size: modulusBits(key)};
    case EC:
      return {algorithm: 'ec', ...curveFacts(parameters)};
    case ED25519:
      return {algorithm: 'ed25519', size: 255};
    case ED448:
      return {algorithm: 'ed448', size: 448};
    default:
      return {algorithm: 'other', size: 0};
  }
}

/** Scheme and hash of an AlgorithmIdentifier that signs. */
export function readSignatureFacts(node: Asn1 | undefined): SignatureFacts {
  const {0: type, 1: parameters} = readSequence(node, 'the signature algorithm');
  const oid = readOid(type, 'the signature algorithm');
  if (oid !== RSA_PSS) return SIGNATURES.get(oid) ?? {scheme: 'other', oid};
  const hash = pssHash(parameters);
  return {scheme: 'pss', ...(hash === undefined ? {} : {hash}), oid};
}

/** The kinds of keys, in Node's words, that make signatures by it. OpenSSL asks the key alone, and not what is written. */
export function signersOf({scheme, oid}: SignatureFacts): readonly string[] {
  switch (scheme) {
    case 'pkcs1':
      return ['rsa'];
    case 'pss':
      return ['rsa', 'rsa-pss'];
    case 'ecdsa':
      return ['ec'];
    case 'eddsa':
      return [oid === ED25519 ? 'ed25519' : 'ed448'];
    case 'other':
      return [];
  }
}

function signatureTable(rows: Readonly<Record<string, Omit<SignatureFacts, 'oid'>>>): Map<string, SignatureFacts> {
  return new Map(Object.entries(rows).map(([oid, row]) => [oid, {...row, oid}]));
}

function modulusBits(key: Asn1 | undefined): number {
  const {0: modulus} = readSequence(parseDer(readBitStringBytes(key, 'the RSA key'), 'the RSA key'), 'the RSA key');
  return bitLength(readPrimitive(modulus, TAG.integer, 'the RSA modulus'));
}

function curveFacts(parameters: Asn1 | undefined): Pick<KeyFacts, 'size' | 'curve'> {
  if (isUniversal(parameters, TAG.oid)) {
    const dotted = readOid(parameters, 'the curve');
    const known = CURVES[dotted];
    return known === undefined ? {size: 0, curve: dotted} : {size: known.size, curve: known.name};
  }
  // A curve that is spelled out by its numbers has no name (RFC 5480 forbids it, old tools write it).
  return {size: 0};
}

/** RSASSA-PSS-params: the hash stands under tag 0 and is SHA-1 when absent (RFC 4055 section 3.1). */
function pssHash(parameters: Asn1 | undefined): string | undefined {
  if (!isUniversal(parameters, TAG.sequence)) return 'sha1';
  const holder = childrenOf(parameters, 'the PSS parameters').find(node => contextTag(node) === 0);
  if (holder === undefined) return 'sha1';
  const [identifier] = childrenOf(holder, 'the PSS hash');
  const [type] = readSequence(identifier, 'the PSS hash');
  return HASHES[readOid(type, 'the PSS hash')];
}
