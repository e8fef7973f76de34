import {asEscape, UNSAFE} from '../core/unsafe-text.ts';

/**
 * Text from outside (names in certificates, answers of servers, a plan file) may hold characters that move the cursor,
 * change colours or reverse the reading direction: a reviewer would approve what is not there. They are shown as escapes.
 */

/** What nearly every text is made of: asked first, because the other question takes many times longer. */
const PLAIN = /^[\x20-\x7e]*$/;

/** One line of safe text. */
export function clean(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, asEscape);
}

/** Safe text that may have several lines; tabs become two blanks. */
export function cleanLines(text: string): readonly string[] {
  return text.replaceAll('\t', '  ').split(/\r?\n/).map(clean);
}

/** Fields that hold whole sentences, in which a line break is no trick. Whoever prints them cleans them line by line. */
const PROSE = new Set(['detail', 'help', 'lines']);

/** What has such a name and holds more than texts is no such field: a saved plan may call a server so. */
const isProse = (key: string, item: unknown): boolean =>
  PROSE.has(key) && (typeof item === 'string' || (Array.isArray(item) && item.every(one => typeof one === 'string')));

/** The same data with every text in it clean, so that a renderer cannot forget one. */
export function cleanData<T>(data: T): T {
  return isPlainThroughout(data) ? data : (cleanValue(data) as T);
}

/** What JSON wrote without an escape holds no character that needs one. One look at the whole is a tenth of the work. */
function isPlainThroughout(data: unknown): boolean {
  return /^[\x20-\x5b\x5d-\x7e]*$/.test(JSON.stringify(data));
}

function cleanValue(value: unknown): unknown {
  // A plan of thousands of servers is clean but for a text or two: what is clean is not copied.
  if (isClean(value)) return value;
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [clean(key), isProse(key, item) ? item : cleanValue(item)]),
  );
}

function isClean(value: unknown): boolean {
  if (typeof value === 'string') return clean(value) === value;
  if (Array.isArray(value)) return value.every(isClean);
  if (typeof value !== 'object' || value === null) return true;
  const items = value as Readonly<Record<string, unknown>>;
  return Object.keys(items).every(key => isClean(key) && (isProse(key, items[key]) || isClean(items[key])));
}
