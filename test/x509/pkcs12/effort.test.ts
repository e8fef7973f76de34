import {describe, expect, test} from '@jest/globals';
import {encodeDer, octetString, sequence, smallNumber} from '../../../src/x509/der-write.ts';
import {OID} from '../../../src/x509/pkcs12/oids.ts';
import {encryptedKey, fileOf, messageOf, pbes2} from './bags-by-hand.ts';
import {plainPart, sealed} from './material.ts';

describe('the work for a PFX', () => {
  const tooMuch = 'the PFX asks for more than 10000000 rounds of key derivation';

  test.each([
    ['its MAC', () => sealed(encodeDer(sequence()), {iterations: 10_000_001})],
    ['one key', () => fileOf([encryptedKey(OID.pbes2, pbes2({iterations: 10_000_001}))])],
    [
      'a key of the old kind',
      () =>
        fileOf([encryptedKey(OID.pbeSha1TripleDes, sequence(octetString(Buffer.alloc(8)), smallNumber(5_000_000)))]),
    ],
  ])('is refused before it begins when %s asks for too much', (_, make) => {
    const pfx = make();
    const start = performance.now();
    expect(messageOf(pfx)).toBe(tooMuch);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('is counted over all of its parts', () => {
    const key = encryptedKey(OID.pbes2, pbes2({iterations: 9_999_500}));
    const contents = encodeDer(sequence(plainPart(sequence(key))));
    expect(messageOf(sealed(contents, {iterations: 1000}))).toBe(tooMuch);
  });

  test.each([
    ['its MAC', () => sealed(encodeDer(sequence()), {iterations: 0})],
    ['a key', () => fileOf([encryptedKey(OID.pbes2, pbes2({iterations: 0}))])],
  ])('of no rounds for %s is refused', (_, make) => {
    expect(messageOf(make())).toBe('the PFX asks for a key derivation of no rounds');
  });
});
