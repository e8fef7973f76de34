import {expect, test} from '@jest/globals';
import {within} from '../../../src/connections/powershell/within.ts';
import type {Clock} from '../../../src/engine/ports/host.ts';

/** A clock whose one pause ends when it is told to; `waiting` says whether somebody still waits for it. */
function oneSleep() {
  const state = {waiting: false, end: (): void => undefined};
  const clock: Clock = {
    now: () => new Date(0),
    sleep: (_milliseconds, signal) =>
      new Promise((resolve, reject) => {
        state.waiting = true;
        const settle = (how: () => void) => () => {
          state.waiting = false;
          how();
        };
        state.end = settle(resolve);
        signal.addEventListener(
          'abort',
          settle(() => reject(signal.reason as Error)),
        );
      }),
  };
  return {clock, state};
}

const tooLong = () => new Error('too long');
const never = new Promise<never>(() => undefined);

test('what comes in time is given, be it good or bad, and no timer is left', async () => {
  const {clock, state} = oneSleep();
  await expect(within(Promise.resolve('it'), {milliseconds: 5, clock, tooLong})).resolves.toBe('it');
  expect(state.waiting).toBe(false);
  const failing = within(Promise.reject(new Error('its own')), {milliseconds: 5, clock, tooLong});
  await expect(failing).rejects.toThrow('its own');
  expect(state.waiting).toBe(false);
});

test('what takes longer is not waited for', async () => {
  const {clock, state} = oneSleep();
  const waited = within(never, {milliseconds: 5, clock, tooLong});
  state.end();
  await expect(waited).rejects.toThrow('too long');
});

test('a run that is broken off waits no longer, and says so in words of its own', async () => {
  const {clock, state} = oneSleep();
  const run = new AbortController();
  const until = {signal: run.signal, stopped: () => new Error('broken off')};
  const waited = within(never, {milliseconds: 5, clock, tooLong, until});
  run.abort();
  await expect(waited).rejects.toThrow('broken off');
  expect(state.waiting).toBe(false);
});

test('a run that is broken off after the answer came does not take it away', async () => {
  const {clock} = oneSleep();
  const run = new AbortController();
  const until = {signal: run.signal, stopped: () => new Error('broken off')};
  const waited = within(Promise.resolve('it'), {milliseconds: 5, clock, tooLong, until});
  run.abort();
  await expect(waited).resolves.toBe('it');
});
