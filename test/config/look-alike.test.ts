import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {describeDeception} from '../../src/config/look-alike.ts';

describe('a name that is not what it looks like', () => {
  test.each([
    ['a Cyrillic letter', 'f\u0435', 'U+0435, which looks like "e" and'],
    ['a Greek capital', '\u0392', 'U+0392, which looks like "B" and'],
    ['an Armenian letter', '\u0578', 'U+0578, which looks like "n" and'],
    ['a wide letter', '\uff46e', 'U+FF46, which looks like "f" and'],
    ['a wide full stop', 'a\uff0eb', 'U+FF0E, which looks like "." and'],
    ['the sign for kelvin', '\u212a', 'U+212A, which looks like "K" and'],
    ['a letter of mathematics, beyond 16 bits', '\u{1d5ba}', 'U+1D5BA, which looks like "a" and'],
    ['a hyphen that does not break', 'a\u2011b', 'U+2011, which looks like "-" and'],
    ['nothing that is seen', 'a\u200bb', 'U+200B, which is not seen'],
    ['a turn of direction', '\u202eab', 'U+202E, which is not seen'],
    ['half a character', 'a\ud800', 'U+D800, which is not seen'],
  ])('has %s', (_what, name, words) => {
    expect(describeDeception(name)).toContain(words);
  });

  test('is none of plain ASCII, nor one with letters that look like themselves', () => {
    for (const name of ['', 'fe01.contoso.com', 'münchen', '日本', 'straße', 'ﬁ'])
      expect(describeDeception(name)).toBeUndefined();
    fc.assert(fc.property(fc.stringMatching(/^[ -~]*$/), name => describeDeception(name) === undefined));
  });
});
