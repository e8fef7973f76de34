import {expect, test} from '@jest/globals';
import {minute, second} from '../../src/core/moment.ts';

test.each(['2026-08-22T10:00:07Z', '2026-08-22T10:00:07.456Z'])('%s is read without its technical letters', time => {
  expect(minute(time)).toBe('2026-08-22 10:00 UTC');
  expect(second(time)).toBe('2026-08-22 10:00:07 UTC');
});
