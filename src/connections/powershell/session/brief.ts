import pLimit from 'p-limit';
import type {ServerId} from '../../../core/model/desired.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import {type Hello, openSession, type Session, type SessionSetup} from './session.ts';

/** Sessions that are opened for one thing and closed right after it. */
export interface BriefSessions {
  /** Rejects with StepTrouble when the server cannot be reached, and with whatever the work rejects with. */
  use<T>(server: ServerId, cx: CallContext, work: (session: Session) => Promise<T>): Promise<T>;
  /** Whether one is open, or wanted, to that server. */
  has(server: ServerId): boolean;
}

export interface BriefOptions {
  readonly helloTo: (server: ServerId) => Hello;
  readonly setup: SessionSetup;
}

/**
 * Of brief sessions at the same time. Each takes some seconds and, where the transport runs one here, a PowerShell of
 * 50 MB; so many renew the locks of more than a hundred servers within one lease.
 */
const MOST_BRIEF = 8;

export function createBriefSessions({helloTo, setup}: BriefOptions): BriefSessions {
  const limit = pLimit(MOST_BRIEF);
  const wanted = new Set<{readonly server: ServerId}>();
  return {
    async use(server, cx, work) {
      const one = {server};
      wanted.add(one);
      try {
        return await limit(async () => {
          const session = await openSession(helloTo(server), setup, cx);
          return work(session).finally(() => session.close());
        });
      } finally {
        wanted.delete(one);
      }
    },
    has: server => [...wanted].some(one => one.server === server),
  };
}
