import {createHmac, timingSafeEqual} from 'node:crypto';
import {type Asn1, fromBinary, readOid, readPrimitive, readSequence, readSmallInteger, TAG} from '../der.ts';
import {nothing, octetString, oid, sequence, smallNumber} from '../der-write.ts';
import {X509Error} from '../error.ts';
import type {Opener} from './decrypt.ts';
import {blocksFor, type DerivationHash, deriveBytes, hashSize} from './derive.ts';
import {ITERATIONS, type Protection} from './encrypt.ts';
import {OID} from './oids.ts';

const HASHES = new Map<string, DerivationHash>([
  [OID.sha1, 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  [OID.sha256, 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** How the contents of a file are sealed against change. */
export interface Mac {
  readonly hash: DerivationHash;
  readonly digest: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
}

/** MacData (RFC 7292 section 4). */
export function readMac(node: Asn1): Mac {
  const [info, salt, count] = readSequence(node, 'the MAC');
  const [algorithm, digest] = readSequence(info, 'the MAC');
  const [type] = readSequence(algorithm, "the MAC's algorithm");
  const name = readOid(type, "the MAC's algorithm");
  const hash = HASHES.get(name);
  if (!hash) throw new X509Error(`the PFX has a MAC of a kind that is not supported here (${name})`);
  return {
    hash,
    digest: fromBinary(readPrimitive(digest, TAG.octetString, 'the MAC')),
    salt: fromBinary(readPrimitive(salt, TAG.octetString, 'the salt of the MAC')),
    iterations: count === undefined ? 1 : readSmallInteger(count, 'the number of iterations of the MAC'),
  };
}

/** Whether the contents are what was sealed with this password. */
export function macFits(mac: Mac, contents: Buffer, {password, effort}: Opener): boolean {
  effort.spend(mac.iterations, blocksFor(mac.hash, hashSize(mac.hash)));
  const digest = seal(contents, {...mac, password: password.bmp});
  return digest.length === mac.digest.length && timingSafeEqual(digest, mac.digest);
}

export function writeMac(contents: Buffer, {profile, password, random}: Protection): Asn1 {
  const hash = profile === 'modern' ? 'sha256' : 'sha1';
  const salt = random(20);
  const iterations = ITERATIONS[profile];
  const digest = seal(contents, {hash, salt, iterations, password: password.bmp});
  const info = sequence(sequence(oid(OID[hash]), nothing()), octetString(digest));
  return sequence(info, octetString(salt), smallNumber(iterations));
}

interface Seal extends Omit<Mac, 'digest'> {
  readonly password: Buffer;
}

function seal(contents: Buffer, {hash, password, salt, iterations}: Seal): Buffer {
  const key = deriveBytes({hash, purpose: 'mac', password, salt, iterations, length: hashSize(hash)});
  return createHmac(hash, key).update(contents).digest();
}
