import pLimit from 'p-limit';
import type {ServerId} from '../../../core/model/desired.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import {Trouble} from '../problems.ts';
import {connectingStopped, within} from '../within.ts';
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
 * 50 MB; so many renew the locks of more than a hundred servers within one lease, also beside some that do not answer.
 */
const MOST_BRIEF = 16;
/** For connecting: well under a lease, so that servers that do not answer hold no place until the locks of others run out. */
const CONNECT_MS = 20_000;

export function createBriefSessions({helloTo, setup}: BriefOptions): BriefSessions {
  const limit = pLimit(MOST_BRIEF);
  const wanted = new Set<{readonly server: ServerId}>();
  return {
    async use(server, cx, work) {
      const one = {server};
      wanted.add(one);
      try {
        return await limit(async () => {
          const session = await openSoon(helloTo(server), setup, cx);
          return work(session).finally(() => session.close());
        });
      } finally {
        wanted.delete(one);
      }
    },
    has: server => [...wanted].some(one => one.server === server),
  };
}

/** The way there has a limit of its own, which may be longer: what comes of it later is closed. */
async function openSoon(hello: Hello, setup: SessionSetup, cx: CallContext): Promise<Session> {
  // For a place one may have waited long.
  if (cx.signal.aborted) throw connectingStopped(hello.server);
  const connect = Math.min(setup.limits.connect, CONNECT_MS);
  const opening = openSession(hello, {...setup, limits: {...setup.limits, connect}}, cx);
  try {
    const {clock} = setup;
    return await within(opening, {milliseconds: connect, clock, tooLong: () => tooSlow(hello.server, connect)});
  } catch (error) {
    void opening.then(session => session.close()).catch(() => undefined);
    throw error;
  }
}

const tooSlow = (server: ServerId, connectMs: number): Trouble =>
  new Trouble('SERVER_SILENT', {
    detail: `${server}: no PowerShell answered there within ${Math.round(connectMs / 1000)} seconds, beside the one that is kept.`,
    help: 'Look whether the server is overloaded, or lets no more sessions in.',
  });
