import {few} from '../core/few.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Breaks prose at blanks so that lines fit the width. Indented lines are left as they are: they are made to be copied.
 * A word that is too long stands alone.
 */
export function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap(line => (line.startsWith(' ') ? [line] : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

/** Rows as aligned columns, two blanks apart; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const most = Math.max(0, ...rows.map(row => row.length));
  const widths = Array.from({length: most}, (_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)));
  return rows.map(row =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function indent(lines: readonly string[], blanks: number): readonly string[] {
  return lines.map(line => (line === '' ? '' : ' '.repeat(blanks) + line));
}

/** `1 server`, `3 servers`; the plural is given where it is not the word with an s. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `fe01, fe02 and fe03`; of more than `most`, the first and how many others. */
export function listOf(items: readonly string[], most: number = Number.POSITIVE_INFINITY): string {
  if (items.length > most) return few(items, most);
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `in 12 days`, `5 hours ago`, `now`; whole units, rounded towards now. */
export function relative(then: Date, now: Date): string {
  const distance = then.getTime() - now.getTime();
  const days = Math.floor(Math.abs(distance) / DAY_MS);
  const hours = Math.floor(Math.abs(distance) / HOUR_MS);
  if (hours === 0) return distance < 0 ? 'less than an hour ago' : 'within the hour';
  const amount = days > 0 ? count(days, 'day') : count(hours, 'hour');
  return distance < 0 ? `${amount} ago` : `in ${amount}`;
}

/** `2026-09-03`, of an ISO 8601 time. */
export function day(time: string): string {
  return time.slice(0, 10);
}

/** The first eight digits of a thumbprint: enough to tell certificates of one store apart by eye. */
export function short(thumbprint: string): string {
  return thumbprint.slice(0, 8);
}
