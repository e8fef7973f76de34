import {cachedDataVersionTag} from 'node:v8';
import {describe, expect, jest, test} from '@jest/globals';
import {compileLate} from '../../src/host/compile-late.ts';

const NODE_20 = '11.3.244.8-node.33';
const LATER = ['12.4.254.21-node.33', '13.6.233.10-node.28', '14.6.202.33-node.18'];

const flags = () => jest.fn<(flags: string) => void>();

describe('while there is much to do', () => {
  test('only Node 20 is told when to compile: its flag is an error to later versions', async () => {
    const setFlags = flags();
    for (const later of LATER) expect(await compileLate(later, async () => 'done', setFlags)).toBe('done');
    expect(setFlags).not.toHaveBeenCalled();
  });

  test('it is told before the work, and the usual after it, also when the work fails', async () => {
    const setFlags = flags();
    const work = async () => {
      expect(setFlags.mock.calls).toEqual([['--interrupt-budget=200000']]);
      throw new Error('no servers');
    };
    await expect(compileLate(NODE_20, work, setFlags)).rejects.toThrow('no servers');
    expect(setFlags.mock.calls.at(-1)).toEqual(['--interrupt-budget=67584']);
  });

  test('V8 takes afterwards what was compiled ahead of it', async () => {
    const before = cachedDataVersionTag();
    const during = await compileLate(process.versions.v8, async () => cachedDataVersionTag());
    expect(during !== before).toBe(process.versions.v8.startsWith('11.'));
    expect(cachedDataVersionTag()).toBe(before);
  });
});
