/**
 * Holding the lock of a server: its lease is renewed three times as often as it runs out. That goes on beside whatever
 * is done on the server meanwhile, since one step there may take many minutes, and a lock that is not renewed for a
 * minute is anybody's.
 */
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {ServerId} from '../../core/model/desired.ts';
import type {Emit} from '../events.ts';
import type {Connection, LockInfo, Step, StepResult} from '../ports/connection.ts';
import type {CallContext} from '../ports/context.ts';
import type {Clock} from '../ports/host.ts';
import {unexpected} from '../world.ts';

/** How long a lock holds without being renewed. A run renews its locks three times as often. */
export const LEASE_MS = 60_000;
/** What a connection says of a lock that was this run's. */
const LOCK_LOST = 'LOCK_LOST';

/** A server, and how it is called. */
export interface Calling {
  readonly server: ServerId;
  readonly connection: Connection;
  readonly cx: CallContext;
}

export interface Holding extends Calling {
  readonly clock: Clock;
  readonly emit: Emit;
  /** The lock as this run has won it. */
  readonly won: LockInfo;
  /** The same, with a lease that begins now. */
  readonly lockNow: () => LockInfo;
}

/** A lock that this run has. */
export interface HeldLock {
  /** Why nothing more may be done for this server; undefined while its lock is this run's. */
  whyNot(): Promise<Diagnostic | undefined>;
  /** Whether it was another's, or nobody's, when it was to be renewed. */
  isLost(): boolean;
  /** Renews it no longer. Never rejects. */
  end(): Promise<void>;
}

/** Renews a lock until it is told to end. */
export function holdLock({clock, emit, won, lockNow, ...calling}: Holding): HeldLock {
  const ending = new AbortController();
  let lost: Diagnostic | undefined;
  let heldUntil = Date.parse(won.lease);
  let asking: Promise<Diagnostic | undefined> | undefined;

  const ask = async (): Promise<Diagnostic | undefined> => {
    const lock = lockNow();
    const [result] = await callSafely(calling, [{do: 'lock', lock, again: true}]);
    if (result?.outcome !== 'failed') {
      heldUntil = Date.parse(lock.lease);
      return undefined;
    }
    // Whoever had the lock meanwhile may have changed the same things: nothing more is done here.
    if (result.problem.code === LOCK_LOST) lost = result.problem;
    emit('diagnostic', {diagnostic: {...result.problem, severity: 'warning'}});
    return result.problem;
  };
  /** Gives why the lock could not be had for longer. One at a time: of two, the older lease might be written last. */
  const holdLonger = (): Promise<Diagnostic | undefined> => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const renewing = every(LEASE_MS / 3, {clock, signal: ending.signal}, async () => {
    if (lost === undefined) await holdLonger();
  });

  return {
    /** A run that was held up (a computer that slept, a way that was cut) acts only after the lock has shown to be still its own. */
    whyNot: async () => lost ?? (calling.cx.now().getTime() < heldUntil ? undefined : await holdLonger()),
    isLost: () => lost !== undefined,
    async end() {
      ending.abort();
      await renewing;
    },
  };
}

/** Counted from the beginning of one to that of the next: a lease is, too, and one that takes long eats up its own. */
async function every(
  periodMs: number,
  {clock, signal}: {readonly clock: Clock; readonly signal: AbortSignal},
  work: () => Promise<void>,
): Promise<void> {
  for (let pauseMs = periodMs; !signal.aborted; ) {
    await clock.sleep(pauseMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    const began = clock.now().getTime();
    await work();
    // A clock that was set back meanwhile makes no pause longer.
    const elapsedMs = Math.max(0, clock.now().getTime() - began);
    pauseMs = Math.max(0, periodMs - elapsedMs);
  }
}

/** Has a server do steps; an exception of the connection is told as a problem. */
export async function callSafely(
  {server, connection, cx}: Calling,
  steps: readonly Step[],
): Promise<readonly StepResult[]> {
  try {
    return await connection.perform(server, steps, cx);
  } catch (error) {
    return [{outcome: 'failed', problem: unexpected(error, server)}];
  }
}
