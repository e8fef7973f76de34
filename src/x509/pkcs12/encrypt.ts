import {createCipheriv, pbkdf2} from 'node:crypto';
import {promisify} from 'node:util';
import type {Asn1} from '../der.ts';
import {nothing, octetString, oid, sequence, smallNumber} from '../der-write.ts';
import {deriveBytes} from './derive.ts';
import {OID} from './oids.ts';
import type {PasswordForm} from './password.ts';

const derive = promisify(pbkdf2);

/**
 * `windows-legacy` is 3DES with SHA-1, all that Windows Server 2012 R2 and 2016 read (with anything newer they say
 * that the password is not correct). `modern` is AES-256 with SHA-256, which Server 2019 and later read.
 */
export type PfxProfile = 'windows-legacy' | 'modern';

/** What every protected part of a new file is made with. */
export interface Protection {
  readonly profile: PfxProfile;
  readonly password: PasswordForm;
  /** Fresh random bytes. */
  readonly random: (bytes: number) => Buffer;
}

/**
 * Rounds of key derivation: what Windows and OpenSSL, and what Java write. More would only slow the reader down, as
 * the passwords that cscert makes up cannot be guessed, and a person's own is no better kept than its weakest copy.
 */
export const ITERATIONS: Readonly<Record<PfxProfile, number>> = {'windows-legacy': 2048, modern: 10_000};

/** The AlgorithmIdentifier and the encrypted bytes. */
export interface Ciphertext {
  readonly algorithm: Asn1;
  readonly data: Buffer;
}

/** Encrypts a part of a new file under the profile's algorithms, with salt and IV of its own. */
export function encrypt(plain: Buffer, protection: Protection): Promise<Ciphertext> {
  return protection.profile === 'modern' ? encryptAes(plain, protection) : encryptTripleDes(plain, protection);
}

/** PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC (RFC 8018). */
async function encryptAes(plain: Buffer, {profile, password, random}: Protection): Promise<Ciphertext> {
  const iterations = ITERATIONS[profile];
  const salt = random(16);
  const iv = random(16);
  const key = await derive(password.utf8, salt, iterations, 32, 'sha256');
  const hmac = sequence(oid(OID.hmacSha256), nothing());
  const derivation = sequence(oid(OID.pbkdf2), sequence(octetString(salt), smallNumber(iterations), hmac));
  const cipher = sequence(oid(OID.aes256), octetString(iv));
  return {
    algorithm: sequence(oid(OID.pbes2), sequence(derivation, cipher)),
    data: run({name: 'aes-256-cbc', key, iv}, plain),
  };
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C). */
async function encryptTripleDes(plain: Buffer, {profile, password, random}: Protection): Promise<Ciphertext> {
  const iterations = ITERATIONS[profile];
  const salt = random(8);
  const common = {hash: 'sha1', password: password.bmp, salt, iterations} as const;
  const key = deriveBytes({...common, purpose: 'key', length: 24});
  const iv = deriveBytes({...common, purpose: 'iv', length: 8});
  return {
    algorithm: sequence(oid(OID.pbeSha1TripleDes), sequence(octetString(salt), smallNumber(iterations))),
    data: run({name: 'des-ede3-cbc', key, iv}, plain),
  };
}

function run(cipher: {readonly name: string; readonly key: Buffer; readonly iv: Buffer}, plain: Buffer): Buffer {
  const made = createCipheriv(cipher.name, cipher.key, cipher.iv);
  return Buffer.concat([made.update(plain), made.final()]);
}
