import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {FRIENDLY_NAME_LIMIT, formatFriendlyName, makeMark, parseFriendlyName, readMark} from '../../src/core/mark.ts';

const SPKI = '0123456789abcdef'.repeat(4);
const DIGEST = 'fedcba9876543210'.repeat(4);
const MARK = makeMark({spki: SPKI, specDigest: DIGEST});

describe('our mark in the friendly name', () => {
  test('stands in a bracket at the end and is read back', () => {
    const text = formatFriendlyName('Web external', {...MARK, ticket: '4711'});
    expect(text).toBe('Web external [cscert 01234567 fedcba98 4711]');
    expect(parseFriendlyName(text)).toEqual({friendlyName: 'Web external', mark: {...MARK, ticket: '4711'}});
  });

  test('shortens the name and never the bracket, and cuts no character in two', () => {
    for (const name of ['x'.repeat(400), '😀'.repeat(200), `a${'😀'.repeat(200)}`]) {
      const text = formatFriendlyName(name, MARK);
      expect(text.length).toBeLessThanOrEqual(FRIENDLY_NAME_LIMIT);
      expect(Buffer.from(text).toString()).toBe(text);
      expect(readMark(text, SPKI).mark).toEqual(MARK);
    }
  });

  test('a ticket that does not fit the bracket is left out', () => {
    for (const ticket of ['https://acme.example/order/1 2', ']', 'x'.repeat(49), '']) {
      expect(makeMark({spki: SPKI, specDigest: DIGEST, ticket})).toEqual(MARK);
      expect(formatFriendlyName('n', {...MARK, ticket})).toBe('n [cscert 01234567 fedcba98]');
    }
  });

  test('of a ticket that names its CA as well, the number is kept', () => {
    const ticket = String.raw`12@ca01.contoso.com\Contoso Issuing CA`;
    expect(makeMark({spki: SPKI, specDigest: DIGEST, ticket})).toEqual({...MARK, ticket: '12'});
  });

  test('marks nothing when it was copied from a certificate with another key', () => {
    const text = formatFriendlyName('n', MARK);
    expect(readMark(text, 'f'.repeat(64))).toEqual({friendlyName: 'n'});
  });

  test.each([
    '[cscert 01234567 fedcba98] n',
    'n[cscert 01234567 fedcba98]',
    'n [cscert 01234567 FEDCBA98]',
    'n [cscert 0123456 fedcba98]',
    'n [cscert 01234567  fedcba98]',
    'n [cscert 01234567 fedcba98 ]',
    'n [cscert 01234567 fedcba98]\n',
  ])('is not seen in %j', text => {
    expect(parseFriendlyName(text)).toEqual({friendlyName: text});
  });

  test('whatever the name, what is written is read back, on one line', () => {
    const words = fc.oneof(fc.string(), fc.string({unit: 'binary'}), fc.constant('x [cscert 00000000 00000000 9]'));
    fc.assert(
      fc.property(words, name => {
        const text = formatFriendlyName(name, MARK);
        expect(text.length).toBeLessThanOrEqual(FRIENDLY_NAME_LIMIT);
        expect(text).not.toMatch(/[\n\r\0]/);
        expect(readMark(text, SPKI).mark).toEqual(MARK);
      }),
    );
  });
});
