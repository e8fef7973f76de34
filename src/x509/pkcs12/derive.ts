import {hash} from 'node:crypto';

/** The key derivation of PKCS#12 itself (RFC 7292 appendix B.2), which its MAC and its older ciphers use. */

/** Bytes of the result and of the inner block of a hash: `u` and `v` of the RFC. */
const SIZES = {
  sha1: {result: 20, block: 64},
  sha224: {result: 28, block: 64},
  sha256: {result: 32, block: 64},
  sha384: {result: 48, block: 128},
  sha512: {result: 64, block: 128},
} as const;

export type DerivationHash = keyof typeof SIZES;

/** What the bytes are for; the RFC's ID bytes (appendix B.3). */
const PURPOSES = {key: 1, iv: 2, mac: 3} as const;

export interface DerivationInput {
  readonly hash: DerivationHash;
  readonly purpose: keyof typeof PURPOSES;
  /** As `PasswordForm.bmp`. */
  readonly password: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
  /** Bytes that are wanted. */
  readonly length: number;
}

/** How many times the iterations run for a result of this length. */
export function blocksFor(algorithm: DerivationHash, length: number): number {
  return Math.ceil(length / SIZES[algorithm].result);
}

/** Bytes of a hash's result. */
export function hashSize(algorithm: DerivationHash): number {
  return SIZES[algorithm].result;
}

/** Key, IV or MAC key from a password. Synchronous: a few thousand rounds take some milliseconds. */
export function deriveBytes({hash: algorithm, purpose, password, salt, iterations, length}: DerivationInput): Buffer {
  const {block} = SIZES[algorithm];
  const diversifier = Buffer.alloc(block, PURPOSES[purpose]);
  let state = Buffer.concat([stretch(salt, block), stretch(password, block)]);
  const results: Buffer[] = [];
  for (let made = 0; made < blocksFor(algorithm, length); made += 1) {
    let result = hash(algorithm, Buffer.concat([diversifier, state]), 'buffer');
    for (let round = 1; round < iterations; round += 1) result = hash(algorithm, result, 'buffer');
    results.push(result);
    state = nextState(state, stretch(result, block));
  }
  return Buffer.concat(results).subarray(0, length);
}

/** Repeats the bytes until they fill whole blocks; nothing stays nothing. */
function stretch(bytes: Buffer, block: number): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
}

/** Adds `addend` and one to each block, which are numbers with the big end first. */
function nextState(state: Buffer, addend: Buffer): Buffer<ArrayBuffer> {
  const next = Buffer.alloc(state.length);
  for (let start = 0; start < state.length; start += addend.length) {
    let carry = 1;
    for (let at = addend.length - 1; at >= 0; at -= 1) {
      carry += state.readUInt8(start + at) + addend.readUInt8(at);
      next.writeUInt8(carry & 0xff, start + at);
      carry >>= 8;
    }
  }
  return next;
}
