import {describe, expect, test} from '@jest/globals';
import {LIMITS} from '../../src/config/limits.ts';
import {parseYaml} from '../../src/config/parse.ts';
import {decodeText, makeSource} from '../../src/config/source-text.ts';
import {codesOf, loadText, VALID} from './load-text.ts';

const parse = (text: string) => parseYaml(makeSource('a.yaml', text));
const codes = (text: string) => parse(text).diagnostics.map(({code}) => code);

describe('the text of a configuration', () => {
  test.each([
    ['a byte order mark', Buffer.from(`\ufeff${VALID}`)],
    ['Windows line ends', Buffer.from(VALID.replaceAll('\n', '\r\n'))],
    ['a document start', Buffer.from(`---\n${VALID}`)],
    ['no line break at its end', Buffer.from(VALID.trimEnd())],
  ])('may have %s', async (_what, bytes) => {
    const {loaded, diagnostics} = await loadText(bytes);
    expect(diagnostics).toEqual([]);
    expect(Object.keys(loaded?.document.pools ?? {})).toEqual(['se01.contoso.com']);
  });

  test.each([
    ['UTF-16 with its mark', Buffer.from(`\ufeff${VALID}`, 'utf16le'), 'UTF-16'],
    ['UTF-16 without its mark', Buffer.from(VALID, 'utf16le'), 'UTF-16'],
    ['UTF-16 in the other order', Buffer.from(VALID, 'utf16le').swap16(), 'UTF-16'],
    ['UTF-16 in the other order with its mark', Buffer.from(`\ufeff${VALID}`, 'utf16le').swap16(), 'UTF-16'],
    ['UTF-16 that begins beyond ASCII', Buffer.from(`日本# ${VALID}`, 'utf16le'), 'UTF-16'],
    ['UTF-16 cut in the middle of a character', Buffer.from(VALID, 'utf16le').subarray(0, 101), 'UTF-16'],
    ['UTF-32', utf32(VALID, 0), 'UTF-32'],
    ['UTF-32 in the other order with its mark', utf32(`\ufeff${VALID}`, 3), 'UTF-32'],
    ['noughts, as after a power failure', Buffer.alloc(4096), 'NUL'],
    ['NUL bytes', Buffer.from(`${VALID}\0`), 'NUL'],
    ['Windows-1252', Buffer.from('# M\xfcnchen\n', 'latin1'), 'Windows-1252'],
  ])('is refused in words when it is %s', async (_what, bytes, word) => {
    const {loaded, diagnostics} = await loadText(bytes);
    expect(loaded).toBeUndefined();
    expect(diagnostics).toEqual([
      expect.objectContaining({code: 'CFG_NOT_TEXT', detail: expect.stringContaining(word)}),
    ]);
  });

  test.each([
    ['\u001b[31m', 'control character'],
    ['\u0007', 'control character'],
    ['\u0002', 'control character'],
    ['\u0018', 'control character'],
    ['\u001f', 'control character'],
    ['\u202e', 'direction'],
    ['\u2067', 'direction'],
    ['\u0085', 'end of a line'],
    ['\u2028', 'end of a line'],
    ['\r', 'very old systems'],
    ['\ufeff', 'byte order mark'],
  ])('must not contain %j', (character, words) => {
    const {diagnostics} = decodeText('a.yaml', Buffer.from(`# one\n# two ${character}.\n`));
    expect(diagnostics).toMatchObject([{code: 'CFG_CONTROL_CHARACTER', source: {line: 2, column: 7}}]);
    expect(diagnostics[0]?.detail).toContain(words);
  });

  test('with the line ends of another system is told so once, and with many strange characters of the first', () => {
    const {diagnostics} = decodeText('a.yaml', Buffer.from(VALID.replaceAll('\n', '\r')));
    expect(diagnostics).toMatchObject([{code: 'CFG_CONTROL_CHARACTER', source: {line: 1}}]);
    expect(decodeText('a.yaml', Buffer.from('\u0007'.repeat(2 ** 20))).diagnostics).toHaveLength(LIMITS.mistakes);
  });

  test('has one document: what stands behind its end is refused and not left out', async () => {
    const end = await loadText(`${VALID}...\n# the end\n\n`);
    expect(end.diagnostics).toEqual([]);
    for (const second of ['...\npools: {}\n', '...\n---\n', '---\npools: {}\n', '...\n...\n', '... \n- [\n']) {
      const {loaded, diagnostics} = await loadText(`${VALID}${second}`);
      expect({second, loaded}).toEqual({second, loaded: undefined});
      expect(diagnostics[0]).toMatchObject({
        code: 'CFG_YAML_NOT_PLAIN',
        detail: expect.stringMatching(/second document/),
      });
    }
  });

  test('places count columns from 1 and stay right with Windows line ends and after a byte order mark', () => {
    const {source} = decodeText('a.yaml', Buffer.from('\ufeffone: 1\r\ntwo: [x, "y"]\r\n'));
    const place = source && parseYaml(source).file?.place.children?.get('two')?.children?.get(1);
    expect(place && source.range(place.value.start, place.value.end)).toEqual({
      file: 'a.yaml',
      line: 2,
      column: 10,
      endColumn: 13,
    });
  });
});

