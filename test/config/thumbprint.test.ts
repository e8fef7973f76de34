import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {readThumbprint} from '../../src/config/thumbprint.ts';

const PLAIN = '9F3ADEADBEEF00112233445566778899AABBCCDD';

describe('a thumbprint', () => {
  test.each([
    ['as Get-CsCertificate prints it', PLAIN, false],
    ['in lower case', PLAIN.toLowerCase(), false],
    ['as the certificate dialog shows it', '9f 3a de ad be ef 00 11 22 33 44 55 66 77 88 99 aa bb cc dd', false],
    ['as OpenSSL prints it', '9F:3A:DE:AD:BE:EF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD', false],
    ['as one copies it from the certificate dialog', `\u200e${PLAIN}`, true],
    ['with marks in the middle and at the end', `9F3A\u200bDEADBEEF00112233445566778899AABBCCDD\ufeff`, true],
  ])('is read %s', (_title, text, invisible) => {
    expect(readThumbprint(text)).toEqual({thumbprint: PLAIN, invisible});
  });

  test.each([
    ['too short', PLAIN.slice(1)],
    ['too long', `${PLAIN}0`],
    ['SHA-256', PLAIN.padEnd(64, '0')],
    ['with a letter that is no hex digit', PLAIN.replace('A', 'G')],
    ['with the letter O for nought', PLAIN.replace('0', 'O')],
    ['empty', ''],
    ['nothing that one sees', '\u200e'],
    ['of wide digits', PLAIN.replace('0', '\uff10')],
  ])('is refused when %s', (_title, text) => {
    expect(readThumbprint(text)).toBeUndefined();
  });

  test('is the same for every spelling', () => {
    const hex = fc.stringMatching(/^[0-9A-F]{40}$/);
    const between = fc.constantFrom('', ' ', ':', '\u200e', '\u00a0');
    fc.assert(
      fc.property(hex, fc.array(between, {minLength: 41, maxLength: 41}), fc.boolean(), (text, gaps, lower) => {
        const spelt = [...text].map((digit, index) => `${gaps[index]}${digit}`).join('') + gaps[40];
        expect(readThumbprint(lower ? spelt.toLowerCase() : spelt)).toEqual({
          thumbprint: text,
          invisible: gaps.includes('\u200e'),
        });
      }),
    );
  });
});
