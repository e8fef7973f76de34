/**
 * RSA keys of 2048 bits in a fraction of a millisecond: each is the product of two primes that others use as well, so
 * that a thousand keys need some forty primes. They are real keys, and all different; whoever knows two of them that share a
 * prime knows both private keys, which is why they are for tests alone.
 */
import {createPrivateKey, generatePrimeSync, type KeyObject} from 'node:crypto';

const EXPONENT = 0x10001n;
const PRIME_BITS = 1024;

/** Every key that it gives is another one. Primes are made as they are needed. */
export function quickKeys(): () => Promise<KeyObject> {
  const primes = [newPrime([])];
  const [first] = primes;
  let latest = first;
  let partners: readonly bigint[] = [];
  return async () => {
    let [partner, ...others] = partners;
    if (partner === undefined) {
      [partner, ...others] = [...primes];
      latest = newPrime(primes);
      primes.push(latest);
    }
    partners = others;
    if (partner === undefined || latest === undefined) throw new Error('there is always a first prime');
    return keyOf(partner, latest);
  };
}

/** OpenSSL sets the two highest bits of a prime, so a product of two has exactly twice as many bits. */
function newPrime(known: readonly bigint[]): bigint {
  for (;;) {
    const prime = generatePrimeSync(PRIME_BITS, {bigint: true});
    if (!known.includes(prime) && (prime - 1n) % EXPONENT !== 0n) return prime;
  }
}

/** The private key of two different primes (RFC 8017, 3.2; the least common multiple is not needed). */
export function keyOf(p: bigint, q: bigint): KeyObject {
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const numbers = {n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p)};
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, base64url(number)]));
  return createPrivateKey({key: {kty: 'RSA', ...jwk}, format: 'jwk'});
}

/** Extended Euclid; `modulus` and `of` have no common divisor. */
function inverse(of: bigint, modulus: bigint): bigint {
  let [rest, lastRest] = [modulus, of % modulus];
  let [factor, lastFactor] = [0n, 1n];
  while (lastRest > 1n) {
    const quotient = rest / lastRest;
    [rest, lastRest] = [lastRest, rest - quotient * lastRest];
    [factor, lastFactor] = [lastFactor, factor - quotient * lastFactor];
  }
  return ((lastFactor % modulus) + modulus) % modulus;
}

function base64url(number: bigint): string {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