describe('the limits of a configuration', () => {
  test('nesting is allowed to the limit and no further, in every style', () => {
    const flow = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
    const block = (depth: number) => `${'- '.repeat(depth)}x\n`;
    const mappings = (depth: number) => Array.from({length: depth}, (_, index) => `${' '.repeat(index)}a:\n`).join('');
    expect(codes(flow(LIMITS.depth - 1))).toEqual([]);
    expect(codes(flow(LIMITS.depth))).toEqual(['CFG_TOO_LARGE']);
    expect(codes(block(LIMITS.depth))).toEqual([]);
    expect(codes(block(LIMITS.depth + 1))).toEqual(['CFG_TOO_LARGE']);
    expect(codes(mappings(LIMITS.depth))).toEqual([]);
    expect(codes(mappings(LIMITS.depth + 2))).toEqual(['CFG_TOO_LARGE']);
  });

  test.each(['[', '{a: ', '- ', '? ', '[[],'])('a megabyte of %j is refused where it goes too deep', part => {
    const {file, diagnostics} = parse(part.repeat(2 ** 20 / part.length));
    expect(file).toBeUndefined();
    expect(diagnostics.every(({source}) => source?.line === 1 && source.column < 2000)).toBe(true);
    expect(diagnostics.length).toBeGreaterThan(0);
  });

  test.each([
    ['entries', (count: number) => Array.from({length: count}, (_, index) => `k${index}: 1\n`).join('')],
    ['items', (count: number) => '- 1\n'.repeat(count)],
    ['items of a flow list', (count: number) => `[${'1,'.repeat(count - 1)}]`],
  ])('values are counted: %s', (_what, make) => {
    expect(codes(make(LIMITS.values))).toEqual([]);
    expect(codes(make(LIMITS.values + 1))).toEqual(['CFG_TOO_LARGE']);
  });

  test('a file over its size is refused without being parsed', async () => {
    expect(codesOf(await loadText(`${VALID}#${'x'.repeat(LIMITS.bytes)}`))).toEqual(['CFG_TOO_LARGE']);
  });

  test('40,000 keys of one mapping cost no more than 40,000 keys of many', () => {
    const one = Array.from({length: 40_000}, (_, index) => `k${index}: 1\n`).join('');
    const many = Array.from({length: 400}, (_, index) => `m${index}:\n${lines(100)}`).join('');
    const measure = (text: string): number => {
      const start = performance.now();
      expect(codes(text)).toEqual([]);
      return performance.now() - start;
    };
    measure(many);
    // Comparing every key with every other takes a hundred times as long for one mapping.
    expect(measure(one) / Math.max(20, measure(many))).toBeLessThan(15);
  });

  test('every key that stands again is found, however many keys there are', () => {
    const text = Array.from({length: 40_000}, (_, index) => `k${index % 39_998}: 1\n`).join('');
    expect(parse(text).diagnostics.map(({code, source}) => [code, source?.line])).toEqual([
      ['CFG_DUPLICATE_KEY', 39_999],
      ['CFG_DUPLICATE_KEY', 40_000],
    ]);
  });
});

describe('the values of a configuration', () => {
  test('are those of YAML 1.2: yes and times are texts, octal looks like a number', () => {
    expect(parse('a: yes\nb: 12:30\nc: 012\nd: ~\ne: 2026-11-22\nf: true\n').file?.value).toEqual({
      a: 'yes',
      b: '12:30',
      c: 12,
      d: null,
      e: '2026-11-22',
      f: true,
    });
  });

  test('have keys as they were written, also where they look like numbers', () => {
    expect(Object.keys(parse('1.0: a\ntrue: b\n"x y": c\n').file?.value as object)).toEqual(['1.0', 'true', 'x y']);
  });

  test('inherit nothing: a key that nobody wrote is not there', () => {
    const value = parse('a: {}').file?.value as Record<string, Record<string, unknown>>;
    expect(value['constructor']).toBeUndefined();
    expect(value['a']?.['toString']).toBeUndefined();
  });
});

function lines(count: number): string {
  return Array.from({length: count}, (_, index) => ` k${index}: 1\n`).join('');
}

/** UTF-32 with the byte that counts for ASCII at `at` of the four. */
function utf32(text: string, at: 0 | 3): Buffer {
  const words = new DataView(new ArrayBuffer(text.length * 4));
  for (let index = 0; index < text.length; index++) words.setUint32(index * 4, text.charCodeAt(index), at === 0);
  return Buffer.from(words.buffer);
}
