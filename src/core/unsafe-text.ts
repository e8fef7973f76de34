/**
 * Characters that are not seen as they are: control characters, marks that turn the reading direction or have no ink,
 * fillers and tags that have none either, line separators, and halves of surrogate pairs. With the `g` flag, for
 * `replace` and `matchAll`.
 */
export const UNSAFE =
  /[\p{Cc}\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/gu;

/** The first character of a text that is not seen as it is, as `U+200B`; undefined where all are. */
export function findUnsafe(text: string): string | undefined {
  const at = text.search(UNSAFE);
  return at < 0 ? undefined : codePoint(text.slice(at));
}

/** A character as programmers write it: `\x0a`, `\u200b`, `\u{e0041}`. */
export function asEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * A text from outside that becomes part of a sentence, which may have several lines: a line break in a name would begin
 * a line of its author's own, and a pipeline takes some lines for commands. For what is shown; what readers of
 * certificates keep has a form of its own (x509/text.ts).
 */
export const showControls = (text: string): string => text.replace(/\p{Cc}/gu, asEscape);

/** The first character of a text as Unicode writes it: `U+` and at least four hex digits. */
export function codePoint(text: string): string {
  return `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
