import {expect, test} from '@jest/globals';
import type {Maintenance, Weekday} from '../../../src/core/model/upkeep.ts';
import {owedOpening} from '../../../src/core/upkeep/owed-opening.ts';

const on = (day: Weekday): Maintenance => ({timeZone: 'UTC', windows: [{days: [day], from: 60, to: 120}]});
/** A Monday. */
const now = new Date('2026-06-01T12:00:00Z');
const LAST_SATURDAY = new Date('2026-05-30T01:30:00Z');

test('a restart that was to be made in a window waits for the next one, the first where there are several', () => {
  expect(owedOpening([on('sat')], {since: LAST_SATURDAY, now})).toBe('2026-06-06T01:00:00Z');
  expect(owedOpening([on('sat'), on('wed')], {since: LAST_SATURDAY, now})).toBe('2026-06-03T01:00:00Z');
});

test.each<readonly [string, readonly (Maintenance | undefined)[], Date, Date]>([
  ['was to be made outside of all windows', [on('sat'), on('wed')], new Date('2026-05-30T05:00:00Z'), now],
  ['is for something that has none', [on('sat'), undefined], LAST_SATURDAY, now],
  ['comes while one is open', [on('sat')], LAST_SATURDAY, new Date('2026-06-06T01:30:00Z')],
])('one that %s waits for none', (_title, maintained, since, then) => {
  expect(owedOpening(maintained, {since, now: then})).toBeUndefined();
});

test('one waits, too, that a run was to make which had begun in a window and went on past its end', () => {
  const since = new Date('2026-05-30T02:30:00Z');
  expect(owedOpening([on('sat')], {since, now})).toBe('2026-06-06T01:00:00Z');
});

test('one waits of which nobody knows since when it is owed', () => {
  expect(owedOpening([on('sat')], {now})).toBe('2026-06-06T01:00:00Z');
  expect(owedOpening([undefined], {now})).toBeUndefined();
});
