import type {Diagnostic, SourceRange} from '../core/diagnostic.ts';
import {LIMITS} from './limits.ts';
import {type Complaint, complain} from './problem.ts';

/** The text of one file and how to say where something is in it. */
export interface SourceText {
  /** As people are shown it. */
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** Without their line ends. */
  readonly lines: readonly string[];
  /** Where a line begins; lines count from 0. */
  lineStart(line: number): number;
  /** The range between two offsets; what spans lines ends with its first line. */
  range(start: number, end: number): SourceRange;
}

/** Decodes a file: UTF-8, with or without a byte order mark, without control characters. */
export function decodeText(file: string, bytes: Uint8Array): {source?: SourceText; diagnostics: readonly Diagnostic[]} {
  const complaint = judgeBytes(bytes);
  if (complaint !== undefined) return {diagnostics: [complain(complaint, {file, line: 1, column: 1, endColumn: 2})]};
  const source = makeSource(file, new TextDecoder('utf-8').decode(bytes));
  return {source, diagnostics: findStrangeCharacters(source)};
}

/** Of a text that was decoded already. */
export function makeSource(file: string, text: string): SourceText {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lines = text.split('\n').map(line => (line.endsWith('\r') ? line.slice(0, -1) : line));
  return {
    file,
    text,
    lines,
    lineStart: line => starts[line] ?? text.length,
    range(start, end) {
      const line = findLine(starts, start);
      const lineStart = starts[line] ?? 0;
      const column = start - lineStart + 1;
      const lineEnd = (lines[line]?.length ?? 0) + 1;
      const endColumn = Math.max(column + 1, Math.min(end - lineStart + 1, lineEnd));
      return {file, line: line + 1, column, endColumn};
    },
  };
}

/** The last line that starts at or before the offset. */
function findLine(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What is wrong with the bytes as a whole, if anything. */
function judgeBytes(bytes: Uint8Array): Complaint | undefined {
  const refuse = (detail: string, help: string): Complaint => ({code: 'CFG_NOT_TEXT', detail, help});
  const wide = findWideEncoding(bytes);
  if (wide !== undefined) {
    const detail = `The file looks like ${wide}, as some Windows editors and PowerShell redirections write it.`;
    return refuse(detail, 'save it as UTF-8; in PowerShell: Set-Content -Encoding utf8');
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const detail = `The file contains NUL bytes, the first at offset ${nul}, so it is not a text.`;
    return refuse(detail, 'is it the right file, and was it written to its end?');
  }
  try {
    new TextDecoder('utf-8', {fatal: true}).decode(bytes);
    return undefined;
  } catch {
    const detail = 'The file contains bytes that are not UTF-8, as texts in Windows-1252 or another code page do.';
    return refuse(detail, 'save it as UTF-8; in PowerShell: Set-Content -Encoding utf8');
  }
}

/**
 * An encoding with more than one byte for each character: by its byte order mark, or because more than a third of
 * what stands first in its pairs, or second, is nought, as it is in a text that is mostly ASCII.
 */
function findWideEncoding(bytes: Uint8Array): 'UTF-16' | 'UTF-32' | undefined {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return 'UTF-32';
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16';
  if (!bytes.includes(0)) return undefined;
  const start = bytes.subarray(0, SAMPLE);
  const noughts = [0, 1, 2, 3].map(at => start.filter((byte, index) => byte === 0 && index % 4 === at).length);
  const many = noughts.map(count => count * 12 > start.length);
  if (many.filter(one => one).length === 3) return 'UTF-32';
  const pairs = [many[0] && many[2], many[1] && many[3]];
  return pairs[0] !== pairs[1] ? 'UTF-16' : undefined;
}

/** Enough to tell, a whole number of characters. */
const SAMPLE = 4096;

interface Strange {
  /** Without the `g` flag. */
  readonly pattern: RegExp;
  readonly words: string;
  readonly help: string;
  /** Where one is, all line ends are of the kind: it is said once. */
  readonly once?: true;
}

const DELETE = 'delete it; where a value really needs it, write it as an escape in double quotes';

/**
 * Characters that a terminal, an editor or a reviewer would not see as they are: who approves a text must have seen
 * what counts. YAML itself forbids most of the first kind.
 */
const STRANGE: readonly Strange[] = [
  {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    pattern: /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/,
    words: 'is a control character, which nobody sees',
    help: DELETE,
  },
  {
    pattern: /[\u202a-\u202e\u2066-\u2069]/,
    words: 'changes the direction in which the text around it is shown',
    help: DELETE,
  },
  {
    pattern: /[\u0085\u2028\u2029]/,
    words: 'looks like the end of a line, but is none in YAML',
    help: DELETE,
  },
  {
    pattern: /\r(?!\n)/,
    words: 'is the end of a line only on very old systems; in YAML a line feed (U+000A) belongs behind it',
    help: 'save the file with the line ends of Windows (CRLF) or Unix (LF)',
    once: true,
  },
  {
    pattern: /\ufeff/,
    words: 'is a byte order mark, which stands only at the start of a file; it comes here when files are joined',
    help: 'delete it, or give the files one by one: those of a folder are merged',
  },
];

const ANY_STRANGE = new RegExp(STRANGE.map(({pattern}) => pattern.source).join('|'), 'g');

function findStrangeCharacters(source: SourceText): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const said = new Set<Strange>();
  for (const {0: character, index} of source.text.matchAll(ANY_STRANGE)) {
    const kind = STRANGE.find(({pattern}) => pattern.test(character));
    if (kind === undefined || (kind.once && said.has(kind))) continue;
    said.add(kind);
    const hex = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const complaint = {
      code: 'CFG_CONTROL_CHARACTER',
      detail: `The character U+${hex} ${kind.words}.`,
      help: kind.help,
    } as const;
    found.push(complain(complaint, source.range(index, index + 1)));
    if (found.length === LIMITS.mistakes) break;
  }
  return found;
}
