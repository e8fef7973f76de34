/**
 * What servers have, in the terms of a configuration: per pool the certificates that its usages point to. A pool
 * declares the same certificates for all of its servers, so one division of the usages has to do for all.
 */
import {groupBy} from '../../core/group.ts';
import type {Actual} from '../../core/model/actual.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import type {PoolId, Scope, ServerId} from '../../core/model/desired.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import type {Usage} from '../../core/model/usage.ts';
import type {Certificate, Document, Pool} from '../generated/document.ts';
import {layoutOf, scopeOf} from '../layout.ts';
import {type DeclaredPool, poolsOf} from '../resolve/pools.ts';
import {nameGroups} from './group-names.ts';
import {
  differs,
  divide,
  type Held,
  keyOf,
  leftOut,
  type Mismatch,
  nothing,
  notStored,
  otherDivisions,
} from './mismatches.ts';
import {type ReadyByServer, withReady} from './ready.ts';
import {keptOnUnread, uncarried} from './uncarried.ts';

export type {Mismatch} from './mismatches.ts';

/** One certificate as it is to be declared, and which one it is on each server. */
export interface Found {
  /** Absent for the deployment's own. */
  readonly pool?: PoolId;
  readonly certificate: string;
  readonly scope: Scope;
  /** Whether the scope is another than is usual for the role, so that it has to be said. */
  readonly unusual: boolean;
  readonly usages: readonly Usage[];
  readonly members: readonly ServerId[];
  /** By server: what its usages point to, where that is in the store. */
  readonly stored: ReadonlyMap<ServerId, StoredCertificate>;
  /** What the configuration had of it already, for all of its servers. */
  readonly kept: Certificate;
  /** By server: what the configuration had of it there alone. */
  readonly keptOn: ReadonlyMap<ServerId, Certificate>;
  /** Servers that could not be read: what is declared for them stays as it was. */
  readonly unread: ReadonlySet<ServerId>;
}

export interface Findings {
  readonly found: readonly Found[];
  /** Pools whose certificates stay as they were written, for nothing is known of them. */
  readonly untouched: ReadonlySet<string>;
  readonly mismatches: readonly Mismatch[];
}

/** What servers have: what was read of them, and what waits there for somebody who assigns it. */
interface Had {
  readonly actual: Actual;
  readonly ready: ReadyByServer;
}

/** What the servers of all pools have. `takes` tells which pools are wanted; `global` is the deployment's own. */
export function findCertificates(document: Document, had: Had, takes: (pool: string) => boolean): Findings {
  const pools = poolsOf(document);
  const parts = pools.map(pool =>
    takes(pool.fqdn) ? findInPool(pool, had) : {found: [], untouched: new Set([pool.fqdn]), mismatches: []},
  );
  const all = takes('global') ? [findGlobal(document, pools, had), ...parts] : [NOT_GLOBAL, ...parts];
  return {
    found: all.flatMap(({found}) => found),
    untouched: new Set(all.flatMap(({untouched}) => [...untouched])),
    mismatches: all.flatMap(({mismatches}) => mismatches),
  };
}

const NOT_GLOBAL: Findings = {found: [], untouched: new Set(['global']), mismatches: []};

function findInPool(declaredPool: DeclaredPool, had: Had): Findings {
  const {fqdn, pool, servers} = declaredPool;
  const members = servers.map(server => server.fqdn);
  const {held, mismatches} = readHeld(members, ROLE_FACTS[pool.role].usages, had);
  const groups = mainDivision(held);
  if (groups === undefined) return {found: [], untouched: new Set([fqdn]), mismatches: [...mismatches, nothing(fqdn)]};
  const written = Object.entries(pool.certificates ?? {});
  const layout = layoutOf(pool).map(({certificate, usages}) => ({certificate, usages}));
  const before = written.map(([certificate, {usages}]) => ({
    certificate,
    usages: usages ?? layout.find(one => one.certificate === certificate)?.usages ?? [],
    byHand: isByHand(certificate, pool, servers),
  }));
  const declared = written.length > 0 ? before : layout;
  const named = nameGroups(groups, [...before, ...layout]);
  const unread = unreadOf(members, held);
  const found = named.map(({certificate, usages}): Found => {
    const stored = storedFor(usages, held, had.actual);
    const isKnown = declared.some(one => one.certificate === certificate && sameUsages(one.usages, usages));
    const kept = isKnown ? (pool.certificates?.[certificate] ?? {}) : {};
    const keptOn = isKnown
      ? writtenOn(servers, certificate)
      : keptOnUnread(declaredPool, {certificate, usages}, {declared, isRead: server => held.has(server)});
    const scope = scopeFound(pool.role, {members, stored, usages, usual: scopeOf(pool, certificate)});
    const unusual = scope !== scopeOf({role: pool.role}, certificate);
    return {pool: fqdn, certificate, scope, unusual, usages, members, stored, kept, keptOn, unread};
  });
  const gone = leftOut(fqdn, declared, groups);
  return {
    found,
    untouched: new Set(),
    mismatches: [
      ...mismatches,
      ...otherDivisions(held, groups),
      ...found.flatMap(one => notStored(one, held)),
      ...found.flatMap(differs),
      ...gone,
      ...uncarried(declaredPool, found, gone),
    ],
  };
}

/** What servers say of a certificate for themselves. */
const writtenOn = (servers: DeclaredPool['servers'], certificate: string): ReadonlyMap<ServerId, Certificate> =>
  new Map(
    servers.flatMap(({fqdn, settings}) => {
      const own = settings.certificates?.[certificate];
      return own === undefined ? [] : [[fqdn, own] as const];
    }),
  );

