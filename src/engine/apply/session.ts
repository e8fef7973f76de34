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
/** The same of a lock that was this run's. */
const LOCK_LOST = 'LOCK_LOST';

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
  /** Why nothing more may be done for this server; undefined while its lock is this run's. */
  whyNot(): Promise<Diagnostic | undefined>;
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
  const won = await acquire(input, lockNow);
  return 'lock' in won ? {session: runningSession(input, lockNow, won.lock)} : won;
}

/** Tries, pausing 1, 2, 4 … 16 seconds in between, until the lock is won or the time is over. */
async function acquire(input: SessionInput, lockNow: () => LockInfo): Promise<NoSession | {readonly lock: LockInfo}> {
  const {server, connection, request, clock, emit, cx, stopping} = input;
  const start = cx.now().getTime();
  for (let pause = 1000; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const lock = lockNow();
    const [result] = await callSafely(connection, server, [{do: 'lock', lock}], cx);
    if (result === undefined) return {problem: unexpected('no answer to a lock', server)};
    if (result.outcome !== 'failed') {
      if (result.warning) emit('diagnostic', {diagnostic: result.warning});
      emit('lock_acquired', {server, lock});
      return {lock};
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
  won: LockInfo,
): Session {
  const ending = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  let lost: Diagnostic | undefined;
  let heldUntil = Date.parse(won.lease);

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next;
    return next;
  };
  const warn = (problem: Diagnostic): void => emit('diagnostic', {diagnostic: {...problem, severity: 'warning'}});

  /** Gives why the lock could not be had for longer. */
  const holdLonger = async (): Promise<Diagnostic | undefined> => {
    const lock = lockNow();
    const [result] = await callSafely(connection, server, [{do: 'lock', lock, again: true}], cx);
    if (result?.outcome !== 'failed') {
      heldUntil = Date.parse(lock.lease);
      return undefined;
    }
    // Whoever had the lock meanwhile may have changed the same things: nothing more is done here.
    if (result.problem.code === LOCK_LOST) lost = result.problem;
    warn(result.problem);
    return result.problem;
  };
  /** A run that was held up (a computer that slept, a long call) acts only after the lock has shown to be still its own. */
  const whyNot = async (): Promise<Diagnostic | undefined> =>
    lost ?? (cx.now().getTime() < heldUntil ? undefined : await holdLonger());

  const renewing = renew(clock, ending.signal, () =>
    inTurn(async () => {
      if (lost === undefined) await holdLonger();
    }),
  );

  return {
    server,
    connection,
    perform: steps =>
      inTurn(async () => {
        const problem = await whyNot();
        return problem ? [{outcome: 'failed', problem}] : callSafely(connection, server, steps, cx);
      }),
    whyNot: () => inTurn(whyNot),
    async close() {
      ending.abort();
      await renewing;
      if (lost) return;
      // Even a run that is broken off gives its locks back.
      const patient = {...cx, signal: new AbortController().signal};
      const [result] = await inTurn(() =>
        callSafely(connection, server, [{do: 'unlock', id: request.lock.id}], patient),
      );
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
