import type {ServerId} from '../../../core/model/desired.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import {createBriefSessions} from './brief.ts';
import {type Hello, openSession, type Session, type SessionSetup} from './session.ts';

/**
 * The sessions of a connection: one for each server, opened when it is first needed and kept. There are only so many
 * at a time: when another is needed, the one goes that has not been used for longest. Nothing is lost with it, for a
 * session keeps nothing in mind.
 */
export interface Pool {
  /**
   * Does some work with the session of a server, which stays open until then. Rejects with StepTrouble when the server
   * cannot be reached, and with whatever the work rejects with.
   */
  use<T>(server: ServerId, cx: CallContext, work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * The same for something short that may neither wait for whoever works with the session nor cost another server its
   * own, as the renewal of a lock: where the session is at work, or there is none and no room for one, a session is
   * opened for this alone.
   */
  useBeside<T>(server: ServerId, cx: CallContext, work: (session: Session) => Promise<T>): Promise<T>;
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

interface Slot {
  readonly server: ServerId;
  readonly opening: Promise<Session>;
  /** How many are at work with it. */
  users: number;
  isOver(): boolean;
}

export function createPool({helloTo, setup, most = MOST_SESSIONS}: PoolOptions): Pool {
  // In the order of use: the first has not been used for longest.
  const slots = new Map<ServerId, Slot>();
  const waiting: (() => void)[] = [];
  const brief = createBriefSessions({helloTo, setup});

  /** A way to the server may carry several sessions: it goes with the last. */
  const leaveServer = (server: ServerId): void => {
    if (!slots.has(server) && !brief.has(server)) setup.transport.leave?.(server);
  };
  const leave = async (slot: Slot): Promise<void> => {
    if (slots.get(slot.server) === slot) slots.delete(slot.server);
    const session = await slot.opening.catch(() => undefined);
    await session?.close();
    leaveServer(slot.server);
  };
  /** Known, found and counted in one go: nobody else comes between. */
  const take = (server: ServerId, cx: CallContext): Slot | undefined => {
    const known = slots.get(server);
    const isOpen = known !== undefined && !known.isOver();
    if (known === undefined && slots.size >= most) return undefined;
    const slot = isOpen ? known : slotOf(server, openSession(helloTo(server), setup, cx));
    slots.delete(server);
    slots.set(server, slot);
    slot.users += 1;
    return slot;
  };
  /** What nobody works with; it is not used by that, and no later the first to go. */
  const takeIdle = (server: ServerId): Slot | undefined => {
    const known = slots.get(server);
    if (known === undefined || known.isOver() || known.users > 0) return undefined;
    known.users += 1;
    return known;
  };
  const makeRoom = async (): Promise<void> => {
    const idle = [...slots.values()].find(({users}) => users === 0);
    if (idle !== undefined) await leave(idle);
    else await new Promise<void>(resolve => waiting.push(resolve));
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
      return workWith(slot, work);
    },
    async useBeside(server, cx, work) {
      const isAtWork = slots.get(server)?.isOver() === false;
      const slot = takeIdle(server) ?? (isAtWork ? undefined : take(server, cx));
      if (slot !== undefined) return workWith(slot, work);
      return brief.use(server, cx, work).finally(() => leaveServer(server));
    },
    async close() {
      await Promise.all([...slots.values()].map(leave));
      setup.transport.close?.();
    },
  };
}

/** Over as soon as it could not be opened, or has ended: whoever comes then opens another. */
function slotOf(server: ServerId, opening: Promise<Session>): Slot {
  let session: Session | undefined;
  let failed = false;
  opening.then(
    made => {
      session = made;
    },
    () => {
      failed = true;
    },
  );
  return {server, opening, users: 0, isOver: () => failed || session?.hasEnded() === true};
}
