/**
 * A session is what an apply has with one server: the lock, taken with the first call and renewed while it lasts,
 * and calls that go one after the other. However it ends, the lock is given back; a runner that dies leaves a lock
 * whose lease runs out.
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
const LONGEST_PAUSE_MS = 16_000;
/** What a connection says of a lock that is another's. */
const LOCK_HELD = 'LOCK_HELD';

/** Who takes a lock, and how long one waits for it. */
export interface LockRequest {
  readonly lock: Omit<LockInfo, 'since' | 'lease'>;
  readonly timeoutMs: number;
}

export interface SessionInput {
  /** Ends the waiting for another's lock. */
  readonly stopping: AbortSignal;
  readonly server: ServerId;
  readonly connection: Connection;
  readonly request: LockRequest;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly cx: CallContext;
}

/** A server whose lock this run has. */
export interface Session {
  readonly server: ServerId;
  readonly connection: Connection;
  /** One round trip; calls of one session never overlap. */
  perform(steps: readonly Step[]): Promise<readonly StepResult[]>;
  close(): Promise<void>;
}

/** Why there is no session: the lock was not won, or nobody wants it any more. */
type NoSession = {readonly problem: Diagnostic} | {readonly interrupted: true};

export type Opened = {readonly session: Session} | NoSession;

/** Takes the lock, waiting for another's as long as the request allows. */
export async function openSession(input: SessionInput): Promise<Opened> {
  const since = input.cx.now();
  const lockNow = (): LockInfo => ({
    ...input.request.lock,
    since: since.toISOString(),
    lease: new Date(input.cx.now().getTime() + LEASE_MS).toISOString(),
  });
  return (await acquire(input, lockNow)) ?? {session: runningSession(input, lockNow)};
}

/** Tries, pausing 1, 2, 4 … 16 seconds in between, until the lock is won or the time is over. */
async function acquire(input: SessionInput, lockNow: () => LockInfo): Promise<NoSession | undefined> {
  const {server, connection, request, clock, emit, cx, stopping} = input;
  const start = cx.now().getTime();
  for (let pause = 1000; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const lock = lockNow();
    const [result] = await callSafely(connection, server, [{do: 'lock', lock}], cx);
    if (result === undefined) return {problem: unexpected('no answer to a lock', server)};
    if (result.outcome !== 'failed') {
      if (result.warning) emit('diagnostic', {diagnostic: result.warning});
      emit('lock_acquired', {server, lock});
      return undefined;
    }
    const elapsedMs = cx.now().getTime() - start;
    const left = request.timeoutMs - elapsedMs;
    if (result.problem.code !== LOCK_HELD || left <= 0) return {problem: result.problem};
    const other = await connection.lockOf(server, cx).catch(() => undefined);
    if (other) emit('lock_waiting', {server, lock: other, elapsedMs});
    await clock.sleep(Math.min(pause, left), stopping).catch(() => undefined);
    if (stopping.aborted) return {interrupted: true};
  }
}

function runningSession(
  {server, connection, clock, emit, cx, request}: SessionInput,
  lockNow: () => LockInfo,
): Session {
  const ending = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let lost: Diagnostic | undefined;

  const perform = (steps: readonly Step[], context: CallContext = cx): Promise<readonly StepResult[]> => {
    const next = last.then(() =>
      lost ? [{outcome: 'failed', problem: lost} as const] : callSafely(connection, server, steps, context),
    );
    last = next;
    return next;
  };
  const warn = (problem: Diagnostic): void => emit('diagnostic', {diagnostic: {...problem, severity: 'warning'}});

  const renewing = renew(clock, ending.signal, async () => {
    const [result] = await perform([{do: 'lock', lock: lockNow()}]);
    if (result?.outcome !== 'failed') return;
    // Whoever has the lock now may be changing the same things: nothing more is done here.
    if (result.problem.code === LOCK_HELD) lost ??= result.problem;
    warn(result.problem);
  });

  return {
    server,
    connection,
    perform: steps => perform(steps),
    async close() {
      ending.abort();
      await renewing;
      if (lost) return;
      // Even a run that is broken off gives its locks back.
      const [result] = await perform([{do: 'unlock', id: request.lock.id}], {
        ...cx,
        signal: new AbortController().signal,
      });
      if (result?.outcome === 'failed') warn(result.problem);
      else emit('lock_released', {server, id: request.lock.id});
    },
  };
}

async function renew(clock: Clock, signal: AbortSignal, once: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(LEASE_MS / 3, signal).catch(() => undefined);
    if (!signal.aborted) await once();
  }
}

async function callSafely(
  connection: Connection,
  server: ServerId,
  steps: readonly Step[],
  cx: CallContext,
): Promise<readonly StepResult[]> {
  try {
    return await connection.perform(server, steps, cx);
  } catch (error) {
    return [{outcome: 'failed', problem: unexpected(error, server)}];
  }
}
