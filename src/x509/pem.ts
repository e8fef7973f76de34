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

const BLOCK = /-----BEGIN ([A-Z0-9][A-Z0-9 #.]*)-----([^-]*)-----END ([A-Z0-9][A-Z0-9 #.]*)-----/g;
const LINE = 64;

/** PEM with lines of 64 characters and `\n`. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = [];
  for (let at = 0; at < base64.length; at += LINE) lines.push(base64.slice(at, at + LINE));
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Every block of a text, in order; none when there is none. A byte order mark, CRLF, a block on one line and text
 * around the blocks are fine. Throws X509Error for a block without end, and for contents that are not base64.
 */
export function decodePem(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  const source = text.replace(/^\uFEFF/, '');
  let end = 0;
  for (const match of source.matchAll(BLOCK)) {
    const {0: whole, 1: label = '', 2: body = '', 3: closing = ''} = match;
    const preamble = source.slice(end, match.index);
    refuseOpenBlock(preamble);
    if (label !== closing) throw new X509Error(`a PEM block begins as ${label} and ends as ${closing}`);
    blocks.push({label, ...decodeBody(body, label), preamble});
    end = match.index + whole.length;
  }
  refuseOpenBlock(source.slice(end));
  return blocks;
}

function refuseOpenBlock(between: string): void {
  const open = /-----BEGIN ([^-\r\n]{0,64})/.exec(between);
  if (open) throw new X509Error(`the PEM block "${open[1]}" has no end, or holds what is not base64`);
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
