/** The difference between the clocks of a server and of the runner, as far as it is too large. */
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {ServerId} from '../../core/model/desired.ts';
import {problem} from './problems.ts';

const MINUTE = 60_000;
/** Kerberos refuses more by default ("Maximum tolerance for computer clock synchronization"). */
const TOLERATED_MINUTES = 5;
/** Clocks that differ by less are taken for the same. */
export const TOLERATED_MS = TOLERATED_MINUTES * MINUTE;
/** From here on new certificates are not valid yet on one side, or staged ones take over at a wrong time. */
const HARMFUL_MINUTES = 60;

/**
 * By how many milliseconds at the least a server is ahead, or behind, that told its time at some moment between question
 * and answer: minutes may lie between these two, and they are no fault of its clock.
 */
export function aheadAtLeast(told: number, {asked, answered}: {readonly asked: Date; readonly answered: Date}): number {
  return told > answered.getTime() ? told - answered.getTime() : Math.min(0, told - asked.getTime());
}

/** By how many milliseconds the server is ahead. An error where an apply would do harm, else a warning; at most one. */
export function clockOff(aheadMs: number, server: ServerId): readonly Diagnostic[] {
  const minutes = Math.round(aheadMs / MINUTE);
  const off = Math.abs(minutes);
  if (!(off > TOLERATED_MINUTES)) return [];
  const words =
    off < 120 ? `${off} minutes` : off < 2880 ? `${Math.round(off / 60)} hours` : `${Math.round(off / 1440)} days`;
  const found = problem('CLOCK_OFF', {
    severity: off >= HARMFUL_MINUTES ? 'error' : 'warning',
    detail: `The clock of ${server} is ${words} ${minutes < 0 ? 'behind' : 'ahead of'} that of the runner. Certificates would count as expired or as not valid yet on one of them, and staged ones would take over at a wrong time.`,
    help: 'Find out which of the two clocks is wrong (w32tm /query /status), and set it.',
    address: server,
  });
  return [found];
}
