import {createDecipheriv, pbkdf2Sync} from 'node:crypto';
import {
  type Asn1,
  fromBinary,
  isUniversal,
  readOid,
  readPrimitive,
  readSequence,
  readSmallInteger,
  TAG,
} from '../der.ts';
import {X509Error} from '../error.ts';
import {blocksFor, type DerivationHash, deriveBytes} from './derive.ts';
import type {Effort} from './effort.ts';
import {OID} from './oids.ts';
import type {PasswordForm} from './password.ts';
import {decryptRc2} from './rc2.ts';

/** What a password opens, and how much work may still be done for it. */
export interface Opener {
  readonly password: PasswordForm;
  readonly effort: Effort;
}

/** `rc2` is not among Node's ciphers; everything else is the name of one. */
interface Cipher {
  readonly name: string;
  readonly keyLength: number;
  readonly block: 8 | 16;
}

/** The password-based encryptions of PKCS#12 itself, all with SHA-1 (RFC 7292 appendix C). */
const OLD_CIPHERS = new Map<string, Cipher>([
  [OID.pbeSha1TripleDes, {name: 'des-ede3-cbc', keyLength: 24, block: 8}],
  ['1.2.840.113549.1.12.1.4', {name: 'des-ede-cbc', keyLength: 16, block: 8}],
  ['1.2.840.113549.1.12.1.5', {name: 'rc2', keyLength: 16, block: 8}],
  ['1.2.840.113549.1.12.1.6', {name: 'rc2', keyLength: 5, block: 8}],
]);

/** The encryption schemes of PBES2; the IV is their parameter. */
const CIPHERS = new Map<string, Cipher>([
  ['2.16.840.1.101.3.4.1.2', {name: 'aes-128-cbc', keyLength: 16, block: 16}],
  ['2.16.840.1.101.3.4.1.22', {name: 'aes-192-cbc', keyLength: 24, block: 16}],
  [OID.aes256, {name: 'aes-256-cbc', keyLength: 32, block: 16}],
  ['1.2.840.113549.3.7', {name: 'des-ede3-cbc', keyLength: 24, block: 8}],
]);

const HMACS = new Map<string, DerivationHash>([
  [OID.hmacSha1, 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  [OID.hmacSha256, 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
]);

interface CipherKey {
  readonly cipher: Cipher;
  readonly key: Buffer;
  readonly iv: Buffer;
}

/** Something encrypted, and the AlgorithmIdentifier that says how. */
export interface Encrypted {
  readonly algorithm: Asn1 | undefined;
  readonly data: Buffer;
  /** Names it in messages. */
  readonly what: string;
}

/**
 * Throws X509Error for an encryption that is not known, and where the padding shows that the password is not the one
 * (or the bytes are not) that it was encrypted with.
 */
export function decrypt({algorithm, data, what}: Encrypted, opener: Opener): Buffer {
  const [type, parameters] = readSequence(algorithm, `the encryption of ${what}`);
  const scheme = readOid(type, `the encryption of ${what}`);
  const old = OLD_CIPHERS.get(scheme);
  if (old) return run(oldKey(old, parameters, opener), data, what);
  if (scheme === OID.pbes2) return run(modernKey(parameters, opener), data, what);
  throw new X509Error(`${what} is encrypted in a way that is not supported here (${scheme})`);
}

function oldKey(cipher: Cipher, parameters: Asn1 | undefined, {password, effort}: Opener): CipherKey {
  const [saltNode, count] = readSequence(parameters, 'the parameters of the encryption');
  const salt = fromBinary(readPrimitive(saltNode, TAG.octetString, 'the salt'));
  const iterations = readSmallInteger(count, 'the number of iterations');
  const {block, keyLength} = cipher;
  effort.spend(iterations, blocksFor('sha1', keyLength) + blocksFor('sha1', block));
  const common = {hash: 'sha1', password: password.bmp, salt, iterations} as const;
  return {
    cipher,
    key: deriveBytes({...common, purpose: 'key', length: keyLength}),
    iv: deriveBytes({...common, purpose: 'iv', length: block}),
  };
}

/** PBES2-params (RFC 8018 appendix A.4). */
function modernKey(parameters: Asn1 | undefined, opener: Opener): CipherKey {
  const [derivation, encryption] = readSequence(parameters, 'the parameters of PBES2');
  const [type, ivNode] = readSequence(encryption, 'the cipher of PBES2');
  const name = readOid(type, 'the cipher of PBES2');
  const cipher = CIPHERS.get(name);
  if (!cipher) throw new X509Error(`the PFX is encrypted with a cipher that is not supported here (${name})`);
  const iv = fromBinary(readPrimitive(ivNode, TAG.octetString, 'the initialisation vector'));
  if (iv.length !== cipher.block) throw new X509Error('the initialisation vector has the wrong length');
  return {cipher, iv, key: pbkdf2Key(derivation, cipher.keyLength, opener)};
}

/** PBKDF2-params (RFC 8018 appendix A.2). */
function pbkdf2Key(derivation: Asn1 | undefined, length: number, {password, effort}: Opener): Buffer {
  const [type, parameters] = readSequence(derivation, 'the key derivation');
  const name = readOid(type, 'the key derivation');
  if (name !== OID.pbkdf2)
    throw new X509Error(`the PFX derives its keys in a way that is not supported here (${name})`);
  const [saltNode, count, ...options] = readSequence(parameters, 'the parameters of PBKDF2');
  const salt = fromBinary(readPrimitive(saltNode, TAG.octetString, 'the salt'));
  const iterations = readSmallInteger(count, 'the number of iterations');
  const [lengthNode] = options.filter(node => isUniversal(node, TAG.integer));
  if (lengthNode && readSmallInteger(lengthNode, 'the length of the key') !== length) {
    throw new X509Error('the key that is derived does not have the length that the cipher needs');
  }
  const hash = hmacOf(options.find(node => isUniversal(node, TAG.sequence)));
  effort.spend(iterations, blocksFor(hash, length));
  return pbkdf2Sync(password.utf8, salt, iterations, length, hash);
}

/** HMAC with SHA-1 is the default. */
function hmacOf(identifier: Asn1 | undefined): DerivationHash {
  if (identifier === undefined) return 'sha1';
  const [type] = readSequence(identifier, 'the HMAC of PBKDF2');
  const name = readOid(type, 'the HMAC of PBKDF2');
  const hash = HMACS.get(name);
  if (!hash) throw new X509Error(`the PFX derives its keys with an HMAC that is not supported here (${name})`);
  return hash;
}

function run({cipher, key, iv}: CipherKey, data: Buffer, what: string): Buffer {
  if (data.length === 0 || data.length % cipher.block !== 0) throw new X509Error(`${what} is cut off`);
  if (cipher.name === 'rc2') {
    return withoutPadding(decryptRc2({key, bits: key.length * 8, iv, data}), cipher.block, what);
  }
  const decipher = createDecipheriv(cipher.name, key, iv).setAutoPadding(false);
  return withoutPadding(Buffer.concat([decipher.update(data), decipher.final()]), cipher.block, what);
}

/** Each byte of the padding is the number of its bytes (RFC 8018 section 6.1.1). */
function withoutPadding(padded: Buffer, block: number, what: string): Buffer {
  const count = padded.readUInt8(padded.length - 1);
  const padding = padded.subarray(-count);
  if (count < 1 || count > block || padding.some(byte => byte !== count)) {
    throw new X509Error(`the password does not open ${what}`);
  }
  return padded.subarray(0, padded.length - count);
}
