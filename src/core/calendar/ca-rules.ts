/** A day on which a rule for public certificates changes. */
export interface CaRule {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Half a sentence. */
  readonly text: string;
}

/**
 * The lifetimes of the Baseline Requirements (CA/Browser Forum, sections 4.2.1 and 6.3.2, ballot SC-081v3) and the end of
 * clientAuth in public certificates (Chrome Root Program Policy 1.8). Private CAs are bound by none of this.
 */
export const CA_RULES: readonly CaRule[] = [
  {at: '2026-03-15T00:00:00Z', text: 'new public certificates live 200 days at most'},
  {at: '2027-03-15T00:00:00Z', text: 'new public certificates live 100 days at most'},
  {
    at: '2027-03-15T00:00:00Z',
    text: 'new public certificates are for serverAuth alone: no clientAuth (Chrome Root Program)',
  },
  {at: '2027-03-15T00:00:00Z', text: 'public CAs no longer validate domains by telephone or IP address'},
  {at: '2028-03-15T00:00:00Z', text: 'public CAs no longer validate domains by e-mail'},
  {
    at: '2029-03-15T00:00:00Z',
    text: 'new public certificates live 47 days at most, and a validated domain is good for 10 days',
  },
];
