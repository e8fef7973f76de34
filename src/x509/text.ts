import {type Asn1, contentsOf, fromBinary, TAG, UNIVERSAL} from './der.ts';
import {X509Error} from './error.ts';

const utf8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant.
const ASCII = /^[\x00-\x7f]*$/;

/**
 * The text of any of the string types that names are written in. Types that are ASCII by the book are read as Latin-1,
 * as Windows does, because old CAs wrote accented letters into them.
 */
export function readText(node: Asn1 | undefined, what: string): string {
  if (node === undefined || node.tagClass !== UNIVERSAL) throw new X509Error(`${what} is not a text`);
  const contents = contentsOf(node, what);
  switch (node.type) {
    case TAG.utf8String:
      return utf8Text(contents, what);
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.teletexString:
    case TAG.visibleString:
    case TAG.numericString:
      return contents;
    case TAG.bmpString:
      // The tree reader has joined the byte pairs to UTF-16 already.
      return wellFormed(contents, what);
    case TAG.universalString:
      return utf32Text(contents, what);
    default:
      throw new X509Error(`${what} is not a text`);
  }
}

/** Throws X509Error for bytes (a binary string) that are not UTF-8. */
export function utf8Text(contents: string, what: string): string {
  if (ASCII.test(contents)) return contents;
  try {
    return utf8.decode(fromBinary(contents));
  } catch {
    throw new X509Error(`${what} is not valid UTF-8`);
  }
}

/**
 * Control characters as `\` and two hex digits: text from a certificate is printed on terminals, and a name that hides
 * a NUL or an escape sequence must neither act there nor look like another name.
 */
export function escapeControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about.
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, char => `\\${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function utf32Text(contents: string, what: string): string {
  const bytes = fromBinary(contents);
  if (bytes.length % 4 !== 0) throw new X509Error(`${what} is not valid UTF-32`);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const point = bytes.readUInt32BE(at);
    if (point > 0x10ffff) throw new X509Error(`${what} is not valid UTF-32`);
    text += String.fromCodePoint(point);
  }
  return wellFormed(text, what);
}

function wellFormed(text: string, what: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new X509Error(`${what} is not valid Unicode`);
  return text;
}
