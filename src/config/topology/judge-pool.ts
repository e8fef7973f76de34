/** Which role of the configuration a published pool has, and of which version it is, from what is installed on it. */

import {greatest} from '../../core/extremes.ts';
import type {Product} from '../../core/model/product.ts';
import type {PublishedPool, PublishedService} from '../../core/model/published.ts';
import type {Role} from '../../core/model/role.ts';

/** What a service makes of the pool that it is installed on. */
type Kind =
  | 'users'
  | 'web'
  | 'registrar'
  | 'director'
  | 'mediation'
  | 'edge'
  | 'persistentChat'
  | 'videoInterop'
  | 'trusted';

/**
 * Services by their names, in lower case: those of Get-CsService (its help), and those of the XML, of which public samples
 * show the first ones (`UserServices`, `ExternalServer`); the others are accepted in either form.
 */
const KINDS: Readonly<Record<string, Kind>> = {
  userserver: 'users',
  userservices: 'users',
  webserver: 'web',
  webservices: 'web',
  registrar: 'registrar',
  director: 'director',
  mediationserver: 'mediation',
  mediationservices: 'mediation',
  edgeserver: 'edge',
  edgeservices: 'edge',
  persistentchat: 'persistentChat',
  persistentchatserver: 'persistentChat',
  persistentchatservice: 'persistentChat',
  persistentchatservices: 'persistentChat',
  videointerop: 'videoInterop',
  videointeropserver: 'videoInterop',
  videointeropservice: 'videoInterop',
  videointeropservices: 'videoInterop',
  trustedapplicationpool: 'trusted',
  externalserver: 'trusted',
};

/** What needs no certificate of its own: part of a pool that has one by another service, data, or no server of the product. */
const WITHOUT =
  /^(conf(erencing)?(server|services?)|application(server|services)|centralm(gmt|anagement)|management(server|services)|backup(server|services?)|provision(server|services)|archiving(server|services?)|monitoring(server|services?)|wac(server|services?)|pstngateway|videogateway|cloudconnector.*|.*(store|database))$/;

export interface JudgedPool {
  /** Undefined where nothing of it has certificates. */
  readonly role?: Role;
  /** The version of its services, where they tell. */
  readonly version?: number;
  /** Services that are not known, so that nobody can tell what they need. */
  readonly unknown: readonly string[];
}

export function judgePool(pool: PublishedPool): JudgedPool {
  const kinds = new Set(pool.services.flatMap(service => kindOf(service) ?? []));
  const role = roleOf(kinds, pool);
  const unknown = pool.services.map(service => service.role).filter(name => !isKnown(name));
  const versions = pool.services.flatMap(service =>
    kindOf(service) === undefined || service.version === undefined ? [] : [service.version],
  );
  return {
    ...(role !== undefined && {role}),
    ...(versions.length > 0 && {version: greatest(versions)}),
    unknown: [...new Set(unknown)].toSorted(),
  };
}

function kindOf({role, director}: PublishedService): Kind | undefined {
  const name = role.toLowerCase();
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  return kind === 'registrar' && director === true ? 'director' : kind;
}

const isKnown = (name: string): boolean => Object.hasOwn(KINDS, name.toLowerCase()) || WITHOUT.test(name.toLowerCase());

/**
 * A pool with users at home is one of Enterprise Edition, whose servers never have the pool's name, or the only server of
 * Standard Edition, which always has it. A registrar without users is a Director, which says so or has web services, or it survives at a branch.
 */
function roleOf(kinds: ReadonlySet<Kind>, pool: PublishedPool): Role | undefined {
  if (kinds.has('edge')) return 'edge';
  if (kinds.has('users')) return isItself(pool) ? 'standardEdition' : 'frontEnd';
  if (kinds.has('director') || (kinds.has('registrar') && kinds.has('web'))) return 'director';
  if (kinds.has('registrar')) return 'survivableBranch';
  if (kinds.has('persistentChat')) return 'persistentChat';
  if (kinds.has('videoInterop')) return 'videoInterop';
  if (kinds.has('mediation')) return 'mediation';
  return kinds.has('trusted') ? 'trustedApplication' : undefined;
}

function isItself({fqdn, computers}: PublishedPool): boolean {
  return computers.every(computer => computer.toLowerCase() === fqdn.toLowerCase());
}

/** The first version that has a product of ours ("Version" of Get-CsService; 5 is Lync Server 2010). */
const FIRST = 6;

const PRODUCTS_BY_VERSION: readonly Product[] = ['lync2013', 'sfb2015', 'sfb2019'];

/** Undefined for what is older than Lync Server 2013. What is newer than what is known counts as the newest. */
export function productOf(version: number): Product | undefined {
  return version < FIRST ? undefined : (PRODUCTS_BY_VERSION[version - FIRST] ?? 'sfbse');
}
