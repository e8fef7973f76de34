import {expect, test} from '@jest/globals';
import {whileRunning} from '../../src/core/while-running.ts';

/** Work that ends when the test says so, and tells how often it began. */
function work() {
  const ends: ((text: string) => void)[] = [];
  const common = whileRunning(
    () =>
      new Promise<string>(resolve => {
        ends.push(resolve);
      }),
  );
  return {common, ends};
}

test('all who ask while the work is being done get what comes of it, who asks later gets new work', async () => {
  const {common, ends} = work();
  const asked = Promise.all([common.ask(), common.ask(), common.ask()]);
  ends[0]?.('first');
  expect(await asked).toEqual(['first', 'first', 'first']);
  const later = common.ask();
  ends[1]?.('second');
  expect(await later).toBe('second');
  expect(ends).toHaveLength(2);
});

test('after a change nobody is given what began before, and its end does not end what began since', async () => {
  const {common, ends} = work();
  const before = common.ask();
  common.forget();
  const after = common.ask();
  ends[0]?.('old');
  expect(await before).toBe('old');
  const beside = common.ask();
  ends[1]?.('new');
  expect([await after, await beside]).toEqual(['new', 'new']);
  expect(ends).toHaveLength(2);
});

test('work that fails fails for all who asked, and is tried again for the next', async () => {
  let tries = 0;
  const common = whileRunning(async () => {
    tries += 1;
    if (tries === 1) throw new Error('not now');
    return tries;
  });
  const asked = await Promise.allSettled([common.ask(), common.ask()]);
  expect(asked.map(({status}) => status)).toEqual(['rejected', 'rejected']);
  expect(await common.ask()).toBe(2);
});
