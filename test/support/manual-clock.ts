import {setImmediate as turn} from 'node:timers/promises';
import type {Clock} from '../../src/engine/ports/host.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that goes only when a test lets it. Who sleeps really sleeps, until `advance` or `pass` reaches the end. */
export class ManualClock implements Clock {
  #time: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start = '2026-03-02T12:00:00.000Z') {
    this.#time = Date.parse(start);
  }

  readonly now = (): Date => new Date(this.#time);

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const sleeper: Sleeper = {
        until: this.#time + milliseconds,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      };
      signal.addEventListener('abort', stop, {once: true});
      this.#sleepers.add(sleeper);
    });
  }

  /** Moves the time and wakes whoever has slept enough, without waiting for what they do then. */
  advance(milliseconds: number): void {
    this.#time += milliseconds;
    for (const sleeper of this.#sleepers) if (sleeper.until <= this.#time) sleeper.wake();
  }

  /** Moves the time and wakes nobody, as a computer that slept finds it when it is woken. */
  jump(milliseconds: number): void {
    this.#time += milliseconds;
  }

  /** Lets time go by from sleeper to sleeper; each gets its turn before the next one wakes. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#time + milliseconds;
    for (;;) {
      await settle();
      const next = Math.min(...[...this.#sleepers].map(sleeper => sleeper.until));
      if (next > end) break;
      this.advance(Math.max(0, next - this.#time));
    }
    this.advance(end - this.#time);
    await settle();
  }

  /** How many are asleep. */
  get sleeping(): number {
    return this.#sleepers.size;
  }
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await turn();
}
