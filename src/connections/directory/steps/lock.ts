/**
 * A server's lock: a chain of files, each made by one exclusive create, so that of several takers exactly one wins.
 *
 * lock.json is the first. Whoever finds it abandoned (its lease has expired, or its process has ended) takes over by creating lock-<digest of what is superseded>.json,
 * and that file may be superseded in the same way. The last file of the chain is the holder's. Nothing is ever moved
 * or overwritten that another might rely on, and a kill at any point leaves a chain that reads well:
 * - an abandoned lock is never changed in place, not even by its owner: renewing or releasing it begins with superseding it;
 * - who has superseded checks that the chain still leads to its file: the previous holder may have released meanwhile;
 * - who releases removes lock.json first, which frees the lock, and then what hung on it; a late taker that computed its
 *   name from the old chain finds either the name taken or lock.json gone.
 */
import {join} from 'node:path';
import {canonicalJson, sha256Hex} from '../../../core/digest.ts';
import type {LockInfo, StepResult} from '../../../engine/ports/connection.ts';
import {jsonText, parseJson} from '../json.ts';
import {LOCK, PUBLIC_FILE} from '../layout.ts';
import {type OpenPlace, readText} from '../place.ts';
import {problem, Trouble} from '../problems.ts';
import {alreadyDone, done, type StepContext, type StepOf} from './context.ts';

interface Link {
  readonly path: string;
  readonly text: string;
  readonly lock: LockInfo;
}

const FIELDS = ['id', 'operation', 'owner', 'run', 'version', 'since', 'lease'] as const satisfies (keyof LockInfo)[];

/** So many takeovers without one release do not happen; a longer chain is a loop that somebody built. */
const MAX_LINKS = 100;
const TRIES = 8;

export async function lock(step: StepOf<'lock'>, cx: StepContext): Promise<StepResult> {
  const wanted = step.lock;
  for (let tries = 0; tries < TRIES; tries++) {
    const held = await lastLink(cx.place);
    if (held === undefined) {
      if (await createLink(cx.place, LOCK, wanted)) return done({lock: wanted});
      continue;
    }
    const isMine = held.lock.id === wanted.id;
    if (isAbandoned(held.lock, cx)) {
      if (!(await supersede(cx.place, held, wanted))) continue;
      return isMine ? done({lock: wanted}) : takenOver(held.lock, wanted, cx);
    }
    if (!isMine) throw heldBy(held.lock, cx.place);
    if (canonicalJson(held.lock) === canonicalJson(wanted)) return alreadyDone({lock: wanted});
    await cx.place.files.write(join(cx.place.folder, held.path), jsonText(wanted), PUBLIC_FILE);
    return done({lock: wanted});
  }
  throw contested(cx.place);
}

export async function unlock(step: StepOf<'unlock'>, cx: StepContext): Promise<StepResult> {
  for (let tries = 0; tries < TRIES; tries++) {
    const chain = await readChain(cx.place);
    const held = chain.at(-1);
    if (held === undefined) return alreadyDone();
    if (held.lock.id !== step.id) throw heldBy(held.lock, cx.place);
    if (isAbandoned(held.lock, cx)) {
      const {table: _, ...living} = held.lock;
      const lease = new Date(cx.now().getTime() + RELEASE_LEASE).toISOString();
      await supersede(cx.place, held, {...living, lease});
      continue;
    }
    for (const {path} of chain) await cx.place.files.remove(join(cx.place.folder, path));
    return done();
  }
  throw contested(cx.place);
}

/** Long enough for removing a few files. */
const RELEASE_LEASE = 60_000;

/** Who holds the lock; undefined when nobody does. Its lease may have expired. */
export async function readLock(place: OpenPlace): Promise<LockInfo | undefined> {
  return (await lastLink(place))?.lock;
}

async function lastLink(place: OpenPlace): Promise<Link | undefined> {
  return (await readChain(place)).at(-1);
}

async function readChain(place: OpenPlace): Promise<readonly Link[]> {
  const chain: Link[] = [];
  for (let path = LOCK; chain.length < MAX_LINKS; ) {
    const text = await readText(place, path);
    if (text === undefined) break;
    chain.push({path, text, lock: parseLock(text)});
    path = successorOf(text);
  }
  return chain;
}

const successorOf = (text: string): string => `lock-${sha256Hex(text).slice(0, 16)}.json`;

/** True when the lock is now `wanted`. */
async function supersede(place: OpenPlace, held: Link, wanted: LockInfo): Promise<boolean> {
  const path = successorOf(held.text);
  if (!(await createLink(place, path, wanted))) return false;
  if ((await readChain(place)).some(link => link.path === path)) return true;
  await place.files.remove(join(place.folder, path));
  return false;
}

function createLink(place: OpenPlace, path: string, wanted: LockInfo): Promise<boolean> {
  return place.files.create(join(place.folder, path), jsonText(wanted), PUBLIC_FILE);
}

/** What nobody can read is held by nobody knows whom, and for ever: `unlock unreadable` releases it. */
function parseLock(text: string): LockInfo {
  const value = parseJson(text) ?? {};
  const entries = FIELDS.map(field => [field, value[field]] as const);
  const isWhole =
    entries.every(([, field]) => typeof field === 'string') && !Number.isNaN(Date.parse(`${value['lease']}`));
  if (isWhole) {
    const table = value['table'];
    const whole = typeof table === 'string' ? [...entries, ['table', table]] : entries;
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

function isAbandoned(held: LockInfo, {now, hasEnded}: StepContext): boolean {
  return Date.parse(held.lease) <= now().getTime() || hasEnded(held);
}

function describe(held: LockInfo): string {
  return `${held.owner} holds it for ${held.operation} (lock ${held.id}, process ${held.run}) since ${held.since}, until ${held.lease} unless it is renewed`;
}

function heldBy(held: LockInfo, place: OpenPlace): Trouble {
  return new Trouble('LOCK_HELD', {
    detail: `${place.name}: ${describe(held)}.`,
    help: `Wait for it to end. If that run is dead, release the lock with cscert unlock ${held.id}.`,
  });
}

function contested(place: OpenPlace): Trouble {
  return new Trouble('LOCK_HELD', {
    detail: `${place.name}: several runs want the lock at the same moment, and this one has not won it.`,
    help: 'Run the command again.',
  });
}

function takenOver(held: LockInfo, wanted: LockInfo, {hasEnded}: StepContext): StepResult {
  const dead = hasEnded(held);
  const warning = problem('LOCK_TAKEN_OVER', {
    severity: 'warning',
    detail: dead
      ? `${held.owner} held it for ${held.operation} (lock ${held.id}) since ${held.since}; its process ${held.run} has ended.`
      : `${describe(held)}: that moment has passed.`,
    ...(!dead && {help: 'If that run is still working, its clock is wrong or it was suspended: stop it.'}),
  });
  return {outcome: 'done', after: {lock: wanted}, warning};
}
