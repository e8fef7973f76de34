/** How a certificate is looked after once it is there. Nothing of this is seen by a CA, so it changes no specDigest. */
export interface Upkeep {
  /** Share of `renewBefore`, in percent, over which the renewals of a fleet are spread; each slot has its own place in it. */
  readonly renewSpread: number;
  /** Milliseconds after which a certificate that was superseded is removed; absent: never. */
  readonly retireAfter?: number;
  /** How many certificates may be asked for a slot in 24 hours. */
  readonly issuesPerDay: number;
  /** What the authority may change of a request without being asked twice. */
  readonly tolerate: readonly Tolerance[];
  /** When assignments may change; absent: at any time. */
  readonly maintenance?: Maintenance;
  /** Whether the services of a server are restarted after an assignment has changed at once; absent: never. */
  readonly restart?: 'afterAssign';
}

/** A change that an authority makes to what it is asked for. */
export const TOLERANCES = ['subject', 'missingNames', 'surplusNames', 'eku', 'keyUsage', 'template'] as const;

export type Tolerance = (typeof TOLERANCES)[number];

/** Hours in which a pool may be worked on. */
export interface Maintenance {
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  readonly windows: readonly Window[];
}

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** One window: on each of its days from one time to another, past midnight where that is not later. */
export interface Window {
  readonly days: readonly Weekday[];
  /** Minutes after midnight. */
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;

/** Where nothing is declared. */
export const USUAL_UPKEEP: Upkeep = {renewSpread: 10, retireAfter: 7 * DAY, issuesPerDay: 3, tolerate: []};
