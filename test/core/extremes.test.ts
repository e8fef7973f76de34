import {expect, test} from '@jest/globals';
import {greatest, least} from '../../src/core/extremes.ts';

test('of none they are what Math.max and Math.min say', () => {
  expect([greatest([]), least([])]).toEqual([Math.max(), Math.min()]);
});

test('more numbers than a call takes arguments are no trouble', () => {
  const many = Array.from({length: 500_000}, (_, at) => (at * 7919) % 500_009);
  expect(() => Math.max(...many)).toThrow(RangeError);
  expect([greatest(many), least(many)]).toEqual([500_008, 0]);
});
