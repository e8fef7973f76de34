import {setTimeout as wait} from 'node:timers/promises';
import type {Clock} from '../engine/ports/host.ts';

/** Node's timers hold a signed 32-bit number of milliseconds; longer ones would end at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const clock: Clock = {
  now: () => new Date(),

  async sleep(milliseconds, signal) {
    for (let left = milliseconds; left > 0; left -= LONGEST_TIMER) {
      await wait(Math.min(left, LONGEST_TIMER), undefined, {signal});
    }
    signal.throwIfAborted();
  },
};
