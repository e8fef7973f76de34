import type {Secret} from '../../core/secret.ts';
import {X509Error} from '../error.ts';

/**
 * A password as the two kinds of key derivation take it. OpenSSL, GnuTLS and NSS agree with these forms for every
 * character; Java by itself takes only ASCII and refuses everything else, whoever wrote the file.
 */
export interface PasswordForm {
  /** For the derivation of PKCS#12 itself: UTF-16, big end first, with two zero bytes at the end (RFC 7292 appendix B.1). */
  readonly bmp: Buffer;
  /** For PBKDF2, which fixes no form: UTF-8, as is usual. */
  readonly utf8: Buffer;
}

/** What a password may be in a file that is to be read: the empty one is written in two ways. */
export function passwordForms(password: Secret): readonly PasswordForm[] {
  const value = password.reveal();
  const usual = formOf(value);
  // Some tools leave out the two zero bytes when there is nothing before them, and no standard settles it.
  return value === '' ? [usual, {...usual, bmp: Buffer.alloc(0)}] : [usual];
}

/** The form of a password for a new file. Throws X509Error for one that other programs would not read as we do. */
export function newPassword(password: Secret): PasswordForm {
  const value = password.reveal();
  if (value === '') throw new X509Error('a PFX needs a password that is not empty');
  // Programs in C stop at a NUL; half a surrogate pair has no UTF-8.
  if (/\0|\p{Surrogate}/u.test(value)) throw new X509Error('the password for the PFX holds a character without a text');
  return formOf(value);
}

function formOf(value: string): PasswordForm {
  return {bmp: Buffer.from(`${value}\0`, 'utf16le').swap16(), utf8: Buffer.from(value, 'utf8')};
}
