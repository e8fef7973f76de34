import {decodeBase64} from '../core/base64.ts';
import {X509Error} from './error.ts';

/** One block of a PEM file (RFC 7468). */
export interface PemBlock {
  /** What stands after BEGIN, e.g. `CERTIFICATE`. */
  readonly label: string;
  readonly der: Buffer;
  /** The same, without line breaks. */
  readonly base64: string;
  /** The text between the previous block and this one. */
  readonly preamble: string;
}

const BEGIN = /-----BEGIN (?:([A-Z0-9][A-Z0-9 #.]*)-----)?/g;
const END = /-----END ([A-Z0-9][A-Z0-9 #.]*)-----/g;
const LINE = 64;
/** The end of contents: their last line may be short, the line before it is not. */
const LAST_CONTENTS = /(?:^|\n)[ \t]*[A-Za-z0-9+/]{16,}={0,2}(?:[ \t\r]*\n[ \t]*[A-Za-z0-9+/]*={0,2})?\s*$/;
/** So much base64 in one go is no word of a sentence. */
const CONTENTS = /^\s*(?:[A-Za-z0-9+/]{16}|$)/;

/** PEM with lines of 64 characters and `\n`. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = [];
  for (let at = 0; at < base64.length; at += LINE) lines.push(base64.slice(at, at + LINE));
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Every block of a text whose label is wanted, in order; none when there is none. A byte order mark, CRLF, a block on one
 * line and text around the blocks are fine. Throws X509Error for a block without begin or end, and for contents of a
 * wanted one that are not base64: others may hold what they like, as encrypted keys of old have headers.
 */
export function decodePem(text: string, isWanted: (label: string) => boolean = () => true): readonly PemBlock[] {
  return findBlocks(text)
    .filter(({label}) => isWanted(label))
    .map(({label, body, preamble}) => {
      const {der, base64} = decodeBody(body, label);
      return {label, der, base64, preamble};
    });
}

/** What the blocks of a text are called, in order. Throws X509Error for a block without begin or end. */
export function pemLabels(text: string): readonly string[] {
  return findBlocks(text).map(({label}) => label);
}

interface FoundBlock extends Pick<PemBlock, 'label' | 'preamble'> {
  readonly body: string;
}

/** Every place of the text is looked at a few times, however many blocks begin in it. */
function findBlocks(text: string): readonly FoundBlock[] {
  const blocks: FoundBlock[] = [];
  const source = text.replace(/^\uFEFF/, '');
  let end = 0;
  for (;;) {
    const begin = findBegin(source, end);
    const preamble = source.slice(end, begin?.index);
    refuseLostBlock(preamble);
    if (begin === undefined) return blocks;
    const start = begin.index + begin[0].length;
    const closing = searchFrom(END, source, start);
    const body = source.slice(start, closing?.index);
    const label = begin[1];
    if (label === undefined || closing === undefined || findBegin(body, 0) !== undefined)
      throw openBlock(source, begin);
    if (label !== closing[1]) throw new X509Error(`a PEM block begins as ${label} and ends as ${closing[1]}`);
    blocks.push({label, body, preamble});
    end = closing.index + closing[0].length;
  }
}

/** Contents and an end whose begin was taken for a mention, or is misspelt: nobody would notice that they are not read. */
function refuseLostBlock(between: string): void {
  let found = searchFrom(END, between, 0);
  while (found !== undefined) {
    if (LAST_CONTENTS.test(between.slice(Math.max(0, found.index - 200), found.index)))
      throw new X509Error(`a PEM block ends as ${found[1]} without a beginning on a line of its own`);
    found = searchFrom(END, between, found.index + found[0].length);
  }
}

/** The next that begins a block, and is not only spoken of: boundaries stand on lines of their own (RFC 7468 section 2). */
function findBegin(source: string, from: number): RegExpExecArray | undefined {
  let found = searchFrom(BEGIN, source, from);
  while (found !== undefined && isMention(source, found)) {
    found = searchFrom(BEGIN, source, found.index + found[0].length);
  }
  return found;
}

/** Words before it on its line, or a quotation mark, and after it no contents and no end of the line. */
function isMention(source: string, {0: marker, index}: RegExpExecArray): boolean {
  // Nearly all stand at the beginning of a line.
  if (index === 0 || source[index - 1] === '\n') return false;
  const after = source.slice(index + marker.length, index + marker.length + 100).split('\n', 1)[0] ?? '';
  const before =
    source
      .slice(Math.max(0, index - 100), index)
      .split('\n')
      .at(-1) ?? '';
  return /[^\s>-]\s*$/.test(before) && !CONTENTS.test(after);
}

function searchFrom(pattern: RegExp, source: string, from: number): RegExpExecArray | undefined {
  pattern.lastIndex = from;
  return pattern.exec(source) ?? undefined;
}

function openBlock(source: string, {index}: RegExpExecArray): X509Error {
  const [, name = ''] = /^-----BEGIN ([^-\r\n]{0,64})/.exec(source.slice(index, index + 100)) ?? [];
  return new X509Error(`the PEM block "${name}" has no end, or holds what is not base64`);
}

function decodeBody(body: string, label: string): Pick<PemBlock, 'der' | 'base64'> {
  const lines = body.replaceAll('\n', '');
  // Most blocks have no other white space, and are not searched for it.
  const plain = decodeBase64(lines);
  if (plain !== undefined) return {der: plain, base64: lines};
  const base64 = lines.replace(/[ \t\r]+/g, '');
  if (base64 === '') throw new X509Error(`the PEM block "${label}" is empty`);
  const der = decodeBase64(base64);
  if (der === undefined) throw new X509Error(`the PEM block "${label}" holds what is not base64`);
  return {der, base64};
}
