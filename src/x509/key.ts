import {createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject} from 'node:crypto';
import type {KeySpec} from '../core/model/desired.ts';
import type {Secret} from '../core/secret.ts';
import {X509Error} from './error.ts';

/** A new private key. Runs on the thread pool: an RSA key of 2048 bits costs about 150 ms of one core. */
export function generateKey(key: KeySpec): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', {modulusLength: key.size, publicExponent: 0x10001}, (error, _public, privateKey) => {
      if (error) reject(error);
      else resolve(privateKey);
    });
  });
}

/** The SubjectPublicKeyInfo of a key or of its public half. */
export function publicKeyDer(key: KeyObject): Buffer {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return half.export({type: 'spki', format: 'der'});
}

/** SHA-256 of the SubjectPublicKeyInfo of the public half, 64 lower-case hex digits. */
export function spkiHash(key: KeyObject): string {
  return createHash('sha256').update(publicKeyDer(key)).digest('hex');
}

/** PKCS#8 as PEM; encrypted with AES-256-CBC when there is a passphrase. */
export function encodePrivateKey(key: KeyObject, passphrase?: Secret): string {
  const protection = passphrase && {cipher: 'aes-256-cbc', passphrase: passphrase.reveal()};
  return key.export({type: 'pkcs8', format: 'pem', ...protection}).toString();
}

/**
 * Any private key in PEM that OpenSSL reads. Throws X509Error when it is not one or the passphrase does not open it;
 * the message says which of the two, and nothing of either.
 */
export function decodePrivateKey(pem: string, passphrase?: Secret): KeyObject {
  const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem);
  if (encrypted && passphrase === undefined)
    throw new X509Error('the private key is encrypted and there is no passphrase');
  try {
    return createPrivateKey({key: pem, format: 'pem', ...(passphrase && {passphrase: passphrase.reveal()})});
  } catch {
    throw new X509Error(
      encrypted ? 'the passphrase does not open the private key' : 'this is not a private key in PEM form',
    );
  }
}
