import {remember} from '../remember.ts';
import type {Claim} from './claim.ts';

/** Thousands of certificates have the same SIP domains, whose claims need not be put into words again for each. */
const DOMAINS_KEPT = 500;

/** The name that clients inside look for. */
export const signInClaim = remember(
  (domain): Claim => ({
    name: `sip.${domain}`,
    topic: 'signIn',
    reason: `automatic sign-in of SIP domain ${domain}`,
  }),
  DOMAINS_KEPT,
);

/** The name that clients and partners outside look for. */
export const accessClaim = remember(
  (domain): Claim => ({
    name: `sip.${domain}`,
    topic: 'signIn',
    reason: `sign-in from outside and federation of SIP domain ${domain}`,
  }),
  DOMAINS_KEPT,
);

export const discoverInsideClaim = remember(
  (domain): Claim => ({
    name: `lyncdiscoverinternal.${domain}`,
    topic: 'discoverInside',
    reason: `mobile clients inside find ${domain}`,
  }),
  DOMAINS_KEPT,
);

export const discoverOutsideClaim = remember(
  (domain): Claim => ({
    name: `lyncdiscover.${domain}`,
    topic: 'discoverOutside',
    reason: `mobile clients outside find ${domain}`,
  }),
  DOMAINS_KEPT,
);

/**
 * What clients look for where SRV records and `sip.DOMAIN` fail them. It belongs into certificates where it exists in
 * DNS ("Certificate requirements for internal servers").
 */
export const legacyInsideClaim = remember(
  (domain): Claim => ({
    name: `sipinternal.${domain}`,
    topic: 'legacySignIn',
    reason: `fallback of automatic sign-in inside, for SIP domain ${domain}`,
  }),
  DOMAINS_KEPT,
);

/** As `legacyInsideClaim`, from outside. */
export const legacyOutsideClaim = remember(
  (domain): Claim => ({
    name: `sipexternal.${domain}`,
    topic: 'legacySignIn',
    reason: `fallback of automatic sign-in outside, for SIP domain ${domain}`,
  }),
  DOMAINS_KEPT,
);
