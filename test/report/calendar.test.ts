import {expect, test} from '@jest/globals';
import type {CalendarEntry} from '../../src/core/calendar/calendar.ts';
import {calendarIcs, calendarJson, calendarText} from '../../src/report/calendar.ts';
import {styleFor} from '../../src/report/style.ts';

const ENTRIES: readonly CalendarEntry[] = [
  {
    at: '2026-06-02T08:00:00Z',
    kind: 'roll',
    address: 'edgepool.contoso.com/av',
    servers: ['edge01.contoso.com', 'edge02.contoso.com'],
    text: '9F3A1C22 takes over AudioVideoAuthentication',
  },
  {
    at: '2027-03-15T00:00:00Z',
    kind: 'rule',
    text: 'new public certificates live 100 days at most; nobody, not even an administrator, can change that',
  },
];
const NOW = new Date('2026-06-01T12:00:00Z');

test('a line says when, what kind, and what', () => {
  expect(calendarText(ENTRIES, {style: styleFor(false), until: NOW})).toBe(
    [
      '2026-06-02 08:00 UTC  roll  edgepool.contoso.com/av: 9F3A1C22 takes over AudioVideoAuthentication on edge01.contoso.com and edge02.contoso.com',
      '2027-03-15 00:00 UTC  rule  new public certificates live 100 days at most; nobody, not even an administrator, can change that',
      '',
    ].join('\n'),
  );
});

test('nothing to come is said', () => {
  expect(calendarText([], {style: styleFor(false), until: NOW})).toBe(
    'Nothing is to come until 2026-06-01 12:00 UTC.\n',
  );
});

test('JSON holds the entries', () => {
  expect(JSON.parse(calendarJson(ENTRIES))).toEqual({format: 1, entries: ENTRIES});
});

test('iCalendar has folded lines of at most 75 bytes, escaped texts, and an event for each entry', () => {
  const text = calendarIcs(ENTRIES, {deployment: 'Zürich', now: NOW});
  expect(text.split('\r\n').filter(line => Buffer.byteLength(line) > 75)).toEqual([]);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const unfolded = text.replaceAll('\r\n ', '');
  expect(unfolded).toContain('NAME:Certificates of Zürich\r\n');
  expect(unfolded).toContain('DTSTART:20260602T080000Z\r\n');
  expect(unfolded).toContain('DESCRIPTION:edge01.contoso.com\\, edge02.contoso.com\r\n');
  expect(unfolded).toContain('100 days at most\\; nobody\\, not even');
  expect(unfolded.match(/BEGIN:VEVENT/g)).toHaveLength(2);
});

test('an event keeps its UID when it moves, and two events differ', () => {
  const uids = (entries: readonly CalendarEntry[]) =>
    [...calendarIcs(entries, {deployment: 'lab', now: NOW}).matchAll(/UID:(\S+)/g)].map(match => match[1]);
  const moved = ENTRIES.map(entry => ({...entry, at: '2026-07-01T00:00:00Z'}));
  expect(uids(moved)).toEqual(uids(ENTRIES));
  expect(new Set(uids(ENTRIES)).size).toBe(2);
});

test('what two members take over at different moments is two events', () => {
  const roll = {kind: 'roll', address: 'pool/default', text: '9F3A1C22 takes over OAuthTokenIssuer'} as const;
  const rolls: readonly CalendarEntry[] = [
    {...roll, at: '2026-06-02T08:00:00Z', servers: ['fe01.contoso.com']},
    {...roll, at: '2026-06-03T08:00:00Z', servers: ['fe02.contoso.com']},
  ];
  const text = calendarIcs(rolls, {deployment: 'lab', now: NOW});
  expect(new Set([...text.matchAll(/UID:(\S+)/g)].map(match => match[1])).size).toBe(2);
});
