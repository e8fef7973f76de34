import {describe, expect, test} from '@jest/globals';
import {TAG} from '../../src/x509/der.ts';
import {text} from '../../src/x509/der-write.ts';
import {X509Error} from '../../src/x509/error.ts';
import {readTime} from '../../src/x509/time.ts';

describe('times', () => {
  test.each([
    ['UTCTime', TAG.utcTime, '260131235959Z', '2026-01-31T23:59:59Z'],
    ['the last year of the century before', TAG.utcTime, '500101000000Z', '1950-01-01T00:00:00Z'],
    ['the last year of UTCTime', TAG.utcTime, '491231235959Z', '2049-12-31T23:59:59Z'],
    ['no seconds', TAG.utcTime, '2601312359Z', '2026-01-31T23:59:00Z'],
    ['an offset to the east', TAG.utcTime, '260101003000+0100', '2025-12-31T23:30:00Z'],
    ['an offset to the west', TAG.utcTime, '251231233000-0130', '2026-01-01T01:00:00Z'],
    ['a leap day', TAG.generalizedTime, '20240229000000Z', '2024-02-29T00:00:00Z'],
    ['the leap day of 2000', TAG.generalizedTime, '20000229000000Z', '2000-02-29T00:00:00Z'],
    ['fractions', TAG.generalizedTime, '20240229000000.123Z', '2024-02-29T00:00:00Z'],
    ['no end at all', TAG.generalizedTime, '99991231235959Z', '9999-12-31T23:59:59Z'],
    ['the year 0', TAG.generalizedTime, '00000101000000Z', '0000-01-01T00:00:00Z'],
  ])('with %s are read', (_, tag, digits, iso) => {
    expect(readTime(text(tag, digits), 'a time')).toBe(iso);
    expect(Number.isNaN(Date.parse(iso))).toBe(false);
  });

  test.each([
    ['month 13', TAG.utcTime, '261301000000Z'],
    ['month 0', TAG.utcTime, '260001000000Z'],
    ['31 April', TAG.utcTime, '260431000000Z'],
    ['day 0', TAG.utcTime, '260400000000Z'],
    ['29 February in a common year', TAG.generalizedTime, '21000229000000Z'],
    ['hour 24', TAG.utcTime, '260101240000Z'],
    ['minute 60', TAG.utcTime, '260101006000Z'],
    ['second 60', TAG.utcTime, '260101000060Z'],
    ['no zone', TAG.utcTime, '260101000000'],
    ['letters', TAG.utcTime, '26010100000aZ'],
    ['two digits of year too many', TAG.utcTime, '20260101000000Z'],
    ['an offset beyond year 9999', TAG.generalizedTime, '99991231235959-0100'],
    ['nothing', TAG.utcTime, ''],
    ['the wrong type', TAG.utf8String, '260101000000Z'],
  ])('with %s are refused', (_, tag, digits) => {
    expect(() => readTime(text(tag, digits), 'a time')).toThrow(X509Error);
  });
});
