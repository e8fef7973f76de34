import {describe, expect, test} from '@jest/globals';
import {decodeAnswer, encodeFrame, splitLines} from '../../../../src/connections/powershell/session/frame.ts';
import {Secret} from '../../../../src/core/secret.ts';

const NONCE = '0123456789abcdef';

async function linesOf(chunks: readonly Buffer[], limit?: number): Promise<readonly string[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of splitLines(stream(), limit)) lines.push(line);
  return lines;
}

describe('a frame', () => {
  test('is one line of base64, with secrets behind the JSON and not in it', () => {
    const line = encodeFrame({id: 2, text: 'Zürich\nŁódź'}, [new Secret('pass word'), new Secret('§')]);
    expect(line).toMatch(/^[A-Za-z0-9+/=]+ [A-Za-z0-9+/=]+ [A-Za-z0-9+/=]+$/);
    const words = line.split(' ').map(word => Buffer.from(word, 'base64').toString('utf8'));
    expect(words).toEqual(['{"id":2,"text":"Zürich\\nŁódź"}', 'pass word', '§']);
  });

  test('comes back as it was sent', () => {
    const line = `#cscert ${NONCE} ${encodeFrame({id: 2, of: 'ü'}, [new Secret('pfx')])}`;
    const answer = decodeAnswer(line, NONCE);
    expect(answer?.value).toEqual({id: 2, of: 'ü'});
    expect(answer?.secrets.map(secret => secret.reveal())).toEqual(['pfx']);
  });

  test.each([
    ['a banner', 'Windows PowerShell'],
    ['a frame of another run', `#cscert fedcba9876543210 ${encodeFrame({id: 2})}`],
    ['progress in CLIXML', '#< CLIXML'],
    ['an empty line', ''],
  ])('is not %s: that is noise', (_what, line) => {
    expect(decodeAnswer(line, NONCE)).toBeUndefined();
  });

  test.each([
    ['a banner without an end', 'Loading the module ...'],
    ['the mark of UTF-8', '\ufeff'],
    ['an answer that was broken off', `#cscert ${NONCE} eyJpZ`],
  ])('is found behind %s, which stands in its line', (_what, before) => {
    const line = `${before}#cscert ${NONCE} ${encodeFrame({id: 2}, [new Secret('pfx')])}`;
    const answer = decodeAnswer(line, NONCE);
    expect([answer?.value, answer?.secrets.map(secret => secret.reveal())]).toEqual([{id: 2}, ['pfx']]);
  });

  test('is read also when the server writes UTF-16', async () => {
    const utf16 = Buffer.from(`\ufeffbanner\r\n#cscert ${NONCE} ${encodeFrame({id: 2})}\r\n`, 'utf16le');
    const answers = (await linesOf([utf16])).map(line => decodeAnswer(line, NONCE));
    expect(answers.filter(Boolean)).toEqual([{value: {id: 2}, secrets: []}]);
  });

  const whole = encodeFrame({id: 2, results: []});
  test.each([
    ['was cut off', whole.slice(0, 11)],
    ['holds what is no base64', `${whole.slice(0, 8)}!${whole.slice(8)}`],
    ['is no object', encodeFrame([1])],
    ['is empty', ''],
  ])('that %s is refused, and not taken for noise', (_what, words) => {
    expect(() => decodeAnswer(`#cscert ${NONCE} ${words}`, NONCE)).toThrow(/cut off/);
  });
});

describe('lines', () => {
  test('are found however the stream was cut, with either line end', async () => {
    const text = Buffer.from('one\r\ntwö\n\nlast');
    const bytes = [...text].map(byte => Buffer.from([byte]));
    expect(await linesOf(bytes)).toEqual(['one', 'twö', '', 'last']);
    expect(await linesOf([text])).toEqual(['one', 'twö', '', 'last']);
  });

  test('have an end: one without is not waited for', async () => {
    const chunk = Buffer.alloc(1000, 120);
    await expect(linesOf(Array(20).fill(chunk), 10_000)).rejects.toThrow(/more than 10000 bytes/);
    expect(await linesOf([...Array(10).fill(chunk)], 10_000)).toHaveLength(1);
  });
});
