import type {AuthorityCapabilities} from '../../engine/ports/authority.ts';

/** Writing the same request again changes nothing, and an answer is known by its public key alone. */
export const offlineCapabilities: AuthorityCapabilities = {
  where: 'runner',
  find: true,
  chainKnownAtPlan: true,
  idempotent: true,
  replaceable: true,
};
