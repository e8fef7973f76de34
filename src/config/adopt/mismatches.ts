/** What a configuration cannot say of servers, in words. */
import {groupBy} from '../../core/group.ts';
import type {ServerId} from '../../core/model/desired.ts';
import {byUsage, type Usage} from '../../core/model/usage.ts';
import type {Found} from './found.ts';

/** By usage of a server: the thumbprint that it points to. */
export type Held = ReadonlyMap<Usage, string>;

/** Something about a server or a pool that could not be taken over. */
export interface Mismatch {
  /** A pool, or a server. */
  readonly at: string;
  readonly kind: 'unread' | 'unassigned' | 'otherwise' | 'notStored' | 'differs' | 'leftOut';
  readonly detail: string;
}

/** The usages of a server by the certificate that they point to, in the order of assignment. */
export function divide(held: Held): readonly (readonly Usage[])[] {
  const groups = groupBy([...held], ([, thumbprint]) => thumbprint);
  return [...groups.values()]
    .map(group => group.map(([usage]) => usage).toSorted(byUsage))
    .toSorted((a, b) => byUsage(a[0] ?? 'Default', b[0] ?? 'Default'));
}

/** The same for the same division. */
export const keyOf = (division: readonly (readonly Usage[])[]): string => JSON.stringify(division);

/** None of the usages has a certificate. */
export const nothing = (at: string): Mismatch => ({
  at,
  kind: 'unassigned',
  detail: `No usage of ${at === 'global' ? 'the deployment' : at} has a certificate; it stays as it was written.`,
});

/** Servers that have their usages in other certificates than most. */
export function otherDivisions(
  held: ReadonlyMap<ServerId, Held>,
  groups: readonly (readonly Usage[])[],
): readonly Mismatch[] {
  const main = keyOf(groups);
  return [...held]
    .filter(([, one]) => keyOf(divide(one)) !== main)
    .map(([server, one]) => ({
      at: server,
      kind: 'otherwise',
      detail:
        one.size === 0
          ? `No usage of ${server} has a certificate; it will get those of its pool.`
          : `${server} has its usages in other certificates (${showDivision(divide(one))}) than its pool (${showDivision(groups)}), which declares one division for all.`,
    }));
}

const showDivision = (division: readonly (readonly Usage[])[]): string =>
  division.map(group => group.join(' + ')).join('; ');

/** Usages that point to what is not there. */
export function notStored({members, stored, usages}: Found, held: ReadonlyMap<ServerId, Held>): readonly Mismatch[] {
  return members.flatMap(server => {
    const pointing = usages.map(usage => held.get(server)?.get(usage));
    const [first] = pointing;
    if (stored.has(server) || first === undefined || pointing.some(one => one !== first)) return [];
    const detail = `${server}: ${usages.join(', ')} point to ${first}, which is not in the store.`;
    return [{at: server, kind: 'notStored' as const, detail}];
  });
}

/** A shared certificate that is not the same everywhere. */
export function differs({pool = 'global', certificate, scope, stored}: Found): readonly Mismatch[] {
  if (scope === 'server') return [];
  const keys = groupBy([...stored], ([, {thumbprint}]) => thumbprint);
  if (keys.size < 2) return [];
  const list = [...keys].map(
    ([thumbprint, on]) => `${thumbprint.slice(0, 8)} on ${on.map(([server]) => server).join(', ')}`,
  );
  return [
    {
      at: pool,
      kind: 'differs',
      detail: `${pool}/${certificate} has to be one certificate for all, and is not: ${list.join('; ')}.`,
    },
  ];
}

/** A certificate of a pool as it was declared before, by somebody or by the usual layout of the role. */
export interface Before {
  readonly certificate: string;
  readonly usages: readonly Usage[];
  /** It says `assign: manual`. */
  readonly byHand?: boolean;
}

/** What was declared and no server has, assigned or ready for it: nothing tells that it is still wanted. */
export function leftOut(
  pool: string,
  before: readonly Before[],
  groups: readonly (readonly Usage[])[],
): readonly Mismatch[] {
  const there = new Set(groups.map(usages => keyOf([usages.toSorted(byUsage)])));
  const served = new Set(groups.flat());
  return before
    .filter(({usages}) => !there.has(keyOf([usages.toSorted(byUsage)])))
    .filter(({usages, byHand}) => byHand === true || usages.some(usage => !served.has(usage)))
    .map(({certificate, usages, byHand}) => ({
      at: `${pool}/${certificate}`,
      kind: 'leftOut',
      detail:
        `It is declared for ${usages.join(', ')}${byHand ? ' (assign: manual)' : ''}, and no server has a certificate for ` +
        'just that, assigned or stored with the mark of this declaration. It was left out.',
    }));
}
