import {expect, jest, test} from '@jest/globals';
import {compileLate} from '../../src/host/compile-late.ts';

test('only Node 20 is told when to compile: its flag is an error to later versions', () => {
  const setFlags = jest.fn<(flags: string) => void>();
  for (const later of ['12.4.254.21-node.33', '13.6.233.10-node.28', '14.6.202.33-node.18']) {
    compileLate(later, setFlags);
  }
  expect(setFlags).not.toHaveBeenCalled();
  compileLate('11.3.244.8-node.33', setFlags);
  expect(setFlags.mock.calls).toEqual([['--interrupt-budget=200000']]);
});