/** Whether somebody wrote `assign: manual`, for all servers or for one. */
function isByHand(certificate: string, {certificates}: Pool, servers: DeclaredPool['servers']): boolean {
  const all = [certificates, ...servers.map(({settings}) => settings.certificates)];
  return all.some(written => written?.[certificate]?.assign === 'manual');
}

function findGlobal(document: Document, pools: readonly DeclaredPool[], had: Had): Findings {
  const members = pools
    .filter(({pool}) => ROLE_FACTS[pool.role].oauth)
    .flatMap(({servers}) => servers.map(({fqdn}) => fqdn))
    .toSorted();
  if (members.length === 0) return {...NOT_GLOBAL, untouched: new Set()};
  const usages = [...USAGES_OF_DEPLOYMENT];
  const {held, mismatches} = readHeld(members, usages, had);
  if (mainDivision(held) === undefined) return {...NOT_GLOBAL, mismatches: [...mismatches, nothing('global')]};
  const written = document.deployment?.certificates ?? {oauth: {usages}};
  const [certificate = 'oauth', kept = {}] = Object.entries(written)[0] ?? [];
  const stored = storedFor(usages, held, had.actual);
  const one: Found = {
    certificate,
    scope: 'global',
    unusual: false,
    usages,
    members,
    stored,
    kept,
    keptOn: new Map(),
    unread: unreadOf(members, held),
  };
  return {found: [one], untouched: new Set(), mismatches: [...notStored(one, held), ...differs(one)]};
}

const USAGES_OF_DEPLOYMENT: readonly Usage[] = ['OAuthTokenIssuer'];

/** What each server that could be read has assigned, or is to have by hand. */
function readHeld(
  members: readonly ServerId[],
  usages: readonly Usage[],
  {actual: {holders}, ready}: Had,
): {readonly held: ReadonlyMap<ServerId, Held>; readonly mismatches: readonly Mismatch[]} {
  const held = new Map<ServerId, Held>();
  const mismatches: Mismatch[] = [];
  for (const server of members) {
    const part = holders[server];
    const assigned = part !== undefined && 'ok' in part ? part.ok.assigned : undefined;
    const store = part !== undefined && 'ok' in part ? part.ok.stores.My : undefined;
    if (assigned === undefined || !('ok' in assigned) || store === undefined || !('ok' in store)) {
      mismatches.push({
        at: server,
        kind: 'unread',
        detail: `${server} could not be read, so nothing of it was adopted.`,
      });
      continue;
    }
    const pairs = usages.flatMap(usage => {
      const assignment = assigned.ok[usage];
      return assignment === undefined ? [] : [[usage, assignment.current] as const];
    });
    const ofThese = ready.get(server)?.filter(one => one.usages.every(usage => usages.includes(usage)));
    held.set(server, withReady(new Map(pairs), ofThese));
  }
  return {held, mismatches};
}

/** The division of the usages that most servers have; of as many, that of the first by name. */
function mainDivision(held: ReadonlyMap<ServerId, Held>): readonly (readonly Usage[])[] | undefined {
  const divisions = [...held.values()].filter(one => one.size > 0).map(divide);
  const [most] = [...groupBy(divisions, keyOf).values()].toSorted((a, b) => b.length - a.length);
  return most?.[0];
}

export const sameUsages = (a: readonly Usage[], b: readonly Usage[]): boolean =>
  a.length === b.length && a.every(usage => b.includes(usage));

const unreadOf = (members: readonly ServerId[], held: ReadonlyMap<ServerId, Held>): ReadonlySet<ServerId> =>
  new Set(members.filter(server => !held.has(server)));

/** The certificate of a server that all of these usages point to. */
function storedFor(
  usages: readonly Usage[],
  held: ReadonlyMap<ServerId, Held>,
  {holders}: Actual,
): ReadonlyMap<ServerId, StoredCertificate> {
  const found = new Map<ServerId, StoredCertificate>();
  for (const [server, pointing] of held) {
    const thumbprints = new Set(usages.map(usage => pointing.get(usage)));
    const [only] = thumbprints;
    const part = holders[server];
    if (thumbprints.size !== 1 || part === undefined || !('ok' in part) || !('ok' in part.ok.stores.My)) continue;
    const stored = part.ok.stores.My.ok.find(({thumbprint}) => thumbprint === only);
    if (stored !== undefined) found.set(server, stored);
  }
  return found;
}

/** Whether all servers have the same certificate with the same key; where there is but one, as is usual for the role. */
function scopeFound(
  role: keyof typeof ROLE_FACTS,
  of: Pick<Found, 'members' | 'stored' | 'usages'> & {readonly usual: 'server' | 'pool'},
): 'server' | 'pool' {
  const {members, stored, usages, usual} = of;
  // What signs tokens for audio and video has to be shared, whatever is there now.
  if (usages.includes('AudioVideoAuthentication') && members.length > 1) return 'pool';
  if (ROLE_FACTS[role].servers === 'itself') return 'server';
  if (members.length < 2 || stored.size === 0) return usual;
  const certificates = new Set([...stored.values()].map(({spki, thumbprint}) => `${spki} ${thumbprint}`));
  // Of one that could be read alone nothing is known about sharing.
  if (stored.size === 1) return usual;
  return certificates.size === 1 ? 'pool' : 'server';
}
