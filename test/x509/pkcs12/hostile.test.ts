import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {parseDer, readSequence, toBinary} from '../../../src/x509/der.ts';
import {X509Error} from '../../../src/x509/error.ts';
import {inTag0, readOctets} from '../../../src/x509/pkcs12/bags.ts';
import {readPfx} from '../../../src/x509/pkcs12/read.ts';
import {expectBoth, tryChanged} from '../../support/mutated.ts';
import {PFX} from '../specimens.ts';
import {PASSWORD, pkcs8, sealed} from './material.ts';

/** Of each of two kinds; see ../hostile.test.ts. */
const CASES = 2000;
const SEEDS = [1, 915_851_885] as const;

const whole = readPfx(PFX, PASSWORD);

describe('a hostile PFX', () => {
  test('that was changed is refused with an X509Error, or holds exactly what it held', () => {
    const {refused} = tryChanged(PFX, {cases: CASES, seeds: SEEDS}, changed => {
      const {certificate, friendlyName} = readPfx(changed, PASSWORD);
      const same = certificate?.equals(whole.certificate ?? PFX) === true && friendlyName === 'Web';
      if (!same) throw new Error('a changed PFX was opened');
    });
    expect(refused).toBeGreaterThan(CASES / 2);
  });

  test('that was changed and sealed again by somebody who knows the password never gives another error', () => {
    const [, content] = readSequence(parseDer(toBinary(PFX), 'the PFX'), 'the PFX');
    const [, holder] = readSequence(content, 'the contents');
    const contents = readOctets(inTag0(holder, 'the contents'), 'the contents');
    const tally = tryChanged(contents, {cases: CASES, seeds: SEEDS}, changed => {
      const found = readPfx(sealed(changed), PASSWORD);
      // The pair is never put together wrongly.
      const {key} = found;
      if (found.certificate && !pkcs8(key)?.equals(pkcs8(whole.key) ?? PFX)) throw new Error('a foreign key in a pair');
    });
    expectBoth(tally, 100);
  });

  test('of bytes at random is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 300}), bytes => {
        expect(() => readPfx(bytes, PASSWORD)).toThrow(X509Error);
        fc.pre(!isEmptyList(bytes));
        expect(() => readPfx(sealed(Buffer.from(bytes)), PASSWORD)).toThrow(X509Error);
      }),
      {numRuns: 200},
    );
  });

  test('that was sealed with nothing in it is one, and holds nothing', () => {
    for (const nothing of ['3000', '308100', '30820000']) {
      expect(isEmptyList(Buffer.from(nothing, 'hex'))).toBe(true);
      expect(readPfx(sealed(Buffer.from(nothing, 'hex')), PASSWORD)).toEqual({others: []});
    }
  });
});

/** A SEQUENCE of no length, however long that is written: what chance makes once in some ten thousand texts. */
const isEmptyList = (bytes: Uint8Array): boolean => /^30(00|8[0-7](00)*)$/.test(Buffer.from(bytes).toString('hex'));
