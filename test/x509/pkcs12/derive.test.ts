import {describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import {blocksFor, deriveBytes, hashSize} from '../../../src/x509/pkcs12/derive.ts';
import {passwordForms} from '../../../src/x509/pkcs12/password.ts';

function bmp(password: string): Buffer {
  return passwordForms(new Secret(password))[0]?.bmp ?? Buffer.alloc(0);
}

describe('the key derivation of PKCS#12', () => {
  // Values that the makers of PKCS#12 programs have compared with each other since 1999.
  test.each([
    ['smeg', 'key', '0A58CF64530D823F', 1, '8AAAE6297B6CB04642AB5B077851284EB7128F1A2A7FBCA3'],
    ['smeg', 'iv', '0A58CF64530D823F', 1, '79993DFE048D3B76'],
    ['smeg', 'mac', '3D83C0E4546AC140', 1, '8D967D88F6CAA9D714800AB3D48051D63F73A312'],
    ['queeg', 'key', '05DEC959ACFF72F7', 1000, 'ED2034E36328830FF09DF1E1A07DD357185DAC0D4F9EB3D4'],
    ['queeg', 'iv', '05DEC959ACFF72F7', 1000, '11DEDAD7758D4860'],
    ['queeg', 'mac', '263216FCC2FAB31C', 1000, '5EC4C7A80DF652294C3925B6489A7AB857C83476'],
  ] as const)(
    'of "%s" for %s with salt %s and %i rounds is what others make of it',
    (password, purpose, salt, iterations, expected) => {
      const length = expected.length / 2;
      const input = {
        hash: 'sha1',
        purpose,
        password: bmp(password),
        salt: Buffer.from(salt, 'hex'),
        iterations,
      } as const;
      expect(deriveBytes({...input, length}).toString('hex')).toBe(expected.toLowerCase());
    },
  );

  test('counts the blocks that its work is reckoned by', () => {
    expect([blocksFor('sha1', 24), blocksFor('sha1', 8), blocksFor('sha256', 32), blocksFor('sha512', 65)]).toEqual([
      2, 1, 1, 2,
    ]);
    expect(hashSize('sha384')).toBe(48);
  });

  test('takes an empty password and an empty salt', () => {
    const input = {hash: 'sha1', purpose: 'key', iterations: 2, length: 4} as const;
    const none = deriveBytes({...input, password: Buffer.alloc(0), salt: Buffer.alloc(0)});
    const empty = deriveBytes({...input, password: bmp(''), salt: Buffer.alloc(0)});
    expect(none).toHaveLength(4);
    expect(none).not.toEqual(empty);
  });
});
