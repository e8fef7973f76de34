/**
 * What a server's lock is, wherever its files lie: a chain of files, each made by one exclusive create, so that of
 * several takers exactly one wins.
 *
 * lock.json is the first. Whoever finds it abandoned (its lease has expired, or its process has ended) takes over by
 * creating lock-<digest of what is superseded>.json, and that file may be superseded in the same way. The last file of
 * the chain is the holder's. Nothing is ever moved or overwritten that another might rely on, and a kill at any point
 * leaves a chain that reads well:
 * - an abandoned lock is never changed in place, not even by its owner, nor one that may be abandoned before that has come
 *   through: renewing or releasing it begins with superseding it;
 * - who has superseded checks that the chain still leads to its file: the previous holder may have released meanwhile;
 * - who releases removes lock.json first, which frees the lock, and then what hung on it; a late taker that computed its
 *   name from the old chain finds either the name taken or lock.json gone.
 *
 * One case is left: a lock that is released by `cscert unlock` while its holder lives, and taken by another between that
 * holder's look at the chain and the rename by which it renews. The renewal then replaces the other's file, and both
 * believe that they hold the lock until the other renews, within 20 seconds, and stops with LOCK_LOST. Files have no
 * rename that compares first. `unlock` is for runs that are dead, and asks first.
 */
import type {Diagnostic} from '../core/diagnostic.ts';
import {sha256Hex} from '../core/digest.ts';
import {isMapping} from '../core/mapping.ts';
import type {LockInfo} from '../engine/ports/connection.ts';
import type {Host} from '../engine/ports/host.ts';
import {type StepTrouble, stepProblem, stepTrouble} from './step-problems.ts';

/** The first file of the chain. */
export const FIRST_LOCK = 'lock.json';

/** One file of the chain. */
export interface LockLink {
  readonly path: string;
  readonly text: string;
  readonly lock: LockInfo;
}

/** So many takeovers without one release do not happen; a longer chain is a loop that somebody built. */
export const MAX_LOCK_LINKS = 100;
/** How often a lock is tried for that others want at the same moment. */
export const LOCK_TRIES = 8;

const FIELDS = ['id', 'operation', 'owner', 'run', 'version', 'since', 'lease'] as const satisfies (keyof LockInfo)[];

/** The file that supersedes one with this text. */
export const successorOf = (text: string): string => `lock-${sha256Hex(text).slice(0, 16)}.json`;

/** What nobody can read is held by nobody knows whom, and for ever: `unlock unreadable` releases it. */
export function parseLock(text: string): LockInfo {
  const value = parseObject(text);
  const entries = FIELDS.map(field => [field, value[field]] as const);
  const isWhole =
    entries.every(([, field]) => isShortText(field)) &&
    [value['lease'], value['since']].every(time => !Number.isNaN(Date.parse(`${time}`)));
  if (isWhole) {
    const table = value['table'];
    const whole = isShortText(table) ? [...entries, ['table', table]] : entries;
    return Object.fromEntries(whole) as unknown as LockInfo;
  }
  return {
    id: 'unreadable',
    operation: 'unknown',
    owner: 'unknown',
    run: 'unknown',
    version: 'unknown',
    since: '1970-01-01T00:00:00.000Z',
    lease: '9999-12-31T23:59:59.000Z',
  };
}

/** What is longer was not written by cscert, and would fill the screen. */
const isShortText = (value: unknown): value is string => typeof value === 'string' && value.length <= 500;

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : {};
  } catch {
    return {};
  }
}

/** Who judges a lock: the time, and what is known of processes. */
export interface LockJudge {
  readonly now: () => Date;
  readonly hasEnded: Host['hasEnded'];
}

export function isAbandoned(held: LockInfo, {now, hasEnded}: LockJudge): boolean {
  return Date.parse(held.lease) <= now().getTime() || hasEnded(held);
}

function describe(held: LockInfo): string {
  return `${held.owner} holds it for ${held.operation} (lock ${held.id}, process ${held.run}) since ${held.since}, until ${held.lease} unless it is renewed`;
}

/** No change of a lock in place takes longer: two calls of a slow server. */
const MARGIN_MS = 15_000;

/** Whether its owner, too, has to supersede a lock: another might find it abandoned while it is changed in place. */
export function isRunningOut(held: LockInfo, {now, hasEnded}: LockJudge): boolean {
  return isAbandoned(held, {now: () => new Date(now().getTime() + MARGIN_MS), hasEnded});
}

export function heldBy(held: LockInfo, server: string): StepTrouble {
  return stepTrouble('LOCK_HELD', {
    detail: `${server}: ${describe(held)}.`,
    help: `Wait for it to end. If that run is dead, release the lock with cscert unlock ${held.id}.`,
  });
}

/** Of a lock that a run had: `held` by another, or by nobody. */
export function lockLost(server: string, held: LockInfo | undefined): StepTrouble {
  const now = held === undefined ? 'nobody holds it any more' : describe(held);
  return stepTrouble('LOCK_LOST', {
    detail: `${server}: ${now}. This run was held up for longer than its lease, or somebody released its lock: others may have changed the server since.`,
    help: 'Run the command again: it goes on from what it finds.',
  });
}

export function contested(server: string): StepTrouble {
  return stepTrouble('LOCK_HELD', {
    detail: `${server}: several runs want the lock at the same moment, and this one has not won it.`,
    help: 'Run the command again.',
  });
}

/** What is told of a lock that was taken over. */
export function takenOver(held: LockInfo, {hasEnded}: LockJudge): Diagnostic {
  const dead = hasEnded(held);
  return stepProblem('LOCK_TAKEN_OVER', {
    severity: 'warning',
    detail: dead
      ? `${held.owner} held it for ${held.operation} (lock ${held.id}) since ${held.since}; its process ${held.run} has ended.`
      : `${describe(held)}: that moment has passed.`,
    ...(!dead && {help: 'If that run is still working, its clock is wrong or it was suspended: stop it.'}),
  });
}
