import type {ServerId} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {poolClaim, serverClaim} from './by-usage.ts';
import type {Claim} from './claim.ts';
import type {PoolTopology} from './topology.ts';

/** Upper bound of a common name in characters (X.520; RFC 5280 appendix A.1, ub-common-name). */
export const COMMON_NAME_LIMIT = 64;

/**
 * The name in the subject, with its reason.
 * The pool's, since the members of a pool present themselves to other servers under it ("Certificate requirements
 * for internal servers"). Web certificates of a Director that serve nothing else bear the server's own name.
 */
export function commonNameOf(pool: PoolTopology, server: ServerId, usages: readonly Usage[]): Claim {
  const onlyWeb = !usages.includes('Default');
  return pool.role === 'director' && onlyWeb ? serverClaim(server) : poolClaim(pool.fqdn);
}
