import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import forge from 'node-forge';
import {toBinary} from '../../src/x509/der.ts';
import {type Asn1, readTree} from '../../src/x509/der-tree.ts';
import {X509Error} from '../../src/x509/error.ts';
import {mutated} from '../support/mutated.ts';
import {BUNDLE, CERTIFICATE, PFX, REQUEST} from './specimens.ts';

/** What node-forge makes of the same bytes, without the copies that it keeps of bit strings. */
function forgeTree(bytes: string): Asn1 {
  const plain = ({tagClass, type, constructed, composed, value}: forge.asn1.Asn1): Asn1 => ({
    tagClass,
    type,
    constructed,
    composed,
    value: typeof value === 'string' ? value : value.map(plain),
  });
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
    expect(readTree(toBinary(der))).toEqual(forgeTree(toBinary(der)));
  });

  test.each(Object.entries(SPECIMENS))('of a damaged %s as well, or it is refused', (_, der) => {
    let trees = 0;
    fc.assert(
      fc.property(mutated(der), damaged => {
        const bytes = toBinary(damaged);
        const tree = readOrRefuse(bytes);
        if (tree === undefined) return;
        trees += 1;
        expect(tree).toEqual(forgeTree(bytes));
      }),
      {numRuns: 300},
    );
    expect(trees).toBeGreaterThan(0);
  });

  test('is read from values of indefinite length, and from texts of two bytes a character', () => {
    const bytes = toBinary(Buffer.from('3080' + '1e0400410042' + '2480' + '0401aa' + '0000' + '0000', 'hex'));
    expect(readTree(bytes)).toEqual(forgeTree(bytes));
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
