/**
 * A lock file beside the configuration: an early refusal for two runs of one checkout, nothing more. What protects the
 * servers is the lock on each of them; runners of a pipeline share no disk.
 */
import {join} from 'node:path';
import type {Diagnostic} from '../core/diagnostic.ts';
import {minute} from '../core/moment.ts';
import {codeOf, messageOf} from '../core/system-error.ts';
import {LEASE_MS} from '../engine/apply/hold-lock.ts';
import type {LockInfo} from '../engine/ports/connection.ts';
import {clean} from '../report/clean.ts';
import type {CommandContext, Ending} from './command.ts';
import {problem} from './problem.ts';

const NAME = '.cscert.lock';
const LIMIT = 65_536;
const MODE = {mode: 0o600};
const PAUSE_MS = 1000;

export interface Locking {
  /** Folder of the configuration. */
  readonly base: string;
  /** How long to wait for another's lock. */
  readonly timeoutMs: number;
  /** Ends the waiting. */
  readonly stopping: AbortSignal;
}

/**
 * Runs `work` with the lock of a deployment's checkout, or says who has it and returns 1; says nothing where the waiting was
 * ended, since whoever ended it knows.
 */
export async function withDeploymentLock(
  cx: CommandContext,
  {base, ...patience}: Locking,
  work: (id: string) => Promise<Ending>,
): Promise<Ending> {
  const {host, output} = cx;
  const id = host.random(4).toString('hex');
  const mine: Mine = {path: join(base, NAME), id, since: host.clock.now()};
  const refusal = await takeInTime(cx, mine, patience);
  const refused = refusal?.severity === 'error';
  if (refused && patience.stopping.aborted) return 1;
  if (refusal !== undefined) output.diagnose([refusal]);
  if (refused) return 1;
  const ending = new AbortController();
  const renewing = renew(cx, mine, ending.signal);
  try {
    return await work(id);
  } finally {
    ending.abort();
    await renewing;
    if (await isMine(cx, mine)) {
      await host.files.remove(mine.path).catch((error: unknown) => output.diagnose([notUsable(error)]));
    }
  }
}

/**
 * Takes away the lock of a run that a person has given up. Why not, else undefined: since that person looked, another run
 * may have taken it, whose lock stays.
 */
export async function removeDeploymentLock(
  cx: CommandContext,
  path: string,
  id: string,
): Promise<Diagnostic | undefined> {
  try {
    const held = await readDeploymentLock(cx, path);
    if (held === undefined) return undefined;
    if (held.id !== id) return heldBy(held);
    await cx.host.files.remove(path);
    return undefined;
  } catch (error) {
    return {...notUsable(error), severity: 'error'};
  }
}

/** A lock that this run took or wants to take. */
interface Mine {
  readonly path: string;
  readonly id: string;
  readonly since: Date;
}

/** Another run may have taken it over, or a person may have given it back. */
async function isMine(cx: CommandContext, {path, id}: Mine): Promise<boolean> {
  const held = await readDeploymentLock(cx, path).catch(() => undefined);
  return held?.id === id;
}

/** Tries each second, until the lock is won or the time is over; says once for whom it waits. */
async function takeInTime(
  cx: CommandContext,
  mine: Mine,
  {timeoutMs, stopping}: Omit<Locking, 'base'>,
): Promise<Diagnostic | undefined> {
  const {clock} = cx.host;
  const end = clock.now().getTime() + timeoutMs;
  for (let said = false; ; said = true) {
    const refusal = await take(cx, mine);
    const left = end - clock.now().getTime();
    if (refusal?.severity !== 'error' || left <= 0 || stopping.aborted) return refusal;
    if (!said) cx.output.remark(`Waiting for another run. ${clean(refusal.detail)}\n`);
    await clock.sleep(Math.min(PAUSE_MS, left), stopping).catch(() => undefined);
  }
}

