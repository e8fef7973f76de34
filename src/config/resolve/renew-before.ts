import type {RenewBefore} from '../../core/model/desired.ts';

const HOUR = 3_600_000;
const UNITS = {day: 24 * HOUR, hour: HOUR} as const;

/** Renewal where nothing is declared: when a third of the lifetime is left. */
export const DEFAULT_RENEW_BEFORE: RenewBefore = {percent: 33};

/** Reads `33%`, `30 days` or `12 hours`. Undefined for anything else. */
export function parseRenewBefore(text: string): RenewBefore | undefined {
  const match = /^(\d+(?:\.\d+)?) ?(%|day|hour)s?$/.exec(text);
  if (match === null) return undefined;
  const [, number, unit] = match;
  const amount = Number(number);
  if (unit === 'day' || unit === 'hour') return {milliseconds: Math.round(amount * UNITS[unit])};
  return {percent: amount};
}
