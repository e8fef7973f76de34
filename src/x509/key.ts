import {createPrivateKey, createPublicKey, generateKeyPair, type KeyObject} from 'node:crypto';
import {sha256Hex} from '../core/digest.ts';
import type {KeySpec} from '../core/model/desired.ts';
import {rememberEach} from '../core/remember.ts';
import type {Secret} from '../core/secret.ts';
import {EC, ED448, ED25519, RSA, RSA_PSS} from './algorithm.ts';
import {parseDer, readOid, readSequence, toBinary} from './der.ts';
import {bitString, encodeDer, nothing, oid, sequence} from './der-write.ts';
import {X509Error} from './error.ts';
import {decodePem, type PemBlock} from './pem.ts';

/** A new private key. Runs on the thread pool: an RSA key of 2048 bits costs about 150 ms of one core. */
export function generateKey(key: KeySpec): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', {modulusLength: key.size, publicExponent: 0x10001}, (error, _public, privateKey) => {
      if (error) reject(error);
      else resolve(privateKey);
    });
  });
}

/**
 * The SubjectPublicKeyInfo of a key or of its public half. That of an RSA key (RFC 3279 section 2.3.1) is put together
 * here: OpenSSL takes ten times as long for the same bytes.
 */
export const publicKeyDer = rememberEach((key: KeyObject): Buffer => {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  if (half.asymmetricKeyType !== 'rsa') return half.export({type: 'spki', format: 'der'});
  const numbers = half.export({type: 'pkcs1', format: 'der'});
  return encodeDer(sequence(sequence(oid(RSA), nothing()), bitString(numbers)));
});

/** SHA-256 of the SubjectPublicKeyInfo of the public half, 64 lower-case hex digits. */
export function spkiHash(key: KeyObject): string {
  return sha256Hex(publicKeyDer(key));
}

/** PKCS#8 as PEM; encrypted with AES-256-CBC when there is a passphrase. */
export function encodePrivateKey(key: KeyObject, passphrase?: Secret): string {
  const protection = passphrase && {cipher: 'aes-256-cbc', passphrase: passphrase.reveal()};
  return key.export({type: 'pkcs8', format: 'pem', ...protection}).toString();
}

/**
 * A private key in PEM: RSA, EC or EdDSA. Throws X509Error when it is not one or the passphrase does not open it; the
 * message says which of the two, and nothing of either.
 */
export function decodePrivateKey(pem: string, passphrase?: Secret): KeyObject {
  if (!isEncryptedKey(pem)) return openPlainKey(pem);
  if (passphrase === undefined) throw new X509Error('the private key is encrypted and there is no passphrase');
  const key = openSealed(pem, passphrase);
  // Held to the same as one that was not encrypted.
  return openPkcs8(key.export({type: 'pkcs8', format: 'der'}), 'the private key');
}

function openSealed(pem: string, passphrase: Secret): KeyObject {
  try {
    return createPrivateKey({key: pem, format: 'pem', passphrase: passphrase.reveal()});
  } catch {
    throw new X509Error('the passphrase does not open the private key');
  }
}

/** Whether a private key in PEM needs a passphrase: PKCS#8, or the older form of OpenSSL. */
export const isEncryptedKey = (pem: string): boolean =>
  /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem);

/** The forms that a private key is written in, by the label of its PEM block. */
const FORMS: ReadonlyMap<string, 'pkcs8' | 'pkcs1' | 'sec1'> = new Map([
  ['PRIVATE KEY', 'pkcs8'],
  ['RSA PRIVATE KEY', 'pkcs1'],
  ['EC PRIVATE KEY', 'sec1'],
]);

function openPlainKey(pem: string): KeyObject {
  const block = blocksOf(pem)[0];
  const form = FORMS.get(block?.label ?? '');
  if (block === undefined || form === undefined) throw notKey();
  if (form === 'pkcs8') return openPkcs8(block.der, 'the private key');
  const key = open(block.der, form);
  if (key === undefined) throw notKey();
  return key;
}

function blocksOf(pem: string): readonly PemBlock[] {
  try {
    return decodePem(pem, label => label.endsWith('PRIVATE KEY'));
  } catch {
    throw notKey();
  }
}

const notKey = (): X509Error => new X509Error('this is not a private key in PEM form');

const KINDS: ReadonlySet<string> = new Set([RSA, RSA_PSS, EC, ED25519, ED448]);

/**
 * A private key as PKCS#8, not encrypted. Only of kinds that are in use: of others (DSA, Diffie-Hellman) OpenSSL works
 * out the public half as it reads them, and a file of 8 KB can have it work for an hour. `what` names it in the
 * X509Error that is thrown when it cannot be opened.
 */
export function openPkcs8(der: Buffer, what: string): KeyObject {
  const kind = kindOf(der);
  if (kind !== undefined && !KINDS.has(kind)) {
    throw new X509Error(`${what} is of a kind that is not supported (${kind})`);
  }
  const key = kind === undefined ? undefined : open(der, 'pkcs8');
  if (key === undefined) throw new X509Error(`${what} cannot be read`);
  return key;
}

/** The algorithm's object identifier; undefined for what is no PKCS#8. */
function kindOf(der: Buffer): string | undefined {
  try {
    const [, algorithm] = readSequence(parseDer(toBinary(der), 'the key'), 'the key');
    return readOid(readSequence(algorithm, 'the algorithm')[0], 'the algorithm');
  } catch {
    return undefined;
  }
}

/** What OpenSSL verifies at most; it would sign with more, for hours. */
const MOST_BITS = 16_384;

/** A key of so many bits has 10 KB; one whose exponents are longer than they need be would sign for minutes. */
const MOST_BYTES = 16 * 1024;

/** Undefined for what OpenSSL does not take, and for what it would take too long over. */
function open(der: Buffer, type: 'pkcs8' | 'pkcs1' | 'sec1'): KeyObject | undefined {
  if (der.length > MOST_BYTES) return undefined;
  try {
    const key = createPrivateKey({key: der, format: 'der', type});
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) > MOST_BITS ? undefined : key;
  } catch {
    return undefined;
  }
}
