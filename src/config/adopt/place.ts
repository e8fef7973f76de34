/** Entries back into a configuration: what all servers of a pool have alike is the pool's, the rest is each server's own. */
import {groupBy} from '../../core/group.ts';
import type {ServerId} from '../../core/model/desired.ts';
import type {Certificate, Document, Pool, Server} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {poolNamed} from '../resolve/pools.ts';
import type {Settings} from './entry.ts';
import type {Found} from './found.ts';

/** One certificate with its settings: by server, each of its members, or for all where it is shared. */
export interface Entry {
  readonly found: Found;
  readonly shared: Settings;
  readonly own: ReadonlyMap<ServerId, Settings>;
}

/** Where in the document the settings of an entry stand, for the server if it has its own. */
export function pathOf(document: Document, {pool, certificate, members}: Found, server?: ServerId): ValuePath {
  if (pool === undefined) return ['deployment', 'certificates', certificate];
  const declared = poolNamed(document, pool);
  const path = declared?.path ?? ['pools', pool];
  if (server === undefined || members.length < 2) return [...path, 'certificates', certificate];
  const key = Object.keys(declared?.pool.servers ?? {}).find(name => name.toLowerCase() === server) ?? server;
  return [...path, 'servers', key, 'certificates', certificate];
}

/** The document with these certificates, and none besides in their pools. */
export function place(document: Document, entries: readonly Entry[]): Document {
  const {deployment, pools = {}} = document;
  const byPool = groupBy(entries, ({found}) => found.pool);
  const global = byPool.get(undefined) ?? [];
  const certificates = Object.fromEntries(global.map(({found, shared}) => [found.certificate, ordered(shared)]));
  return {
    ...document,
    ...(deployment !== undefined && {deployment: global.length === 0 ? deployment : {...deployment, certificates}}),
    pools: Object.fromEntries(
      Object.entries(pools).map(([name, pool]) => {
        const own = byPool.get(name.toLowerCase()) ?? [];
        return [name, own.length === 0 ? pool : placeInPool(pool, own)];
      }),
    ),
  };
}

function placeInPool(pool: Pool, entries: readonly Entry[]): Pool {
  const split = entries.map(entry => ({entry, common: commonOf(entry)}));
  const certificates = Object.fromEntries(
    split.map(({entry: {found, shared}, common}) => [found.certificate, ordered(merge(shared, common))]),
  );
  const {servers} = pool;
  if (servers === undefined) return {...pool, certificates};
  const names: readonly string[] = Array.isArray(servers) ? servers : Object.keys(servers);
  const written = Array.isArray(servers) ? {} : (servers as Readonly<Record<string, Server | null>>);
  const placed = names.map((name): readonly [string, Server | null] => {
    const own = split.flatMap(({entry, common}) => {
      const settings = without(entry.own.get(name.toLowerCase()) ?? {}, common);
      return Object.keys(settings).length === 0 ? [] : [[entry.found.certificate, ordered(settings)] as const];
    });
    const {connection} = written[name] ?? {};
    const server = {
      ...(connection !== undefined && {connection}),
      ...(own.length > 0 && {certificates: Object.fromEntries(own)}),
    };
    return [name, Object.keys(server).length === 0 ? null : server];
  });
  const plain = placed.every(([, server]) => server === null);
  return {...pool, servers: plain ? [...names] : Object.fromEntries(placed), certificates};
}

/** A setting within a setting: `subject.city` for itself, `use` as a whole. */
type Leaves = ReadonlyMap<string, unknown>;
const DIVIDED: readonly string[] = ['subject', 'key', 'names'];

/** The settings of an entry, each by its path. */
export function leavesOf(settings: Settings): Leaves {
  return new Map(
    Object.entries(settings).flatMap(([name, value]): readonly (readonly [string, unknown])[] =>
      DIVIDED.includes(name)
        ? Object.entries(value ?? {}).map(([inner, one]) => [`${name}.${inner}`, one] as const)
        : [[name, value]],
    ),
  );
}

function fromLeaves(leaves: Iterable<readonly [string, unknown]>): Settings {
  const found: Record<string, unknown> = {};
  for (const [path, value] of leaves) {
    const [name = '', inner] = path.split('.');
    if (inner === undefined) found[name] = value;
    else found[name] = {...(found[name] as object | undefined), [inner]: value};
  }
  return found as Settings;
}

/**
 * What every server of the pool has alike. A certificate to use is each server's own, unless there is but one. A server that
 * was read and has none gets one as the others have: it says nothing against what these have alike.
 */
function commonOf({found, own}: Entry): Settings {
  const {members, stored, unread} = found;
  const having = members.filter(member => stored.has(member) || unread.has(member));
  const isForAll = isCommon(having, {of: members.length, own});
  const [first = new Map<string, unknown>(), ...others] = having.map(member => leavesOf(own.get(member) ?? {}));
  const alike = [...first].filter(
    ([path, value]) => isForAll(path) && others.every(other => isAlike(other.get(path), value)),
  );
  return fromLeaves(alike);
}

/** What a single certificate among several servers has may be that server's own. */
const OWN: readonly string[] = ['use', 'friendlyName', 'names.add', 'names.leaveOut'];

/** Whether a setting that is alike on servers holds for the others too, which have no certificate yet. */
function isCommon(
  having: readonly ServerId[],
  {of, own}: {readonly of: number; readonly own: Entry['own']},
): (path: string) => boolean {
  if (of === 1) return () => true;
  // Beside one that is only pointed to stands what it is like, not what the next one is to be like.
  if (having.length < of && having.some(member => own.get(member)?.use !== undefined)) return () => false;
  return path => path !== 'use' && (having.length > 1 || !OWN.includes(path));
}

const isAlike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function without(settings: Settings, common: Settings): Settings {
  const known = leavesOf(common);
  return fromLeaves([...leavesOf(settings)].filter(([path, value]) => !isAlike(known.get(path), value)));
}

/** The second where both say something. */
export function merge(a: Settings, b: Settings): Settings {
  return fromLeaves([...leavesOf(a), ...leavesOf(b)]);
}

const ORDER: readonly (keyof Certificate)[] = [
  'usages',
  'scope',
  'authority',
  'assign',
  'use',
  'template',
  'friendlyName',
  'key',
  'subject',
  'sipDomains',
  'names',
  'eku',
  'signature',
  'renewBefore',
  'renewSpread',
  'retireAfter',
];

/** In the order of the reference, so that the same world always gives the same text. */
function ordered(settings: Settings): Certificate {
  return Object.fromEntries(ORDER.flatMap(name => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}