async function take(cx: CommandContext, mine: Mine): Promise<Diagnostic | undefined> {
  const {host, output} = cx;
  const {path} = mine;
  try {
    if (await host.files.create(path, lockText(cx, mine), MODE)) return undefined;
    const held = await readDeploymentLock(cx, path);
    const dead = held !== undefined && host.hasEnded(held);
    if (held !== undefined && !dead && new Date(held.lease) > host.clock.now()) return heldBy(held);
    // Where it is gone by now, its run has ended in order.
    if (await host.files.remove(path)) output.diagnose([takenOver(held, dead)]);
    if (await host.files.create(path, lockText(cx, mine), MODE)) return undefined;
    // Who was faster is not the one whose lock it was.
    return heldBy(undefined);
  } catch (error) {
    // A checkout that cannot be written is no reason not to work: the servers have locks of their own.
    return notUsable(error);
  }
}

function notUsable(error: unknown): Diagnostic {
  const detail = messageOf(error);
  return {
    ...problem('LOCK_FILE', 'The lock file beside the configuration cannot be used', {detail}),
    severity: 'warning',
  };
}

function lockText({host}: CommandContext, {id, since}: Mine): string {
  const {owner, pid, table, version} = host.identity;
  const lease = new Date(host.clock.now().getTime() + LEASE_MS).toISOString();
  const run = {run: String(pid), ...(table !== undefined && {table})};
  const lock: LockInfo = {id, operation: 'apply', owner, ...run, version, since: since.toISOString(), lease};
  return `${JSON.stringify(lock, null, 2)}\n`;
}

async function renew(cx: CommandContext, mine: Mine, signal: AbortSignal): Promise<void> {
  const {clock, files} = cx.host;
  while (!signal.aborted) {
    await clock.sleep(LEASE_MS / 3, signal).catch(() => undefined);
    if (signal.aborted || !(await isMine(cx, mine))) continue;
    await files.write(mine.path, lockText(cx, mine), MODE).catch(() => undefined);
  }
}

/**
 * The lock of a checkout; undefined when there is none or it cannot be understood. Throws where its file cannot be opened:
 * it may be that of another account, which is at work.
 */
export async function readDeploymentLock({host}: CommandContext, path: string): Promise<LockInfo | undefined> {
  const bytes = await host.files.read(path, LIMIT).catch(unlessTooLarge);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isLock(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is too large was not written by cscert, and is nobody's lock. */
function unlessTooLarge(error: unknown): undefined {
  if (codeOf(error) !== 'EFBIG') throw error;
}

function isLock(value: unknown): value is LockInfo {
  if (typeof value !== 'object' || value === null) return false;
  // What is longer was not written by cscert, and would fill the screen.
  const isShortText = (text: unknown): boolean => typeof text === 'string' && text.length <= 500;
  return ['id', 'operation', 'owner', 'run', 'version', 'since', 'lease'].every(key =>
    isShortText(Reflect.get(value, key)),
  );
}

export const deploymentLockPath = (base: string): string => join(base, NAME);

function heldBy(lock: LockInfo | undefined): Diagnostic {
  return problem('LOCK_HELD', 'Another apply is running', {
    detail: lock
      ? `${lock.owner} (process ${lock.run}) has been applying this configuration since ${minute(lock.since)}; lock ${lock.id}.`
      : 'Another run has just taken the lock of this configuration.',
    help: lock ? `Wait for it. If it no longer runs: cscert unlock ${lock.id}` : 'Wait for it and run apply again.',
  });
}

function takenOver(lock: LockInfo | undefined, dead: boolean): Diagnostic {
  const why = dead ? 'which has ended' : `whose lease ran out at ${lock?.lease}`;
  const who = lock ? `${lock.owner} (process ${lock.run}), ${why}` : 'a run that left no readable lock';
  return {
    ...problem('LOCK_TAKEN_OVER', 'An abandoned lock was taken over', {detail: `It was held by ${who}.`}),
    severity: 'warning',
  };
}
