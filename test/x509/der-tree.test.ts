import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import forge from 'node-forge';
import {toBinary} from '../../src/x509/der.ts';
import {type Asn1, readTree} from '../../src/x509/der-tree.ts';
import {X509Error} from '../../src/x509/error.ts';
import {mutated} from '../support/mutated.ts';
import {BUNDLE, CERTIFICATE, PFX, REQUEST} from './specimens.ts';

/** Without what one reader tells and the other does not: copies of bit strings, and the places of values. */
function plain({tagClass, type, constructed, composed, value}: Asn1 | forge.asn1.Asn1): Asn1 {
  return {tagClass, type, constructed, composed, value: typeof value === 'string' ? value : value.map(plain)};
}

/** What node-forge makes of the same bytes. */
function forgeTree(bytes: string): Asn1 {
  return plain(forge.asn1.fromDer(bytes, {decodeBitStrings: false} as unknown as boolean));
}

function readOrRefuse(bytes: string): Asn1 | undefined {
  try {
    return readTree(bytes);
  } catch (error) {
    if (error instanceof X509Error) return undefined;
    throw error;
  }
}

const SPECIMENS = {certificate: CERTIFICATE, request: REQUEST, bundle: BUNDLE, pfx: PFX};

describe('the tree of ASN.1', () => {
  test.each(Object.entries(SPECIMENS))('of a %s is the one that node-forge reads', (_, der) => {
    expect(plain(readTree(toBinary(der)))).toEqual(forgeTree(toBinary(der)));
  });

  test.each(Object.entries(SPECIMENS))('of a damaged %s as well, or it is refused', (_, der) => {
    let trees = 0;
    fc.assert(
      fc.property(mutated(der), damaged => {
        const bytes = toBinary(damaged);
        const tree = readOrRefuse(bytes);
        if (tree === undefined) return;
        trees += 1;
        expect(plain(tree)).toEqual(forgeTree(bytes));
      }),
      {numRuns: 300},
    );
    expect(trees).toBeGreaterThan(0);
  });

  test('is read from values of indefinite length, and from texts of two bytes a character', () => {
    const bytes = toBinary(Buffer.from('3080' + '1e0400410042' + '2480' + '0401aa' + '0000' + '0000', 'hex'));
    expect(plain(readTree(bytes))).toEqual(forgeTree(bytes));
  });

  test('knows where each value lies, whether its length is told or not', () => {
    const places = (hex: string): readonly (readonly [number | undefined, number | undefined])[] => {
      const {value} = readTree(toBinary(Buffer.from(hex, 'hex')));
      return typeof value === 'string' ? [] : value.map(({start, end}) => [start, end]);
    };
    expect(places('3007020101' + '30020500')).toEqual([
      [2, 5],
      [5, 9],
    ]);
    expect(places('3080020101' + '308005000000' + '0401aa' + '0000')).toEqual([
      [2, 5],
      [5, 11],
      [11, 14],
    ]);
    expect(places('3000')).toEqual([]);
  });

  test.each([
    ['1e0300410a', 'odd number'],
    ['3080', 'cut off'],
    ['0480', 'no length'],
    ['30800500', 'cut off'],
    ['3003020101ff', 'follow after the end'],
    ['1f8101020101', 'long form'],
    ['30850000000001', 'more than 4 bytes'],
    ['3004020301', 'longer than what contains it'],
  ])('%s is refused: %s', (hex, why) => {
    expect(() => readTree(toBinary(Buffer.from(hex, 'hex')))).toThrow(why);
  });
});
