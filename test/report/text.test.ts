import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {clean, cleanData} from '../../src/report/clean.ts';
import {columns, count, listOf, relative, wrap} from '../../src/report/text.ts';

describe('clean text', () => {
  it('never holds a control or formatting character, and leaves other scripts alone', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), text => {
        expect(clean(text)).not.toMatch(/[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
      }),
    );
    expect(clean('Büro 東京 🔑')).toBe('Büro 東京 🔑');
    expect(clean('Contoso\u{e0041}\u3164\u034f')).toBe('Contoso\\u{e0041}\\u3164\\u034f');
    expect(clean('a\u202eb\u0000c\ud800')).toBe('a\\u202eb\\x00c\\ud800');
  });

  it('of a whole document keeps line breaks only where sentences stand', () => {
    expect(cleanData({name: 'a\nb', list: ['\u001b'], detail: 'a\nb', number: 1, none: null})).toEqual({
      name: 'a\\x0ab',
      list: ['\\x1b'],
      detail: 'a\nb',
      number: 1,
      none: null,
    });
    expect(cleanData({lines: ['a\nb']})).toEqual({lines: ['a\nb']});
  });

  it('of a whole document takes no server for a sentence that is called like one', () => {
    const unknown = {code: 'A\nB', detail: 'a\nb'};
    const [cleaned, dirty] = [{code: 'A\\x0aB', detail: 'a\nb'}, {unknown}];
    expect(cleanData({holders: {detail: dirty, help: [dirty], lines: dirty}})).toEqual({
      holders: {detail: {unknown: cleaned}, help: [{unknown: cleaned}], lines: {unknown: cleaned}},
    });
  });
});

describe('wrapped text', () => {
  it('has no line that is longer than the width unless it is one word or indented', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,15}$/)), fc.integer({min: 10, max: 40}), (words, width) => {
        const lines = wrap(words.join(' '), width).split('\n');
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
      }),
    );
    expect(wrap('    a command that is long', 10)).toBe('    a command that is long');
  });
});

describe('words for numbers and times', () => {
  it('agree with their number', () => {
    expect([count(0, 'server'), count(1, 'server'), count(2, 'entry', 'entries')]).toEqual([
      '0 servers',
      '1 server',
      '2 entries',
    ]);
    expect([listOf([]), listOf(['a']), listOf(['a', 'b', 'c']), listOf(['a', 'b', 'c', 'd'], 2)]).toEqual([
      '',
      'a',
      'a, b and c',
      'a, b and 2 more',
    ]);
  });

  it.each([
    ['2026-09-03T10:00:00Z', 'in 12 days'],
    ['2026-08-23T10:00:00Z', 'in 1 day'],
    ['2026-08-23T09:59:59Z', 'in 23 hours'],
    ['2026-08-22T10:59:59Z', 'within the hour'],
    ['2026-08-22T09:30:00Z', 'less than an hour ago'],
    ['2026-08-22T05:00:00Z', '5 hours ago'],
    ['2026-08-20T10:00:00Z', '2 days ago'],
  ])('%s is %s', (then, words) => {
    expect(relative(new Date(then), new Date('2026-08-22T10:00:00Z'))).toBe(words);
  });

  it('stand in aligned columns', () => {
    expect(
      columns([
        ['a', 'bbb', 'c'],
        ['aaaa', 'b'],
        ['a', '', ''],
      ]),
    ).toEqual(['a     bbb  c', 'aaaa  b', 'a']);
  });
});
