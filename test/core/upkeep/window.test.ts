import {describe, expect, test} from '@jest/globals';
import {type Maintenance, WEEKDAYS, type Window} from '../../../src/core/model/upkeep.ts';
import {isOpen, isTimeZone, openingAt} from '../../../src/core/upkeep/window.ts';

const BERLIN = 'Europe/Berlin';
const at = (from: string, to: string, days: Window['days'] = WEEKDAYS): Window => {
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return {days, from: minutes(from), to: minutes(to)};
};

/** `2026-06-06T20:00Z to 2026-06-07T02:00Z` */
function next(time: string, windows: readonly Window[], timeZone = BERLIN): string {
  const opening = openingAt({timeZone, windows}, new Date(time));
  const show = (moment: number | undefined): string =>
    moment === undefined ? 'never' : new Date(moment).toISOString().replace(':00.000Z', 'Z');
  return `${show(opening?.start)} to ${show(opening?.end)}`;
}

describe('a window', () => {
  const weekend = at('22:00', '04:00', ['sat', 'sun']);

  test('opens on its day, by the clocks of its place', () => {
    // 3 June 2026 is a Wednesday.
    expect(next('2026-06-03T12:00:00Z', [weekend])).toBe('2026-06-06T20:00Z to 2026-06-07T02:00Z');
  });

  test('is open until its end, past midnight', () => {
    const now = new Date('2026-06-07T01:59:59Z');
    const opening = openingAt({timeZone: BERLIN, windows: [weekend]}, now);
    expect(opening && isOpen(opening, now)).toBe(true);
    expect(next('2026-06-07T02:00:00Z', [weekend])).toBe('2026-06-07T20:00Z to 2026-06-08T02:00Z');
  });

  test('comes again in a week', () => {
    expect(next('2026-06-08T03:00:00Z', [at('22:00', '23:00', ['mon'])])).toBe(
      '2026-06-08T20:00Z to 2026-06-08T21:00Z',
    );
    expect(next('2026-06-08T21:00:00Z', [at('22:00', '23:00', ['mon'])])).toBe(
      '2026-06-15T20:00Z to 2026-06-15T21:00Z',
    );
  });

  test('that begins and ends at one time lasts a day', () => {
    expect(next('2026-06-03T12:00:00Z', [at('00:00', '00:00', ['sat'])], 'UTC')).toBe(
      '2026-06-06T00:00Z to 2026-06-07T00:00Z',
    );
  });

  test('of several is the first that is open or opens', () => {
    const windows = [at('23:00', '23:30'), at('01:00', '02:00')];
    expect(next('2026-06-03T12:00:00Z', windows, 'UTC')).toBe('2026-06-03T23:00Z to 2026-06-03T23:30Z');
    expect(next('2026-06-03T23:30:00Z', windows, 'UTC')).toBe('2026-06-04T01:00Z to 2026-06-04T02:00Z');
  });

  test('east and west of Greenwich is on the day of its place', () => {
    expect(next('2026-06-03T12:00:00Z', [at('00:30', '01:00', ['thu'])], 'Pacific/Auckland')).toBe(
      '2026-06-03T12:30Z to 2026-06-03T13:00Z',
    );
    expect(next('2026-06-03T12:00:00Z', [at('22:00', '23:00', ['wed'])], 'America/Los_Angeles')).toBe(
      '2026-06-04T05:00Z to 2026-06-04T06:00Z',
    );
  });
});

describe('when the clocks change', () => {
  test('in spring a window keeps its local times, so the night is an hour shorter', () => {
    expect(next('2026-03-28T12:00:00Z', [at('22:00', '04:00')])).toBe('2026-03-28T21:00Z to 2026-03-29T02:00Z');
  });

  test('in autumn the night is an hour longer', () => {
    expect(next('2026-10-24T12:00:00Z', [at('22:00', '04:00')])).toBe('2026-10-24T20:00Z to 2026-10-25T03:00Z');
  });

  test('a time that is skipped is the moment after the change', () => {
    expect(next('2026-03-28T12:00:00Z', [at('02:30', '05:00', ['sun'])])).toBe(
      '2026-03-29T01:30Z to 2026-03-29T03:00Z',
    );
  });

  test('a time that is shown twice is the first of the two', () => {
    expect(next('2026-10-24T12:00:00Z', [at('02:30', '05:00', ['sun'])])).toBe(
      '2026-10-25T00:30Z to 2026-10-25T04:00Z',
    );
  });

  test('there is a window every night of the year, and none is shorter than five hours or longer than seven', () => {
    const nightly: Maintenance = {timeZone: BERLIN, windows: [at('22:00', '04:00')]};
    for (let day = 0; day < 366; day++) {
      const now = new Date(Date.UTC(2026, 0, 1 + day, 12));
      const opening = openingAt(nightly, now);
      expect(opening?.start).toBeGreaterThan(now.getTime());
      expect(opening?.start).toBeLessThan(now.getTime() + 86_400_000);
      const hours = ((opening?.end ?? 0) - (opening?.start ?? 0)) / 3_600_000;
      expect([5, 6, 7]).toContain(hours);
    }
  });
});

test('a place that nobody knows is no time zone', () => {
  expect([BERLIN, 'UTC', 'Europe/Berlyn', ''].map(isTimeZone)).toEqual([true, true, false, false]);
});
