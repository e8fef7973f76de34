import {describe, expect, test} from '@jest/globals';
import type {RenewBefore} from '../../../src/core/model/desired.ts';
import {second} from '../../../src/core/moment.ts';
import {describeRenewal, describeTime, renewal} from '../../../src/core/policy/life.ts';
import {aCertificate, aSlot, DAY, inDays, NOW} from '../../support/small-world.ts';
import {codesOf, findingOf} from './judging.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A certificate that began and ends so many days from now. */
const living = (from: number, until: number) => ({notBefore: inDays(from), notAfter: inDays(until)});
const renewing = (renewBefore: RenewBefore) => aSlot({spec: {renewBefore}});
const at = (iso: string, plus = 0): Date => new Date(Date.parse(iso) + plus);

describe('how long a time is, in words', () => {
  test.each([
    [0, 'less than a minute'],
    [MINUTE - 1, 'less than a minute'],
    [MINUTE, '1 minute'],
    [59 * MINUTE, '59 minutes'],
    [HOUR - 1, '59 minutes'],
    [HOUR, '1 hour'],
    [2 * HOUR - 1, '1 hour'],
    [2 * HOUR, '2 hours'],
    [2 * DAY - 1, '47 hours'],
    [2 * DAY, '2 days'],
    [12.9 * DAY, '12 days'],
  ])('%d ms is %s', (milliseconds, words) => {
    expect(describeTime(milliseconds)).toBe(words);
  });

  test('a renewal is told as it was declared', () => {
    expect(describeRenewal({percent: 33})).toBe('33%');
    expect(describeRenewal({milliseconds: 30 * DAY})).toBe('30 days');
    expect(describeRenewal({milliseconds: 12 * HOUR})).toBe('12 hours');
  });
});

describe('when a certificate is to be renewed', () => {
  const due = (renewBefore: RenewBefore, days: number) => {
    const certificate = aCertificate(aSlot(), living(0, days));
    const result = renewal(certificate, aSlot({spec: {renewBefore}}));
    return {day: (result.due.getTime() - NOW.getTime()) / DAY, cut: result.cut};
  };

  test('a share counts from the end of its lifetime', () => {
    expect(due({percent: 25}, 100)).toEqual({day: 75, cut: false});
  });

  test('a fixed time counts from the end of its lifetime', () => {
    expect(due({milliseconds: 30 * DAY}, 100)).toEqual({day: 70, cut: false});
  });

  test('exactly half of the lifetime is allowed', () => {
    expect(due({percent: 50}, 100)).toEqual({day: 50, cut: false});
    expect(due({milliseconds: 50 * DAY}, 100)).toEqual({day: 50, cut: false});
  });

  test('more than half is cut to half', () => {
    expect(due({percent: 51}, 100)).toEqual({day: 50, cut: true});
    expect(due({milliseconds: 30 * DAY}, 47)).toEqual({day: 23.5, cut: true});
    expect(due({milliseconds: 5000 * DAY}, 100)).toEqual({day: 50, cut: true});
  });

  test('nothing is due in the first tenth of its life, whatever is declared', () => {
    for (const renewBefore of [{percent: 100}, {milliseconds: 1e15}]) {
      for (const days of [1, 6, 47, 90, 398, 3650]) expect(due(renewBefore, days).day).toBeGreaterThan(days / 10);
    }
  });

  test('a certificate that ends before it begins has no lifetime to share', () => {
    expect(due({percent: 33}, -1)).toEqual({day: -1, cut: false});
  });
});

describe('renewal due', () => {
  const slot = renewing({milliseconds: 30 * DAY});
  const certificate = living(-300, 100);
  const end = inDays(100);

  test('is silent until the last moment before', () => {
    expect(codesOf({slot, certificate, now: at(end, -30 * DAY - 1)})).toEqual([]);
  });

  test('is found from its very moment on, with date, days and declaration', () => {
    expect(findingOf('EXPIRES_SOON', {slot, certificate, now: at(end, -30 * DAY)})).toEqual({
      code: 'EXPIRES_SOON',
      cure: 'request',
      severity: 'drift',
      message: `expires ${end.slice(0, 10)}, in 30 days; renewBefore is 30 days`,
      expected: 'renewed 30 days before its end',
      actual: `valid until ${end}`,
    });
  });

  test('gives way to expiry at the end', () => {
    expect(codesOf({slot, certificate, now: at(end, -1)})).toEqual(['EXPIRES_SOON']);
    expect(codesOf({slot, certificate, now: at(end)})).toEqual(['EXPIRED']);
  });

  test('needs a new certificate even where our mark shows that we asked for exactly this one', () => {
    expect(findingOf('EXPIRES_SOON', {slot, certificate, now: at(end, -DAY)})?.cure).toBe('request');
  });
});

describe('expired', () => {
  test('says since when', () => {
    const certificate = living(-400, -12);
    expect(findingOf('EXPIRED', {certificate})).toEqual({
      code: 'EXPIRED',
      cure: 'request',
      severity: 'drift',
      message: `expired ${inDays(-12).slice(0, 10)}, 12 days ago`,
      expected: `valid at ${NOW.toISOString()}`,
      actual: `valid until ${inDays(-12)}`,
    });
  });

  test('begins with the end of its validity and not a moment before', () => {
    const end = inDays(0);
    const certificate = {notBefore: inDays(-400), notAfter: end};
    expect(findingOf('EXPIRED', {certificate, now: at(end, -1)})).toBeUndefined();
    expect(findingOf('EXPIRED', {certificate, now: at(end)})?.message).toContain('less than a minute ago');
  });
});

describe('not yet valid', () => {
  const certificate = living(1, 700);

  test('waits, for another certificate would not come sooner, and names both clocks', () => {
    expect(findingOf('NOT_YET_VALID', {certificate})).toEqual({
      code: 'NOT_YET_VALID',
      cure: 'wait',
      severity: 'drift',
      message: `valid only from ${second(inDays(1))}; this machine's clock says ${second(NOW.toISOString())}`,
      expected: `valid at ${NOW.toISOString()}`,
      actual: `valid from ${inDays(1)}`,
    });
  });

  test('ends with the first moment of its validity', () => {
    expect(codesOf({certificate, now: at(inDays(1), -1)})).toEqual(['NOT_YET_VALID']);
    expect(codesOf({certificate, now: at(inDays(1))})).toEqual([]);
  });
});

describe('a renewal that had to be cut', () => {
  test('is a warning that changes nothing', () => {
    const slot = renewing({milliseconds: 30 * DAY});
    expect(findingOf('RENEWAL_CUT', {slot, certificate: living(-1, 46)})).toEqual({
      code: 'RENEWAL_CUT',
      cure: 'none',
      severity: 'warning',
      message: 'renewBefore is 30 days, more than half of a lifetime of 47 days; it is renewed 23 days before its end',
      expected: '30 days',
      actual: '23 days',
    });
  });

  test('is not said at exactly half', () => {
    const slot = renewing({milliseconds: 20 * DAY});
    expect(codesOf({slot, certificate: living(-1, 39)})).toEqual([]);
  });
});
