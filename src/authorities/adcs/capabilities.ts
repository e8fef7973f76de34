import type {AuthorityCapabilities} from '../../engine/ports/authority.ts';

/** An enterprise CA gives every request a number of its own: sent twice, it is two certificates. */
export const adcsCapabilities: AuthorityCapabilities = {
  where: 'holder',
  find: false,
  chainKnownAtPlan: true,
  idempotent: false,
};
