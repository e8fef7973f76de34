/** What makes a finding go away. Only `request` leads to a new certificate. */
export type Cure =
  | 'trust'
  | 'mark'
  | 'assign'
  | 'copy'
  | 'collect'
  | 'request'
  | 'restart'
  | 'retire'
  | 'wait'
  | 'person'
  | 'none';

/** One reason why a slot, or a holder's trust, is not as declared. */
export interface Finding {
  /** Upper snake case; listed in docs/reference. */
  readonly code: string;
  readonly cure: Cure;
  /** `drift` is against what is declared; `warning` is against what the product's documentation recommends. */
  readonly severity: 'drift' | 'warning';
  /** A half sentence with figures, e.g. `expires 2026-09-03, in 12 days; renewBefore is 30 days`. */
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}
