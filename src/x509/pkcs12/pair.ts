import {createPublicKey, type KeyObject, sign, verify, X509Certificate} from 'node:crypto';
import {X509Error} from '../error.ts';

const PROBE = Buffer.from('cscert: does this key belong to this certificate?');

/** The public key of a certificate; undefined when the certificate or the kind of its key is not known. */
export function publicKeyOf(certificate: Uint8Array): KeyObject | undefined {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch {
    return undefined;
  }
}

/**
 * Something to compare public keys by, whichever form they were written in; of a private key it is the public half.
 * Undefined for a key that OpenSSL reads but cannot write.
 */
export function fingerprint(key: KeyObject): string | undefined {
  try {
    const half = key.type === 'private' ? createPublicKey(key) : key;
    return half.export({type: 'spki', format: 'der'}).toString('base64');
  } catch {
    return undefined;
  }
}

/**
 * Throws X509Error unless the private key really makes what the public key verifies. A private key carries its public
 * half with it, and nobody checks on reading that the two go together, so comparing the halves proves nothing.
 */
export function provePair(key: KeyObject, publicKey: KeyObject): void {
  if (!signsFor(key, publicKey)) throw new X509Error('the private key does not belong to the certificate');
}

function signsFor(key: KeyObject, publicKey: KeyObject): boolean {
  const type = key.asymmetricKeyType;
  // The other kinds of keys bring their hash with them.
  const hash = type === 'rsa' || type === 'ec' ? 'sha256' : null;
  try {
    return verify(hash, PROBE, publicKey, sign(hash, PROBE, key));
  } catch {
    return false;
  }
}
