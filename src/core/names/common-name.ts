import type {ServerId} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {poolClaim, serverClaims} from './by-usage.ts';
import type {NameChoices} from './choices.ts';
import type {Claim} from './claim.ts';
import {externalCommonName} from './edge.ts';
import {publishedCommonName} from './reverse-proxy.ts';
import type {PoolTopology} from './topology.ts';

/** Upper bound of a common name in characters (X.520; RFC 5280 appendix A.1, ub-common-name). */
export const COMMON_NAME_LIMIT = 64;

/**
 * Usages whose certificates bear the name of the pool or of the server and no other ("Certificate requirements for
 * internal servers"): that is where other servers look.
 */
export const FIXED_SUBJECT: readonly Usage[] = ['Default', 'WebServicesInternal', 'WebServicesExternal'];

/** Whose certificate it is, what for, and what was chosen about its subject. */
export interface CommonNameInput {
  readonly pool: PoolTopology;
  readonly servers: readonly ServerId[];
  readonly usages: readonly Usage[];
  /** A name that was written for the subject. */
  readonly commonName?: string;
  readonly choices: NameChoices;
}

/**
 * The name in the subject, with its reason.
 * The pool's, since the members of a pool present themselves to other servers under it ("Certificate requirements
 * for internal servers"). What serves nothing but web services may bear the server's own name, unless it is shared.
 * What an Edge pool and a reverse proxy present outside bears an external name.
 */
export function commonNameOf(input: CommonNameInput): Claim {
  const {pool, servers, usages, commonName} = input;
  if (commonName !== undefined) return writtenClaim(commonName);
  const external =
    (pool.edge && externalCommonName(pool.edge, usages)) ?? (pool.published && publishedCommonName(pool.published));
  if (external !== undefined) return external;
  const [own, ...others] = webSubjectOf(input) === 'server' ? serverClaims(servers) : [];
  return own !== undefined && others.length === 0 ? own : poolClaim(pool.fqdn);
}

/** The subject that somebody wrote, whatever the topology says. */
export function writtenClaim(name: string): Claim {
  return {name, topic: 'subject', reason: 'written as the subject'};
}

/**
 * Whose name a certificate bears that serves nothing but web services; undefined for others. The requirements name the
 * pool for Front Ends and the server for Directors; their examples show the server for both.
 */
export function webSubjectOf({
  pool,
  usages,
  choices,
}: Pick<CommonNameInput, 'pool' | 'usages' | 'choices'>): 'pool' | 'server' | undefined {
  const web = usages.some(usage => usage === 'WebServicesInternal' || usage === 'WebServicesExternal');
  if (!web || usages.includes('Default')) return undefined;
  return choices.webSubject ?? (pool.role === 'director' ? 'server' : 'pool');
}
