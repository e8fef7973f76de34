import {decodeBase64} from '../core/base64.ts';
import {toBinary} from './der.ts';
import {unlessBroken} from './error.ts';
import {utf8Text} from './text.ts';

/** How much of a file is looked at to tell its encoding. */
const SAMPLE = 64;
const SEQUENCE = 0x30;

/** Whether the bytes begin as every binary certificate format does: a SEQUENCE that spans what follows. */
export function isBinary(data: Uint8Array): boolean {
  // 0x30 is also the digit 0; no text goes on with a length of two or three bytes, or with none (BER).
  return data[0] === SEQUENCE && (data[1] ?? 0) >= 0x80;
}

/**
 * The text of a file in UTF-8, with or without a byte order mark, or in UTF-16 as Windows tools save it; undefined
 * when it is none of them.
 */
export function decodeText(data: Uint8Array): string | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || isUtf16(bytes, 'low')) return withoutMark(utf16(bytes));
  if (mark === 'feff' || isUtf16(bytes, 'high')) return withoutMark(utf16(Buffer.from(evenPart(bytes)).swap16()));
  // Old code pages are no UTF-8, but the armour is ASCII in all of them, and what stands around it does not matter.
  const text = bytes.includes(0) ? undefined : (utf8(bytes) ?? toBinary(bytes));
  return text === undefined ? undefined : withoutMark(text);
}

/** Base64 without armour; undefined when the text is anything else. */
export function decodeBareBase64(text: string): Buffer | undefined {
  return decodeBase64(text.replace(/\s+/g, ''));
}

/** What else a person may have saved instead of a certificate; undefined when it cannot be told. */
export function describeText(text: string): string | undefined {
  if (text.trim() === '') return 'the file is empty';
  if (/^\s*<(!doctype|html|head|body|\?xml|!--)/i.test(text)) {
    return 'it is a web page, not a certificate: save the certificate itself, and sign in before if the page asks for it';
  }
  return undefined;
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** Without a mark UTF-16 is known by its zero bytes: text around a certificate is ASCII for the most part. */
function isUtf16(bytes: Buffer, significant: 'low' | 'high'): boolean {
  const sample = evenPart(bytes.subarray(0, SAMPLE));
  const zero = significant === 'low' ? 1 : 0;
  return sample.length > 0 && sample.every((byte, at) => (byte === 0) === (at % 2 === zero));
}

function evenPart(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - (bytes.length % 2));
}

function utf16(bytes: Buffer): string {
  return evenPart(bytes).toString('utf16le');
}

function utf8(bytes: Buffer): string | undefined {
  return unlessBroken(() => utf8Text(toBinary(bytes), 'the text'));
}
