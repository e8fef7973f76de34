import {expect, test} from '@jest/globals';
import {exact} from '../../src/core/exact.ts';

test('a list is the same in a list of its own', () => {
  const grown: number[] = [];
  grown.push(1, 2);
  const kept = exact(grown);
  grown.push(3);
  expect(kept).toEqual([1, 2]);
});
