import type {ServerId} from '../../../core/model/desired.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import {type Hello, openSession, type Session, type SessionSetup} from './session.ts';

/** The sessions of a connection: one for each server, opened when it is first needed and used until the end. */
export interface Pool {
  /** Rejects with StepTrouble when the server cannot be reached. */
  session(server: ServerId, cx: CallContext): Promise<Session>;
  /** Never rejects. */
  close(): Promise<void>;
}

interface Slot {
  readonly opening: Promise<Session>;
  isOver(): boolean;
}

export function createPool(helloTo: (server: ServerId) => Hello, setup: SessionSetup): Pool {
  const slots = new Map<ServerId, Slot>();
  return {
    session(server, cx) {
      const known = slots.get(server);
      if (known !== undefined && !known.isOver()) return known.opening;
      const slot = slotOf(openSession(helloTo(server), setup, cx));
      slots.set(server, slot);
      return slot.opening;
    },
    async close() {
      const open = [...slots.values()];
      slots.clear();
      const sessions = await Promise.all(open.map(({opening}) => opening.catch(() => undefined)));
      await Promise.all(sessions.map(session => session?.close()));
    },
  };
}

/** Over as soon as it could not be opened, or has ended: whoever comes then opens another. */
function slotOf(opening: Promise<Session>): Slot {
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
  return {opening, isOver: () => failed || session?.hasEnded() === true};
}
