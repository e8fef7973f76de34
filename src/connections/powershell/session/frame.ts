/**
 * Frames: one line there, one line back. A line is words of base64: JSON first, then secrets, which never go through
 * JSON, because on a server a log may keep what its commands are called with. Base64 makes code pages, banners and
 * progress streams harmless: an answer begins with our mark and the nonce of this session, wherever in its line (a module
 * may have written without ending its own), and every other line is noise.
 */
import {decodeBase64} from '../../../core/base64.ts';
import {isMapping} from '../../../core/mapping.ts';
import {Secret} from '../../../core/secret.ts';
import {nonsense} from '../problems.ts';

/** Of one line, in bytes: a server with thousands of certificates answers with a few million. */
export const LONGEST_LINE = 64 * 1024 * 1024;

const MARK = '#cscert ';

/** One line that goes to the server. */
export function encodeFrame(frame: unknown, secrets: readonly Secret[] = []): string {
  return [JSON.stringify(frame), ...secrets.map(secret => secret.reveal())].map(encodeWord).join(' ');
}

const encodeWord = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** An answer: its JSON, and the secrets that came with it. */
export interface AnswerFrame {
  readonly value: Readonly<Record<string, unknown>>;
  readonly secrets: readonly Secret[];
}

/** Undefined for noise. Throws StepTrouble for what has our mark and is no answer. */
export function decodeAnswer(line: string, nonce: string): AnswerFrame | undefined {
  const text = withoutNuls(line);
  const start = `${MARK}${nonce} `;
  const at = text.lastIndexOf(start);
  if (at < 0) return undefined;
  const words = text
    .slice(at + start.length)
    .trimEnd()
    .split(' ');
  const [json = '', ...secrets] = words.map(decodeWord);
  const value = parse(json);
  if (value === undefined) throw nonsense('An answer was cut off or changed on its way: it is no JSON object.');
  return {value, secrets: secrets.map(secret => new Secret(secret))};
}

/** Whether a line has our mark, of whatever run: such a line may hold secrets, and is never shown to anybody. */
export function hasMark(line: string): boolean {
  return withoutNuls(line).includes(MARK);
}

/** A server that writes UTF-16 puts a mark before its first line and a NUL beside every character. */
const withoutNuls = (line: string): string => (line.includes('\0') ? line.replaceAll(/[\0\ufeff\ufffd]/g, '') : line);

function decodeWord(word: string): string {
  const bytes = decodeBase64(word);
  if (bytes === undefined) throw nonsense('An answer was cut off or changed on its way.');
  return bytes.toString('utf8');
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a stream of bytes, without line ends. Throws StepTrouble for a line that is longer than `limit`. */
export async function* splitLines(chunks: AsyncIterable<Buffer>, limit: number = LONGEST_LINE): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      parts.push(rest.subarray(0, end));
      yield Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
    }
    parts.push(rest);
    length += rest.length;
    if (length > limit) throw nonsense(`The server wrote a line of more than ${limit} bytes.`);
  }
  if (length > 0) yield Buffer.concat(parts).toString('utf8');
}
