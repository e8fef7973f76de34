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

test('who has a certificate alone is in its address already, and what ends is told like the rest', () => {
  const entry = {at: '2026-07-11T00:00:00Z', kind: 'expiry', address: 'pool/fe01.contoso.com/default'} as const;
  const alone = {...entry, servers: ['fe01.contoso.com'], text: '9F3A1C22 ends'};
  expect(calendarText([alone], {style: styleFor(false), until: NOW})).toBe(
    '2026-07-11 00:00 UTC  end  pool/fe01.contoso.com/default: 9F3A1C22 ends\n',
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

test('iCalendar is what calendars ask for, each event with its time and that of the file', () => {
  const entry = {at: '2027-03-15T00:00:00Z', kind: 'rule', text: 'a\\b\nc'} as const;
  const lines = calendarIcs([entry], {deployment: 'a,b', now: NOW}).split('\r\n');
  expect(lines.map(line => line.replace(/^UID:[0-9a-f]{32}@/, 'UID:'))).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//cscert//calendar//EN',
    'NAME:Certificates of a\\,b',
    'BEGIN:VEVENT',
    'UID:cscert',
    'DTSTAMP:20260601T120000Z',
    'DTSTART:20270315T000000Z',
    'SUMMARY:public CAs: a\\\\b\\\\x0ac',
    'CATEGORIES:RULE',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('an event keeps its UID when it moves, and two events differ', () => {
  const uids = (entries: readonly CalendarEntry[]) =>
    [...calendarIcs(entries, {deployment: 'lab', now: NOW}).matchAll(/UID:(\S+)/g)].map(match => match[1]);
  const moved = ENTRIES.map(entry => ({...entry, at: '2026-07-01T00:00:00Z'}));
  expect(uids(moved)).toEqual(uids(ENTRIES));
  expect(new Set(uids(ENTRIES)).size).toBe(2);
});

test('a renewal stays the same event when a server joins, and is another one for each certificate, address, kind and deployment', () => {
  const renewal = {
    at: '2026-07-11T00:00:00Z',
    kind: 'renewal',
    address: 'p/default',
    text: '9F3A1C22 is renewed',
  } as const;
  const uid = (entry: CalendarEntry, deployment = 'lab') =>
    /UID:(\S+)/.exec(calendarIcs([entry], {deployment, now: NOW}))?.[1];
  expect(uid({...renewal, servers: ['a.x', 'b.x']})).toBe(uid({...renewal, servers: ['a.x']}));
  const others = [
    uid(renewal),
    uid(renewal, 'other'),
    uid({...renewal, address: 'q/default'}),
    uid({...renewal, text: '11111111 is renewed'}),
    uid({...renewal, kind: 'expiry'}),
  ];
  expect(new Set(others).size).toBe(others.length);
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
