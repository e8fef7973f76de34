/** A server's lock: see connections/lock-rules.ts for how it works. Here its files lie in the server's folder. */
import {join} from 'node:path';
import {canonicalJson} from '../../../core/digest.ts';
import type {LockInfo, StepResult} from '../../../engine/ports/connection.ts';
import {
  contested,
  heldBy,
  isAbandoned,
  isRunningOut,
  LOCK_TRIES,
  type LockLink,
  lockLost,
  MAX_LOCK_LINKS,
  parseLock,
  successorOf,
  takenOver,
} from '../../lock-rules.ts';
import {jsonText} from '../json.ts';
import {LOCK, PUBLIC_FILE} from '../layout.ts';
import {type OpenPlace, readText} from '../place.ts';
import {alreadyDone, done, type StepContext, type StepOf} from './context.ts';

export async function lock(step: StepOf<'lock'>, cx: StepContext): Promise<StepResult> {
  const wanted = step.lock;
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    const held = await lastLink(cx.place);
    if (step.again && held?.lock.id !== wanted.id) throw lockLost(cx.place.name, held?.lock);
    if (held === undefined) {
      if (!(await createLink(cx.place, LOCK, wanted))) continue;
      await removeKeysLeft(cx);
      return done({lock: wanted});
    }
    const isMine = held.lock.id === wanted.id;
    if (isMine ? isRunningOut(held.lock, cx) : isAbandoned(held.lock, cx)) {
      if (!(await supersede(cx.place, held, wanted))) continue;
      if (isMine) return done({lock: wanted});
      await removeKeysLeft(cx);
      return {outcome: 'done', after: {lock: wanted}, warning: takenOver(held.lock, cx)};
    }
    if (!isMine) throw heldBy(held.lock, cx.place.name);
    if (canonicalJson(held.lock) === canonicalJson(wanted)) return alreadyDone({lock: wanted});
    await cx.place.files.write(join(cx.place.folder, held.path), jsonText(wanted), PUBLIC_FILE);
    return done({lock: wanted});
  }
  throw contested(cx.place.name);
}

/** No write takes as long. */
const LEFT_AFTER_MS = 3_600_000;

/** A run that was killed while it wrote a key has left a copy of it, which would outlive the certificate. */
async function removeKeysLeft({place, now}: StepContext): Promise<void> {
  const folder = place.entries.get('Keys');
  if (folder?.kind !== 'folder' || folder.link === true) return;
  await place.files.removeLeftovers(join(place.folder, folder.name), new Date(now().getTime() - LEFT_AFTER_MS));
}

export async function unlock(step: StepOf<'unlock'>, cx: StepContext): Promise<StepResult> {
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    const chain = await readChain(cx.place);
    const held = chain.at(-1);
    if (held === undefined) return alreadyDone();
    if (held.lock.id !== step.id) throw heldBy(held.lock, cx.place.name);
    if (isRunningOut(held.lock, cx)) {
      const {table: _, ...living} = held.lock;
      const lease = new Date(cx.now().getTime() + RELEASE_LEASE).toISOString();
      await supersede(cx.place, held, {...living, lease});
      continue;
    }
    for (const {path} of chain) await cx.place.files.remove(join(cx.place.folder, path));
    return done();
  }
  throw contested(cx.place.name);
}

/** Long enough for removing a few files. */
const RELEASE_LEASE = 60_000;

/** Who holds the lock; undefined when nobody does. Its lease may have expired. */
export async function readLock(place: OpenPlace): Promise<LockInfo | undefined> {
  return (await lastLink(place))?.lock;
}

async function lastLink(place: OpenPlace): Promise<LockLink | undefined> {
  return (await readChain(place)).at(-1);
}

async function readChain(place: OpenPlace): Promise<readonly LockLink[]> {
  const chain: LockLink[] = [];
  for (let path = LOCK; chain.length < MAX_LOCK_LINKS; ) {
    const text = await readText(place, path);
    if (text === undefined) break;
    chain.push({path, text, lock: parseLock(text)});
    path = successorOf(text);
  }
  return chain;
}

/** True when the lock is now `wanted`. */
async function supersede(place: OpenPlace, held: LockLink, wanted: LockInfo): Promise<boolean> {
  const path = successorOf(held.text);
  if (!(await createLink(place, path, wanted))) return false;
  if ((await readChain(place)).some(link => link.path === path)) return true;
  await place.files.remove(join(place.folder, path));
  return false;
}

function createLink(place: OpenPlace, path: string, wanted: LockInfo): Promise<boolean> {
  return place.files.create(join(place.folder, path), jsonText(wanted), PUBLIC_FILE);
}
