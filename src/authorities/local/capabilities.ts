import type {AuthorityCapabilities} from '../../engine/ports/authority.ts';

/** The chain is not known at plan time when the CA does not exist yet. */
export const localCapabilities: AuthorityCapabilities = {
  where: 'runner',
  find: true,
  chainKnownAtPlan: false,
  idempotent: true,
  revoke: true,
};
