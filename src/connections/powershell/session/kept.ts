import type {ServerId} from '../../../core/model/desired.ts';
import {isOverOf} from '../is-over.ts';
import type {Session} from './session.ts';

/** A session that is kept: being opened, open, or over. */
export interface Slot {
  readonly server: ServerId;
  readonly opening: Promise<Session>;
  /** How many are at work with it. */
  users: number;
  /** Nobody is expected to come for it. */
  isSpare: boolean;
  /** Resolves when whoever had it alone is through; whoever takes it meanwhile begins only then. */
  lent?: Promise<void>;
  isOver(): boolean;
}

/** The sessions that are kept, one for each server. Whatever is taken is counted as used until its users say otherwise. */
export interface KeptSessions {
  has(server: ServerId): boolean;
  /** Whether somebody works with it; one that is over is nobody's. */
  isAtWork(server: ServerId): boolean;
  /** The one that is there, or another; undefined when there is no room. */
  take(server: ServerId, open: () => Promise<Session>): Slot | undefined;
  /**
   * The same for whoever has it alone until `lent` resolves, which the taker sets at once; undefined also where somebody
   * works with it. To take one so that is there is no use of it: it is no later the first to go.
   */
  takeAlone(server: ServerId, open: () => Promise<Session>): Slot | undefined;
  spare(server: ServerId): void;
  /** Of those that nobody works with. */
  firstToGo(): Slot | undefined;
  remove(slot: Slot): void;
  all(): readonly Slot[];
}

/** Keeps `most` at a time. */
export function createKeptSessions(most: number): KeptSessions {
  // In the order of use: the first has not been used for longest.
  const slots = new Map<ServerId, Slot>();
  const openTo = (server: ServerId): Slot | undefined => {
    const known = slots.get(server);
    return known?.isOver() === false ? known : undefined;
  };
  // Known, found and counted in one go: nobody else comes between.
  const take = (server: ServerId, open: () => Promise<Session>): Slot | undefined => {
    if (!slots.has(server) && slots.size >= most) return undefined;
    const slot = openTo(server) ?? slotOf(server, open());
    slots.delete(server);
    slots.set(server, slot);
    slot.users += 1;
    slot.isSpare = false;
    return slot;
  };
  return {
    has: server => slots.has(server),
    isAtWork: server => (openTo(server)?.users ?? 0) > 0,
    take,
    takeAlone(server, open) {
      const slot = openTo(server);
      if (slot === undefined) return take(server, open);
      if (slot.users > 0) return undefined;
      slot.users += 1;
      return slot;
    },
    spare(server) {
      const slot = slots.get(server);
      if (slot !== undefined) slot.isSpare = true;
    },
    firstToGo() {
      const idle = [...slots.values()].filter(({users}) => users === 0);
      return idle.find(({isSpare}) => isSpare) ?? idle[0];
    },
    remove(slot) {
      if (slots.get(slot.server) === slot) slots.delete(slot.server);
    },
    all: () => [...slots.values()],
  };
}

/** Whoever comes when it is over opens another. */
const slotOf = (server: ServerId, opening: Promise<Session>): Slot => ({
  server,
  opening,
  users: 0,
  isSpare: false,
  isOver: isOverOf(opening),
});
