import type {Diagnostic, SourceRange} from '../core/diagnostic.ts';
import {type Complaint, complain} from './problem.ts';

/** The text of one file and how to say where something is in it. */
export interface SourceText {
  /** As people are shown it. */
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** Without their line ends. */
  readonly lines: readonly string[];
  /** The range between two offsets; what spans lines ends with its first line. */
  range(start: number, end: number): SourceRange;
}

/** Decodes a file: UTF-8, with or without a byte order mark, without control characters. */
export function decodeText(file: string, bytes: Uint8Array): {source?: SourceText; diagnostics: readonly Diagnostic[]} {
  const complaint = judgeBytes(bytes);
  if (complaint !== undefined) return {diagnostics: [complain(complaint, {file, line: 1, column: 1, endColumn: 2})]};
  const source = makeSource(file, new TextDecoder('utf-8').decode(bytes));
  return {source, diagnostics: findControlCharacters(source)};
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
  const [first, second] = bytes;
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Without a byte order mark UTF-16 shows by a zero in one of the first two bytes of a text that begins in ASCII.
  if (utf16 || (bytes.length > 1 && (first === 0) !== (second === 0))) {
    return {
      code: 'CFG_NOT_TEXT',
      detail: 'The file looks like UTF-16, as some Windows editors and PowerShell redirections write it.',
      help: 'save it as UTF-8; in PowerShell: Set-Content -Encoding utf8',
    };
  }
  if (bytes.includes(0)) {
    return {
      code: 'CFG_NOT_TEXT',
      detail: 'The file contains NUL bytes, so it is not a text.',
      help: 'is it the right file?',
    };
  }
  try {
    new TextDecoder('utf-8', {fatal: true}).decode(bytes);
    return undefined;
  } catch {
    return {
      code: 'CFG_NOT_TEXT',
      detail: 'The file contains bytes that are not UTF-8, as texts in Windows-1252 or another code page do.',
      help: 'save it as UTF-8',
    };
  }
}

/** Characters that a terminal or a reviewer would not see as they are. YAML itself forbids most of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069]/g;

const MOST = 20;

function findControlCharacters(source: SourceText): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const match of source.text.matchAll(CONTROL)) {
    if (found.length === MOST) break;
    const hex = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    found.push(
      complain(
        {
          code: 'CFG_CONTROL_CHARACTER',
          detail: `The character U+${hex} is invisible or changes how the text around it is shown.`,
          help: 'delete it; where a value really needs it, write it as an escape in double quotes',
        },
        source.range(match.index, match.index + 1),
      ),
    );
  }
  return found;
}
