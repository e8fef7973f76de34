import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {decodeBase64} from '../../src/core/base64.ts';

describe('base64', () => {
  test('of any bytes is read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({minLength: 1}), bytes => {
        expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test.each([
    ['is empty', ''],
    ['has no padding', 'YQ'],
    ['has too much of it', 'YWE==='],
    ['sets a bit that no byte has', 'YR=='],
    ['has a line break', 'YWFh\nYWFh'],
    ['is meant for addresses', 'Pj4-Pz8_'],
    ['goes on behind its end', 'YQ==YQ=='],
  ])('is not what %s', (_what, text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  test('may be longer than a regular expression has a stack for', () => {
    const bytes = Buffer.alloc(48 * 1024 * 1024, 7);
    expect(decodeBase64(bytes.toString('base64'))?.equals(bytes)).toBe(true);
  });
});
