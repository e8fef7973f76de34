import {expect, test} from '@jest/globals';
import {few} from '../../src/core/few.ts';

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c'], 'a, b and 1 more'],
])('of %j two are named, and the others counted', (items, text) => {
  expect(few(items, 2)).toBe(text);
});

test('what holds commas itself is kept apart otherwise', () => {
  expect(few(['CN=a, O=x', 'CN=b, O=x'], 3, '; ')).toBe('CN=a, O=x; CN=b, O=x');
});
