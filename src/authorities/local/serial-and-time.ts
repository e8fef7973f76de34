import type {Random} from '../../engine/ports/host.ts';

/** Clocks of servers differ by some minutes; a certificate must not be of the future on any of them. */
export const BACKDATE_MS = 5 * 60_000;

/** 16 random bytes, positive and without leading zero: at least 64 random bits, as RFC 5280 and browsers want. */
export function makeSerial(random: Random): Buffer {
  const serial = Buffer.from(random(16));
  serial.writeUInt8(((serial[0] ?? 0) & 0x7f) | 0x40, 0);
  return serial;
}

/** Certificates count whole seconds. */
export function toSeconds(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}
