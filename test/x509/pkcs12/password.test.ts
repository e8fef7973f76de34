import {describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import {X509Error} from '../../../src/x509/error.ts';
import {newPassword, passwordForms} from '../../../src/x509/pkcs12/password.ts';

describe('the password of a PFX', () => {
  test('is UTF-16 with an end mark for one derivation and UTF-8 for the other', () => {
    // The example of RFC 7292 appendix B.1, then a letter and a character of two halves.
    expect(newPassword(new Secret('Beavis')).bmp.toString('hex')).toBe('0042006500610076006900730000');
    const {bmp, utf8} = newPassword(new Secret('é😀'));
    expect([bmp.toString('hex'), utf8.toString('hex')]).toEqual(['00e9d83dde000000', 'c3a9f09f9880']);
  });

  test('is tried in both its forms when it is empty', () => {
    expect(passwordForms(new Secret('')).map(({bmp}) => bmp.toString('hex'))).toEqual(['0000', '']);
    expect(passwordForms(new Secret('a'))).toHaveLength(1);
  });

  test.each([
    ['empty', ''],
    ['with a NUL', 'secret\0tail'],
    ['with half a surrogate pair', 'secret\ud83d'],
  ])('is refused for a new file when it is %s, and not shown', (_, value) => {
    const attempt = (): unknown => newPassword(new Secret(value));
    expect(attempt).toThrow(X509Error);
    expect(attempt).not.toThrow('secret');
  });
});
