/**
 * A lock file beside the configuration: an early refusal for two runs of one checkout, nothing more. What protects the
 * servers is the lock on each of them; runners of a pipeline share no disk.
 */
import {join} from 'node:path';
import type {Diagnostic} from '../core/diagnostic.ts';
import {LEASE_MS} from '../engine/apply/session.ts';
import type {LockInfo} from '../engine/ports/connection.ts';
import type {CommandContext} from './command.ts';
import type {ExitCode} from './exit-code.ts';
import {problem} from './problem.ts';

const NAME = '.cscert.lock';
const LIMIT = 65_536;
const MODE = {mode: 0o600};

/** Runs `work` with the lock of a deployment's checkout, or says who has it and returns 1. */
export async function withDeploymentLock(
  cx: CommandContext,
  base: string,
  work: (id: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const {host, output} = cx;
  const id = host.random(4).toString('hex');
  const path = join(base, NAME);
  const refusal = await take(cx, path, id);
  if (refusal !== undefined) {
    output.diagnose([refusal]);
    if (refusal.severity === 'error') return 1;
    return work(id);
  }
  const ending = new AbortController();
  const renewing = renew(cx, path, {id, signal: ending.signal});
  try {
    return await work(id);
  } finally {
    ending.abort();
    await renewing;
    await host.files.remove(path).catch(() => false);
  }
}

async function take(cx: CommandContext, path: string, id: string): Promise<Diagnostic | undefined> {
  const {host, output} = cx;
  try {
    if (await host.files.create(path, lockText(cx, id), MODE)) return undefined;
    const held = await readDeploymentLock(cx, path);
    if (held !== undefined && new Date(held.lease) > host.clock.now()) return heldBy(held);
    output.diagnose([takenOver(held)]);
    await host.files.remove(path);
    if (await host.files.create(path, lockText(cx, id), MODE)) return undefined;
    return heldBy(held);
  } catch (error) {
    // A checkout that cannot be written is no reason not to work: the servers have locks of their own.
    const detail = error instanceof Error ? error.message : String(error);
    return {
      ...problem('LOCK_FILE', 'The lock file beside the configuration cannot be written', {detail}),
      severity: 'warning',
    };
  }
}

function lockText({host}: CommandContext, id: string): string {
  const {owner, pid, version} = host.identity;
  const now = host.clock.now();
  const lease = new Date(now.getTime() + LEASE_MS).toISOString();
  const lock: LockInfo = {id, operation: 'apply', owner, run: String(pid), version, since: now.toISOString(), lease};
  return `${JSON.stringify(lock, null, 2)}\n`;
}

async function renew(cx: CommandContext, path: string, {id, signal}: {id: string; signal: AbortSignal}): Promise<void> {
  const {clock, files} = cx.host;
  while (!signal.aborted) {
    await clock.sleep(LEASE_MS / 3, signal).catch(() => undefined);
    if (!signal.aborted) await files.write(path, lockText(cx, id), MODE).catch(() => undefined);
  }
}

/** The lock of a checkout; undefined when there is none or it cannot be understood. */
export async function readDeploymentLock({host}: CommandContext, path: string): Promise<LockInfo | undefined> {
  const bytes = await host.files.read(path, LIMIT).catch(() => undefined);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isLock(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLock(value: unknown): value is LockInfo {
  if (typeof value !== 'object' || value === null) return false;
  return ['id', 'operation', 'owner', 'run', 'version', 'since', 'lease'].every(
    key => typeof Reflect.get(value, key) === 'string',
  );
}

export const deploymentLockPath = (base: string): string => join(base, NAME);

function heldBy(lock: LockInfo | undefined): Diagnostic {
  return problem('LOCK_HELD', 'Another apply is running', {
    detail: lock
      ? `${lock.owner} (process ${lock.run}) has been applying this configuration since ${lock.since}; lock ${lock.id}.`
      : 'Another run has just taken the lock of this configuration.',
    help: lock ? `Wait for it. If it no longer runs: cscert unlock ${lock.id}` : 'Wait for it and run apply again.',
  });
}

function takenOver(lock: LockInfo | undefined): Diagnostic {
  const who = lock
    ? `${lock.owner} (process ${lock.run}), whose lease ran out at ${lock.lease}`
    : 'a run that left no readable lock';
  return {
    ...problem('LOCK_TAKEN_OVER', 'An abandoned lock was taken over', {detail: `It was held by ${who}.`}),
    severity: 'warning',
  };
}
