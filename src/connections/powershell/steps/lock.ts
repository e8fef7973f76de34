/** A server's lock: see connections/lock-rules.ts for how it works. Here its files lie in our folder on the server. */
import {canonicalJson} from '../../../core/digest.ts';
import type {LockInfo, StepResult} from '../../../engine/ports/connection.ts';
import {
  contested,
  FIRST_LOCK,
  heldBy,
  isAbandoned,
  isRunningOut,
  LOCK_TRIES,
  type LockJudge,
  type LockLink,
  lockLost,
  MAX_LOCK_LINKS,
  parseLock,
  successorOf,
  takenOver,
} from '../../lock-rules.ts';
import {look} from '../facts/look.ts';
import {objectsOf, textOf} from '../facts/shape.ts';
import type {JsonObject} from '../session/answer.ts';
import {alreadyDone, done, type StepContext, type StepOf, tell} from './context.ts';

const WHAT = 'the taking of the lock';

export async function lock(step: StepOf<'lock'>, cx: StepContext): Promise<StepResult> {
  const wanted = step.lock;
  const judge = judgeOf(cx);
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    const {made, chain} = step.again ? {made: false, chain: await readChain(cx)} : await create(cx, FIRST_LOCK, wanted);
    if (made) return done({lock: wanted});
    const held = chain.at(-1);
    if (step.again && held?.lock.id !== wanted.id) throw lockLost(cx.server, held?.lock);
    if (held === undefined) continue;
    const isMine = held.lock.id === wanted.id;
    if (isMine ? isRunningOut(held.lock, judge) : isAbandoned(held.lock, judge)) {
      if (!(await supersede(cx, held, wanted))) continue;
      return isMine
        ? done({lock: wanted})
        : {outcome: 'done', after: {lock: wanted}, warning: takenOver(held.lock, judge)};
    }
    if (!isMine) throw heldBy(held.lock, cx.server);
    if (canonicalJson(held.lock) === canonicalJson(wanted)) return alreadyDone({lock: wanted});
    await tell(cx, {verb: 'lock', input: {name: held.path, text: textFor(wanted), replace: true}}, WHAT);
    return done({lock: wanted});
  }
  throw contested(cx.server);
}

export async function unlock(step: StepOf<'unlock'>, cx: StepContext): Promise<StepResult> {
  const judge = judgeOf(cx);
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    const chain = await readChain(cx);
    const held = chain.at(-1);
    if (held === undefined) return alreadyDone();
    if (held.lock.id !== step.id) throw heldBy(held.lock, cx.server);
    if (isRunningOut(held.lock, judge)) {
      const {table: _, ...living} = held.lock;
      const lease = new Date(cx.call.now().getTime() + RELEASE_LEASE).toISOString();
      await supersede(cx, held, {...living, lease});
      continue;
    }
    await remove(
      cx,
      chain.map(({path}) => path),
    );
    return done();
  }
  throw contested(cx.server);
}

/** Long enough for removing a few files. */
const RELEASE_LEASE = 60_000;

/** Who holds the lock; undefined when nobody does. Its lease may have expired. */
export async function readLock(cx: StepContext): Promise<LockInfo | undefined> {
  return (await readChain(cx)).at(-1)?.lock;
}

async function readChain(cx: StepContext): Promise<readonly LockLink[]> {
  return chainOf((await look(cx, ['lock'])).raw('lock'));
}

/** From the files of a lock, in the order in which each supersedes the one before. */
function chainOf(value: unknown): readonly LockLink[] {
  const files = objectsOf(value, 'The lock');
  const texts = new Map(files.map(({name, text}) => [textOf(name, 'A file of the lock'), textOf(text, 'A lock')]));
  const chain: LockLink[] = [];
  for (let path = FIRST_LOCK; chain.length < MAX_LOCK_LINKS; ) {
    const text = texts.get(path);
    if (text === undefined) break;
    chain.push({path, text, lock: parseLock(text)});
    path = successorOf(text);
  }
  return chain;
}

interface Created {
  readonly made: boolean;
  /** The whole lock, afterwards. */
  readonly chain: readonly LockLink[];
}

async function create(cx: StepContext, name: string, wanted: LockInfo): Promise<Created> {
  const {ok} = await tell(cx, {verb: 'lock', input: {name, text: textFor(wanted), replace: false}}, WHAT);
  return {made: isMade(ok), chain: chainOf(ok['lock'])};
}

const isMade = (ok: JsonObject): boolean => ok['made'] === true;

/** True when the lock is now `wanted`. */
async function supersede(cx: StepContext, held: LockLink, wanted: LockInfo): Promise<boolean> {
  const path = successorOf(held.text);
  const {made, chain} = await create(cx, path, wanted);
  if (!made) return false;
  if (chain.some(link => link.path === path)) return true;
  await remove(cx, [path]);
  return false;
}

async function remove(cx: StepContext, names: readonly string[]): Promise<void> {
  await tell(cx, {verb: 'unlock', input: {names}}, 'the giving back of the lock');
}

const textFor = (lock: LockInfo): string => `${JSON.stringify(lock, undefined, 2)}\n`;
const judgeOf = ({call, hasEnded}: StepContext): LockJudge => ({now: call.now, hasEnded});
