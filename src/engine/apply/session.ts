/**
 * A session is what an apply has with one server: the lock, taken with the first call and renewed while it lasts
 * (hold-lock.ts), and calls that go one after the other. When the lock is lost while one of them is running, what it has
 * not begun is not begun. However a session ends, the lock is given back; a runner that dies leaves a lock whose lease
 * runs out.
 */
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {ServerId} from '../../core/model/desired.ts';
import type {Emit} from '../events.ts';
import type {Connection, LockInfo, Step, StepResult} from '../ports/connection.ts';
import type {CallContext} from '../ports/context.ts';
import type {Clock} from '../ports/host.ts';
import {unexpected} from '../world.ts';
import {callSafely, type HeldLock, holdLock, LEASE_MS} from './hold-lock.ts';

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
  /** One round trip; the calls of one session go one after the other, only renewals of its lock go beside them. */
  perform(steps: readonly Step[]): Promise<readonly StepResult[]>;
  /** Why nothing more may be done for this server; undefined while its lock is this run's. */
  whyNot(): Promise<Diagnostic | undefined>;
  /** Gives the lock back when every call has come to its end. Whoever comes later waits for the same. Never rejects. */
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
  return 'lock' in won ? {session: runningSession(input, holdLock({...input, lockNow, won: won.lock}))} : won;
}

/** Tries, pausing 1, 2, 4 … 16 seconds in between, until the lock is won or the time is over. */
async function acquire(input: SessionInput, lockNow: () => LockInfo): Promise<NoSession | {readonly lock: LockInfo}> {
  const {server, connection, request, clock, emit, cx, stopping} = input;
  const start = cx.now().getTime();
  for (let pause = 1000; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const lock = lockNow();
    const [result] = await callSafely(input, [{do: 'lock', lock}]);
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

function runningSession({server, connection, emit, cx, request}: SessionInput, held: HeldLock): Session {
  let last: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next;
    return next;
  };
  const release = async (): Promise<void> => {
    await held.end();
    if (held.isLost()) return;
    // Even a run that is broken off gives its locks back.
    const patient = {...cx, signal: new AbortController().signal};
    const [result] = await callSafely({server, connection, cx: patient}, [{do: 'unlock', id: request.lock.id}]);
    if (result?.outcome === 'failed') emit('diagnostic', {diagnostic: {...result.problem, severity: 'warning'}});
    else emit('lock_released', {server, id: request.lock.id});
  };

  return {
    server,
    connection,
    perform: steps =>
      inTurn(async () => {
        const problem = await held.whyNot();
        if (problem !== undefined) return [{outcome: 'failed', problem}];
        return callSafely({server, connection, cx: {...cx, whyNot: held.whyNot}}, steps);
      }),
    whyNot: held.whyNot,
    close() {
      closing ??= inTurn(release);
      return closing;
    },
  };
}
