/**
 * Windows refuses for a moment what POSIX systems never refuse: a file that a virus scanner, an indexer or another
 * reader has open can be neither replaced nor removed, and one that is being removed cannot be opened. It is tried
 * again, as npm and Visual Studio Code do, but not for long: a file that may really not be written says the same.
 */
import {setTimeout as wait} from 'node:timers/promises';
import {codeOf} from '../core/system-error.ts';

/** What is waited for. Milliseconds before each further attempt, about three seconds in all; a tenth of one for reading. */
const PAUSES = {writing: [10, 20, 50, 100, 200, 400, 800, 1600], reading: [10, 30, 60]} as const;

/** How Windows says that another has it open, or that it is on its way out. */
const BUSY = new Set(['EACCES', 'EBUSY', 'EPERM']);

export interface Patience {
  readonly platform: NodeJS.Platform;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

export const PATIENCE: Patience = {platform: process.platform, pause: milliseconds => wait(milliseconds)};

export interface Attempt<T> {
  readonly for: keyof typeof PAUSES;
  readonly work: () => Promise<T> | T;
  /** Errors besides those of a busy file that pass. */
  readonly also?: string;
  /** Whether it is of no use to wait; asked once, after the first refusal. */
  readonly isHopeless?: () => boolean;
}

/** Does the work; on Windows again and again while a file is busy. Rejects with the last error of the system. */
export async function patiently<T>({platform, pause}: Patience, attempt: Attempt<T>): Promise<T> {
  const pauses = platform === 'win32' ? PAUSES[attempt.for] : [];
  for (let tries = 0; ; tries++) {
    try {
      return await attempt.work();
    } catch (error) {
      const milliseconds = pauses[tries];
      const code = codeOf(error) ?? '';
      if (milliseconds === undefined || !(BUSY.has(code) || code === attempt.also)) throw error;
      if (tries === 0 && attempt.isHopeless?.()) throw error;
      await pause(milliseconds);
    }
  }
}
