/** Why one of several good certificates is the one that a slot goes on with, for the reader of a plan. */
import type {ServerId} from '../model/desired.ts';
import type {Judged} from './candidates.ts';
import {isKnown, type MemberView} from './member.ts';

/** What counts of a certificate when a pool has to settle on one, in the order in which `bestGood` looks at it. */
export interface Standing {
  /** Usages that point to it, on all members together. */
  readonly assigned: number;
  readonly servers: readonly ServerId[];
  readonly ours: boolean;
  /** ISO 8601 UTC. */
  readonly notAfter: string;
}

/** By thumbprint: how every good certificate of the members stands. Looks at each once. */
export function standingsOf(members: readonly MemberView[]): ReadonlyMap<string, Standing> {
  const found = new Map<string, {assigned: number; servers: ServerId[]; ours: boolean; notAfter: string}>();
  for (const {server, candidates} of members.filter(isKnown)) {
    for (const {certificate, assigned} of candidates.filter(isGood)) {
      const {thumbprint, mark, notAfter} = certificate;
      const known = found.get(thumbprint);
      if (known === undefined) {
        found.set(thumbprint, {assigned, servers: [server], ours: mark !== undefined, notAfter});
      } else {
        known.assigned += assigned;
        known.servers.push(server);
        known.ours ||= mark !== undefined;
      }
    }
  }
  return found;
}

const isGood = ({good}: Judged): boolean => good;

/** `which is in use most`: the first point in which the winner is ahead; undefined where one of them is not known. */
export function whyAhead(winner: Standing | undefined, loser: Standing | undefined): string | undefined {
  if (winner === undefined || loser === undefined) return undefined;
  if (winner.assigned > loser.assigned) return 'which is in use most';
  if (winner.servers.length > loser.servers.length) return 'which most members have';
  if (winner.ours && !loser.ours) return 'which cscert made';
  if (Date.parse(winner.notAfter) > Date.parse(loser.notAfter))
    return `which is valid longer (until ${winner.notAfter.slice(0, 10)})`;
  return 'whose thumbprint comes first, since nothing else tells them apart';
}
