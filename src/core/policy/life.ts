import type {CertificateFacts} from '../model/certificate.ts';
import type {RenewBefore, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import {second} from '../moment.ts';
import {rememberLast} from '../remember.ts';
import {placeInFleet} from '../upkeep/spread.ts';
import {type CheckInput, drift, warning} from './check.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `12 days`, `5 hours`, `1 minute`: whole units, rounded down; days from two days on, minutes below one hour. */
export function describeTime(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return count(milliseconds / DAY, 'day');
  if (milliseconds >= HOUR) return count(milliseconds / HOUR, 'hour');
  return milliseconds < MINUTE ? 'less than a minute' : count(milliseconds / MINUTE, 'minute');
}

function count(amount: number, unit: string): string {
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}

/** `33%`, or a time as `describeTime` writes it. */
export function describeRenewal(renewBefore: RenewBefore): string {
  if ('percent' in renewBefore) return `${renewBefore.percent}%`;
  return describeTime(renewBefore.milliseconds);
}

/** Begin and end of a certificate's validity, in milliseconds. Every check of it asks. */
const lifeOf = rememberLast(
  ({notBefore, notAfter}: CertificateFacts): {readonly start: number; readonly end: number} => ({
    start: Date.parse(notBefore),
    end: Date.parse(notAfter),
  }),
);

/** When a certificate is renewed, after the bounds of `renewal`. */
export interface Renewal {
  /** From this moment on it is due. */
  readonly due: Date;
  /** How long before its end that is, after the bounds. */
  readonly before: number;
  /** From this moment on it would be due without the spread. */
  readonly declared: Date;
  /** Whether the declared time was longer than half of the lifetime and had to be cut. */
  readonly cut: boolean;
}

/** What of a slot decides when it is renewed. */
export type RenewalOf = Pick<Slot, 'address'> & {
  readonly spec: {readonly renewBefore: RenewBefore};
  readonly upkeep: Pick<Slot['upkeep'], 'renewSpread'>;
};

/**
 * When a certificate is to be renewed: as long before its end as is declared, and earlier by the slot's own part of the
 * spread. Never earlier than at half of the lifetime that was really issued
 * (a fixed 30 days would renew a 47-day certificate every 17); so nothing is ever due in the first tenth of its life.
 */
export const renewal = rememberLast((certificate: CertificateFacts, {address, spec, upkeep}: RenewalOf): Renewal => {
  const {renewBefore} = spec;
  const {start, end} = lifeOf(certificate);
  const lifetime = Math.max(0, end - start);
  const declared = 'percent' in renewBefore ? (lifetime * renewBefore.percent) / 100 : renewBefore.milliseconds;
  const spread = 1 + (placeInFleet(address) * upkeep.renewSpread) / 100;
  const before = Math.min(declared * spread, lifetime / 2);
  return {
    due: new Date(end - before),
    declared: new Date(end - Math.min(declared, lifetime / 2)),
    before,
    cut: declared > lifetime / 2,
  };
});

const day = (iso: string): string => iso.slice(0, 10);

/** Whether a moment lies within a certificate's validity; its end is no longer part of it. */
export function isValidAt(certificate: CertificateFacts, at: Date): boolean {
  const {start, end} = lifeOf(certificate);
  return start <= at.getTime() && at.getTime() < end;
}

export function notYetValid({certificate, now}: CheckInput): Finding | undefined {
  if (now.getTime() >= lifeOf(certificate).start) return undefined;
  return drift('NOT_YET_VALID', 'wait', {
    expected: `valid at ${now.toISOString()}`,
    actual: `valid from ${certificate.notBefore}`,
    message: `valid only from ${second(certificate.notBefore)}; this machine's clock says ${second(now.toISOString())}`,
  });
}

export function expired({certificate, now}: CheckInput): Finding | undefined {
  const late = now.getTime() - lifeOf(certificate).end;
  if (late < 0) return undefined;
  return drift('EXPIRED', 'request', {
    expected: `valid at ${now.toISOString()}`,
    actual: `valid until ${certificate.notAfter}`,
    message: `expired ${day(certificate.notAfter)}, ${describeTime(late)} ago`,
  });
}

export function renewalDue({slot, certificate, now}: CheckInput): Finding | undefined {
  const {end} = lifeOf(certificate);
  const {due, declared} = renewal(certificate, slot);
  if (now < due || now.getTime() >= end) return undefined;
  return drift('EXPIRES_SOON', 'request', {
    expected: `renewed ${describeRenewal(slot.spec.renewBefore)} before its end`,
    actual: `valid until ${certificate.notAfter}`,
    message: `expires ${day(certificate.notAfter)}, in ${describeTime(end - now.getTime())}; renewBefore is ${describeRenewal(slot.spec.renewBefore)}${now < declared ? `, brought forward by up to ${slot.upkeep.renewSpread}% so that not all are renewed at once` : ''}`,
  });
}

export function renewalCut({slot, certificate}: CheckInput): Finding | undefined {
  const {cut, before} = renewal(certificate, slot);
  if (!cut) return undefined;
  const {start, end} = lifeOf(certificate);
  const lifetime = describeTime(end - start);
  return warning('RENEWAL_CUT', 'none', {
    expected: describeRenewal(slot.spec.renewBefore),
    actual: describeTime(before),
    message: `renewBefore is ${describeRenewal(slot.spec.renewBefore)}, more than half of a lifetime of ${lifetime}; it is renewed ${describeTime(before)} before its end`,
  });
}
