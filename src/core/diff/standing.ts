/** How good certificates stand to each other where a slot has to go on with one of several, and why one of them wins. */
import {compare} from '../compare.ts';
import {groupBy} from '../group.ts';
import type {ServerId} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import type {Judged} from './candidates.ts';
import {isKnown, type KnownMember, type MemberView} from './member.ts';

/** A certificate without fault and the member that is its home: where it is published or copied from. */
export interface Good {
  readonly home: ServerId;
  readonly certificate: Judged;
  readonly member: KnownMember;
}

/** What counts of a certificate, on all members together. */
export interface Standing {
  /** Usages that point to it, once all has taken over that is staged and without fault: a roll that was begun is gone on with. */
  readonly serves: number;
  /** Usages that point to it. */
  readonly assigned: number;
  readonly members: number;
  readonly ours: boolean;
  /** ISO 8601 UTC. */
  readonly notAfter: string;
}

/** Every member's certificates without fault. */
export function goodOn(members: readonly KnownMember[]): readonly Good[] {
  const found: Good[] = [];
  for (const member of members) {
    for (const certificate of member.candidates) {
      if (certificate.good) found.push({home: member.server, certificate, member});
    }
  }
  return found;
}

/** How many usages point to a certificate on a member, once all has taken over that is staged there and without fault. */
function servesOn({assigned, staged, candidates}: KnownMember, thumbprint: string): number {
  const usages = Object.keys({...assigned, ...staged}) as readonly Usage[];
  const isGood = (next: string): boolean => candidates.some(one => one.good && one.certificate.thumbprint === next);
  return usages.filter(usage => {
    const next = staged[usage]?.thumbprint;
    return (next !== undefined && isGood(next) ? next : assigned[usage]) === thumbprint;
  }).length;
}

export const byThumbprint = (goods: readonly Good[]): ReadonlyMap<string, readonly Good[]> =>
  groupBy(goods, ({certificate}) => certificate.certificate.thumbprint);

/** Of one certificate, wherever it is. */
export function standingOf(held: readonly Good[]): Standing {
  return {
    serves: held.reduce((sum, {member, certificate}) => sum + servesOn(member, certificate.certificate.thumbprint), 0),
    assigned: held.reduce((sum, {certificate}) => sum + certificate.assigned, 0),
    members: held.length,
    // A copy may have lost the mark.
    ours: held.some(({certificate}) => certificate.certificate.mark !== undefined),
    notAfter: held[0]?.certificate.certificate.notAfter ?? '',
  };
}

/** By thumbprint: how every good certificate of the members stands. */
export function standingsOf(members: readonly MemberView[]): ReadonlyMap<string, Standing> {
  return new Map([...byThumbprint(goodOn(members.filter(isKnown)))].map(([print, held]) => [print, standingOf(held)]));
}

interface Point {
  /** The more the better. */
  readonly of: (standing: Standing) => number;
  readonly why: (winner: Standing) => string;
}

/** What decides, in this order; then the thumbprint. As little as possible is to move. */
const POINTS: readonly Point[] = [
  {of: ({serves}) => serves, why: () => 'which is in use most'},
  {of: ({assigned}) => assigned, why: () => 'which is in use most'},
  {of: ({members}) => members, why: () => 'which most members have'},
  {of: ({ours}) => Number(ours), why: () => 'which cscert made'},
  {
    of: ({notAfter}) => Date.parse(notAfter),
    why: ({notAfter}) => `which is valid longer (until ${notAfter.slice(0, 10)})`,
  },
];

/** Best first. */
export function byStanding([a, left]: readonly [string, Standing], [b, right]: readonly [string, Standing]): number {
  for (const {of} of POINTS) if (of(left) !== of(right)) return of(right) - of(left);
  return compare(a, b);
}

/** `which is in use most`: the first point in which the winner is ahead; undefined where one of them is not known. */
export function whyAhead(winner: Standing | undefined, loser: Standing | undefined): string | undefined {
  if (winner === undefined || loser === undefined) return undefined;
  const point = POINTS.find(({of}) => of(winner) > of(loser));
  return point?.why(winner) ?? 'whose thumbprint comes first, since nothing else tells them apart';
}
