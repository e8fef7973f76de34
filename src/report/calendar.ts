import type {CalendarEntry, CalendarKind} from '../core/calendar/calendar.ts';
import {sha256Hex} from '../core/digest.ts';
import {minute} from '../core/moment.ts';
import {clean} from './clean.ts';
import type {Style} from './style.ts';
import {columns, listOf} from './text.ts';

const WORDS: Readonly<Record<CalendarKind, string>> = {
  renewal: 'renewal',
  expiry: 'end',
  roll: 'roll',
  rule: 'rule',
};

/** A line for each entry, in the order of time. Ends with a line break. */
export function calendarText(entries: readonly CalendarEntry[], {style, until}: {style: Style; until: Date}): string {
  if (entries.length === 0) return `Nothing is to come until ${minute(until.toISOString())}.\n`;
  const rows = columns(entries.map(entry => [minute(entry.at), WORDS[entry.kind], whatOf(entry)]));
  const painted = entries.map(({kind}, at) => (kind === 'expiry' ? style.faint(rows[at] ?? '') : (rows[at] ?? '')));
  return `${painted.join('\n')}\n`;
}

function whatOf({address, servers = [], text}: CalendarEntry): string {
  const on = servers.length > 1 ? ` on ${listOf(servers, 3)}` : '';
  return clean(address === undefined ? text : `${address}: ${text}${on}`);
}

/** The same for programs. Ends with a line break. */
export function calendarJson(entries: readonly CalendarEntry[]): string {
  return `${JSON.stringify(calendarDocument(entries), null, 2)}\n`;
}

/** What that text says. */
export const calendarDocument = (entries: readonly CalendarEntry[]) => ({format: 1, entries}) as const;

/** The same for calendars (RFC 5545). An entry keeps its UID from run to run, so that a subscription moves and does not double it. */
export function calendarIcs(
  entries: readonly CalendarEntry[],
  {deployment, now}: {deployment: string; now: Date},
): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//cscert//calendar//EN',
    `NAME:${escaped(`Certificates of ${deployment}`)}`,
    ...entries.flatMap(entry => eventLines(entry, {deployment, now})),
    'END:VCALENDAR',
  ];
  return lines
    .flatMap(fold)
    .map(line => `${line}\r\n`)
    .join('');
}

function eventLines(entry: CalendarEntry, {deployment, now}: {deployment: string; now: Date}): readonly string[] {
  const {kind, address = 'public CAs', servers = [], text, at} = entry;
  // The members of one certificate may take it over at different moments, each of which is an event.
  const what = [deployment, kind, address, text, ...(kind === 'roll' ? servers : [])];
  const id = sha256Hex(what.join('\n')).slice(0, 32);
  return [
    'BEGIN:VEVENT',
    `UID:${id}@cscert`,
    `DTSTAMP:${stamp(now.toISOString())}`,
    `DTSTART:${stamp(at)}`,
    `SUMMARY:${escaped(`${address}: ${text}`)}`,
    ...(servers.length > 0 ? [`DESCRIPTION:${escaped(servers.join(', '))}`] : []),
    `CATEGORIES:${WORDS[kind].toUpperCase()}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** `20270301T120000Z` (RFC 5545 section 3.3.5). */
const stamp = (time: string): string => `${time.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** Texts (RFC 5545 section 3.3.11), in which `clean` leaves no line break. */
const escaped = (text: string): string => clean(text).replaceAll(/[\\;,]/g, '\\$&');

const LONGEST = 75;

/** Lines are at most 75 bytes long; what follows begins with a blank (RFC 5545 section 3.1). No character is cut in two. */
function fold(line: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character) > LONGEST) {
      parts.push(part);
      part = ' ';
    }
    part += character;
  }
  return [...parts, part];
}
