import type {Usage} from '../../core/model/usage.ts';
import type {Certificate, Defaults, Document, Pool, Server} from '../generated/document.ts';
import {layoutOf} from '../layout.ts';
import type {Places, ValuePath} from '../loaded.ts';

/** A pool as it was written. */
export interface PoolEntry {
  readonly name: string;
  readonly pool: Pool;
  readonly path: ValuePath;
}

/** Most rules ask for all pools of the same document, which does not change. */
const poolsByDocument = new WeakMap<Document, readonly PoolEntry[]>();

/** In the order in which they were written. */
export function poolsOf(document: Document): readonly PoolEntry[] {
  const known = poolsByDocument.get(document);
  if (known !== undefined) return known;
  const found = Object.entries(document.pools ?? {}).map(([name, pool]) => ({name, pool, path: ['pools', name]}));
  poolsByDocument.set(document, found);
  return found;
}

export interface ServerEntry {
  readonly name: string;
  /** Undefined where only the name was written. */
  readonly server?: Server;
  readonly path: ValuePath;
}

/** The servers that were written: a Standard Edition pool without any has none here. */
export function serversOf({pool, path}: PoolEntry): readonly ServerEntry[] {
  const {servers} = pool;
  if (servers === undefined) return [];
  const around = [...path, 'servers'];
  if (isList(servers)) return servers.map((name, index) => ({name, path: [...around, index]}));
  return Object.entries(servers).map(([name, server]) => ({
    name,
    path: [...around, name],
    ...(server !== null && {server}),
  }));
}

function isList(servers: NonNullable<Pool['servers']>): servers is readonly string[] {
  return Array.isArray(servers);
}

/** A certificate as it was written, at one of the levels where it can stand. */
export interface CertificateEntry {
  readonly name: string;
  readonly certificate: Certificate;
  readonly path: ValuePath;
  readonly level: 'deployment' | 'pool' | 'server';
  /** Absent for one of the deployment. */
  readonly pool?: PoolEntry;
  /** What it is used for, also where that follows from its name; undefined where that is not known. */
  readonly usages?: readonly Usage[];
}

/** For the same reason. */
const certificatesByDocument = new WeakMap<Document, readonly CertificateEntry[]>();

/** All certificates that were written, of the deployment, the pools and the servers. */
export function certificatesOf(document: Document): readonly CertificateEntry[] {
  const known = certificatesByDocument.get(document);
  if (known !== undefined) return known;
  const found = [
    ...deploymentCertificatesOf(document),
    ...poolsOf(document).flatMap(pool => [...poolCertificatesOf(pool), ...serverCertificatesOf(pool)]),
  ];
  certificatesByDocument.set(document, found);
  return found;
}

/** Those below deployment: {certificates: …}. */
export function deploymentCertificatesOf(document: Document): readonly CertificateEntry[] {
  return Object.entries(document.deployment?.certificates ?? {}).map(([name, certificate]) => ({
    name,
    certificate,
    path: ['deployment', 'certificates', name],
    level: 'deployment',
    usages: certificate.usages ?? (name === 'oauth' ? ['OAuthTokenIssuer'] : []),
  }));
}

/** Those that a pool has written; none where it leaves them to its role. */
export function poolCertificatesOf(pool: PoolEntry): readonly CertificateEntry[] {
  return Object.entries(pool.pool.certificates ?? {}).map(([name, certificate]) => ({
    name,
    certificate,
    path: [...pool.path, 'certificates', name],
    level: 'pool',
    pool,
    usages: certificate.usages ?? usualUsages(pool.pool, name) ?? [],
  }));
}

/** Those that differ on one server; their usages are the pool's. */
export function serverCertificatesOf(pool: PoolEntry): readonly CertificateEntry[] {
  const differing = serversOf(pool).filter(({server}) => server?.certificates !== undefined);
  if (differing.length === 0) return [];
  const ofPool = new Map(poolCertificatesOf(pool).map(entry => [entry.name, entry.usages]));
  return differing.flatMap(({server, path}) =>
    Object.entries(server?.certificates ?? {}).map(([name, certificate]): CertificateEntry => {
      const usages = pool.pool.certificates ? ofPool.get(name) : usualUsages(pool.pool, name);
      const entry = {name, certificate, path: [...path, 'certificates', name], level: 'server', pool} as const;
      return usages === undefined ? entry : {...entry, usages};
    }),
  );
}

/** The usages of a certificate in the usual layout of a pool. */
function usualUsages(pool: Pool, certificate: string): readonly Usage[] | undefined {
  return layoutOf(pool).find(entry => entry.certificate === certificate)?.usages;
}

export interface DefaultsEntry {
  readonly defaults: Defaults;
  readonly path: ValuePath;
}

/** The general defaults and those of the pools. */
export function defaultsOf(document: Document): readonly DefaultsEntry[] {
  const general = document.defaults === undefined ? [] : [{defaults: document.defaults, path: ['defaults']}];
  const ofPools = poolsOf(document).flatMap(({pool, path}) =>
    pool.defaults === undefined ? [] : [{defaults: pool.defaults, path: [...path, 'defaults']}],
  );
  return [...general, ...ofPools];
}

/** Settings that certificates and defaults have in common, wherever they stand. */
export function settingsOf(document: Document): readonly {settings: Certificate & Defaults; path: ValuePath}[] {
  return [
    ...defaultsOf(document).map(({defaults, path}) => ({settings: defaults, path})),
    ...certificatesOf(document).map(({certificate, path}) => ({settings: certificate, path})),
  ];
}

/** Whether something was written, be it valid or not. */
export function isWritten(places: Places, path: ValuePath): boolean {
  return places.at(path) !== undefined;
}

/** The pools that were written and taken out for a mistake, in lower case: they are missing from the document alone. */
export function takenPoolsOf(taken: readonly ValuePath[]): ReadonlySet<string> {
  const names = taken.flatMap(([section, pool, ...within]) =>
    section === 'pools' && pool !== undefined && within.length === 0 ? [String(pool).toLowerCase()] : [],
  );
  return new Set(names);
}

/** Whether a server was written that was taken out, be it by itself, with its list or with its pool. */
export function isAnyServerTaken(taken: readonly ValuePath[]): boolean {
  return taken.some(
    ([section, ...within]) =>
      section === 'pools' && (within.length <= 1 || (within[1] === 'servers' && within.length <= 3)),
  );
}

/** `file:line` of a place, for a sentence that points to another place. */
export function showPlace(places: Places, path: ValuePath): string {
  const range = places.at(path);
  return range === undefined ? 'elsewhere' : `${range.file}:${range.line}:${range.column}`;
}
