import type {ServerId} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {poolClaim, serverClaims} from './by-usage.ts';
import type {Claim} from './claim.ts';
import {externalCommonName} from './edge.ts';
import type {PoolTopology} from './topology.ts';

/** Upper bound of a common name in characters (X.520; RFC 5280 appendix A.1, ub-common-name). */
export const COMMON_NAME_LIMIT = 64;

/**
 * The name in the subject, with its reason.
 * The pool's, since the members of a pool present themselves to other servers under it ("Certificate requirements
 * for internal servers"). Web certificates of a Director that serve nothing else bear the server's own name, unless
 * they are shared. What an Edge pool presents outside bears an external name.
 */
export function commonNameOf(pool: PoolTopology, servers: readonly ServerId[], usages: readonly Usage[]): Claim {
  const external = pool.edge && externalCommonName(pool.edge, usages);
  if (external !== undefined) return external;
  const [own, ...others] = pool.role === 'director' && !usages.includes('Default') ? serverClaims(servers) : [];
  return own !== undefined && others.length === 0 ? own : poolClaim(pool.fqdn);
}
