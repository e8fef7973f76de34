import {describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import {type Asn1, parseDer, readSequence, toBinary} from '../../../src/x509/der.ts';
import {encodeDer, octetString, oid, sequence, smallNumber, tagged} from '../../../src/x509/der-write.ts';
import {OID} from '../../../src/x509/pkcs12/oids.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {fileOf, keyBag, messageOf} from './bags-by-hand.ts';
import {EC, pfxInput, sealed} from './material.ts';

/** The parts of the outermost SEQUENCE, to be put together otherwise. */
function outerOf(pfx: Buffer): readonly Asn1[] {
  return readSequence(parseDer(toBinary(pfx), 'the PFX'), 'the PFX');
}

describe('a PFX that cannot be read', () => {
  describe.each(['windows-legacy', 'modern'] as const)('of the profile %s', profile => {
    test('says so when the password is wrong, and does not show it', async () => {
      const pfx = await writePfx(pfxInput(EC, {profile}));
      for (const wrong of ['', 'wrong', 'Correct horse', 'correct horse ']) {
        expect(messageOf(pfx, new Secret(wrong))).toBe('the password does not open the PFX');
      }
    });

    test('says so when it was changed after it was written', async () => {
      const pfx = await writePfx(pfxInput(EC, {profile}));
      // The second half of the first part: encrypted certificates.
      for (const at of [300, 400]) {
        const changed = Buffer.from(pfx);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        expect(messageOf(changed)).toBe(
          'the PFX was changed after it was written: the password fits, the MAC does not',
        );
      }
    });

    test('says that it is broken when its end is missing, wherever it is cut', async () => {
      const pfx = await writePfx(pfxInput(EC, {profile}));
      for (let length = 0; length < pfx.length; length += 1) {
        expect(messageOf(pfx.subarray(0, length))).toMatch(/^the PFX is not well-formed: /);
      }
    });
  });

  test('of plain parts says no more than that the password is wrong', () => {
    expect(messageOf(fileOf([keyBag(EC)]), new Secret('wrong'))).toBe('the password does not open the PFX');
  });

  test.each([
    [
      'another version',
      ([, content, mac]: readonly Asn1[]) => [smallNumber(4), content, mac],
      'the PFX is of an unknown version',
    ],
    [
      'no MAC',
      ([version, content]: readonly Asn1[]) => [version, content],
      'the PFX has no MAC, so nobody can tell whether it was changed',
    ],
    [
      'a signature for a MAC',
      ([version, , mac]: readonly Asn1[]) => [version, sequence(oid(OID.signedData), tagged(0, sequence())), mac],
      'the PFX is sealed with a signature instead of a password, which is not supported',
    ],
  ])('names %s', (_, change, message) => {
    const parts = change(outerOf(fileOf([keyBag(EC)]))).filter(part => part !== undefined);
    expect(messageOf(encodeDer(sequence(...parts)))).toBe(message);
  });

  test.each([
    [
      'a part for an account',
      OID.envelopedData,
      'the PFX is protected for an account or a key instead of a password, which is not supported',
    ],
    ['a part of another kind', '1.2.3', 'the PFX has a part of an unknown kind (1.2.3)'],
  ])('names %s', (_, type, message) => {
    expect(messageOf(sealed(encodeDer(sequence(sequence(oid(type), tagged(0, sequence()))))))).toBe(message);
  });

  test('names a key that is none', () => {
    const bag = sequence(oid(OID.keyBag), tagged(0, sequence(smallNumber(0), octetString(Buffer.alloc(32, 9)))));
    expect(messageOf(fileOf([bag]))).toBe('the private key in the PFX cannot be read');
  });

  test('is not begun for a file larger than any real one', () => {
    expect(messageOf(Buffer.alloc(4 * 1024 * 1024 + 1, 0x30))).toBe('the PFX is larger than 4194304 bytes');
  });
});
