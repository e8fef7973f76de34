/**
 * The sessions of one apply: one for each server, opened by the first part of the run that needs it, and closed when no
 * part wants it any more. A server that is done with is free for others then, and its lock need not be renewed, however
 * long the rest of the run takes.
 */
import type {ServerId} from '../../core/model/desired.ts';
import type {Action} from '../../core/model/plan.ts';
import {lookUp} from '../world.ts';
import {holderOf, type Run} from './run.ts';
import {type Opened, openSession} from './session.ts';

export interface Sessions {
  /** A part of the run will need these servers: none of their sessions is closed before it lets go of them. */
  want(servers: readonly ServerId[]): void;
  /** The session with a server, however many ask for it. */
  of(server: ServerId): Promise<Opened>;
  /** That part needs them no longer; who was the last to want one has its session closed. */
  letGo(servers: readonly ServerId[]): Promise<void>;
  /** Closes all that are still open, whoever wants them. */
  close(): Promise<void>;
}

/** Opens nothing yet. */
export function createSessions(run: Run): Sessions {
  const opening = new Map<ServerId, Promise<Opened>>();
  const wanting = new Map<ServerId, number>();
  const count = (server: ServerId, more: 1 | -1): number => {
    const now = (wanting.get(server) ?? 0) + more;
    wanting.set(server, now);
    return now;
  };
  const closeOne = async (server: ServerId): Promise<void> => {
    const opened = await opening.get(server)?.catch(() => undefined);
    if (opened !== undefined && 'session' in opened) await opened.session.close();
  };
  return {
    want(servers) {
      for (const server of servers) count(server, 1);
    },
    of(server) {
      const known = opening.get(server);
      if (known !== undefined) return known;
      const opened = open(server, run);
      opening.set(server, opened);
      return opened;
    },
    async letGo(servers) {
      await Promise.all(servers.filter(server => count(server, -1) === 0).map(closeOne));
    },
    async close() {
      await Promise.all([...opening.keys()].map(closeOne));
    },
  };
}

async function open(server: ServerId, run: Run): Promise<Opened> {
  const connection = lookUp(run.world.connections, holderOf(server, run).connection, 'connection');
  const {clock, emit, cx, lock: request, stop} = run;
  return openSession({server, connection, request, clock, emit, cx, stopping: stop.stopping});
}

/** The servers that some actions need, each once: where they are done, and the homes that they copy from. */
export function serversOf(actions: readonly Action[]): readonly ServerId[] {
  return [
    ...new Set(actions.flatMap(action => (action.verb === 'copy' ? [action.on, action.args.from] : [action.on]))),
  ];
}
