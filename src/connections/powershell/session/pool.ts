import type {ServerId} from '../../../core/model/desired.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import {createBriefSessions} from './brief.ts';
import {createKeptSessions, type Slot} from './kept.ts';
import {type Hello, openSession, type Session, type SessionSetup} from './session.ts';

/**
 * The sessions of a connection: one for each server, opened when it is first needed and kept. There are only so many
 * at a time: when another is needed, one goes of which nothing more is wanted, else the one that has not been used for
 * longest. Nothing is lost with it, for a session keeps nothing in mind.
 */
export interface Pool {
  /**
   * Does some work with the session of a server, which stays open until then. Rejects with StepTrouble when the server
   * cannot be reached, and with whatever the work rejects with.
   */
  use<T>(server: ServerId, cx: CallContext, work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * The same for something short that may neither wait for whoever works with the session nor cost another server its
   * own, as the renewal of a lock: where the session is at work, or there is none and no room for one but that of a
   * spare one, a session is opened for this alone. Where it is not, this has it alone until it is through: between two
   * calls of a renewal a long step would let the lease run out, and the second call would write over another's lock.
   */
  useBeside<T>(server: ServerId, cx: CallContext, work: (session: Session) => Promise<T>): Promise<T>;
  /** Nothing more is asked of a server for now: its session is the first to go. */
  spare(server: ServerId): void;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly helloTo: (server: ServerId) => Hello;
  readonly setup: SessionSetup;
  /** Of sessions that are kept at the same time. */
  readonly most?: number;
}

/** More than cscert works on at a time by default; each is a PowerShell of some 50 MB where the transport runs one here. */
const MOST_SESSIONS = 32;

export function createPool({helloTo, setup, most = MOST_SESSIONS}: PoolOptions): Pool {
  const kept = createKeptSessions(most);
  const brief = createBriefSessions({helloTo, setup});
  const waiting: (() => void)[] = [];

  const opening = (server: ServerId, cx: CallContext) => () => openSession(helloTo(server), setup, cx);
  const take = (server: ServerId, cx: CallContext) => kept.take(server, opening(server, cx));
  const takeAlone = (server: ServerId, cx: CallContext) => kept.takeAlone(server, opening(server, cx));
  /** A way to the server may carry several sessions: it goes with the last. */
  const leaveServer = (server: ServerId): void => {
    if (!kept.has(server) && !brief.has(server)) setup.transport.leave?.(server);
  };
  const leave = async (slot: Slot): Promise<void> => {
    kept.remove(slot);
    const session = await slot.opening.catch(() => undefined);
    await session?.close();
    leaveServer(slot.server);
  };
  const makeRoom = async (): Promise<void> => {
    const first = kept.firstToGo();
    if (first !== undefined) await leave(first);
    else await new Promise<void>(resolve => waiting.push(resolve));
  };
  /** Whether there was one that nobody misses; for a server whose own is at work none has to go. */
  const leaveSpareFor = async (server: ServerId): Promise<boolean> => {
    const first = kept.isAtWork(server) ? undefined : kept.firstToGo();
    if (first?.isSpare !== true) return false;
    await leave(first);
    return true;
  };
  const workWith = async <T>(slot: Slot, work: (session: Session) => Promise<T>): Promise<T> => {
    try {
      return await work(await slot.opening);
    } finally {
      slot.users -= 1;
      waiting.shift()?.();
    }
  };
  return {
    async use(server, cx, work) {
      let slot = take(server, cx);
      while (slot === undefined) {
        await makeRoom();
        slot = take(server, cx);
      }
      await slot.lent;
      return workWith(slot, work);
    },
    async useBeside(server, cx, work) {
      const slot = takeAlone(server, cx) ?? ((await leaveSpareFor(server)) ? takeAlone(server, cx) : undefined);
      if (slot === undefined) return brief.use(server, cx, work).finally(() => leaveServer(server));
      const working = workWith(slot, work);
      slot.lent = working.then(
        () => undefined,
        () => undefined,
      );
      return working;
    },
    spare: server => kept.spare(server),
    async close() {
      await Promise.all(kept.all().map(leave));
      setup.transport.close?.();
    },
  };
}
