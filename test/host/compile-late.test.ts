import {expect, jest, test} from '@jest/globals';
import {compileInTime, compileLate} from '../../src/host/compile-late.ts';

const newFlags = () => jest.fn<(flags: string) => void>();

test('only Node 20 is told when to compile: its flag is an error to later versions', () => {
  const setFlags = newFlags();
  for (const later of ['12.4.254.21-node.33', '13.6.233.10-node.28', '14.6.202.33-node.18']) {
    compileLate(later, setFlags);
    compileInTime(later, setFlags);
  }
  expect(setFlags).not.toHaveBeenCalled();
});

test('what turns out to be long is compiled as V8 would have it', () => {
  const setFlags = newFlags();
  compileLate('11.3.244.8-node.33', setFlags);
  compileInTime('11.3.244.8-node.33', setFlags);
  expect(setFlags.mock.calls).toEqual([['--interrupt-budget=400000'], ['--interrupt-budget=135168']]);
});
