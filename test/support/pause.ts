import {setImmediate as turn, setTimeout as wait} from 'node:timers/promises';

/**
 * Milliseconds between one look and the next, and a turn in which Node hears what happened meanwhile. Two that look for
 * longer than they pause would else keep it among its timers, and nobody would hear that what they watch is over.
 */
export async function pause(ms: number): Promise<void> {
  await wait(ms);
  await turn();
}
