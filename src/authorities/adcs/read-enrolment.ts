/**
 * What became of what the product's own command asked a CA for, understood in any language: by the certificate that is in
 * My, by the key that waits in REQUEST, by the states that the command's help names, and by numbers of Windows. What is
 * not understood may have reached the CA, and counts as if it had.
 */

import type {Enrolled} from '../../engine/ports/connection.ts';
import {oneLine} from '../one-line.ts';
import {isDecision, isUnreached} from './numbers.ts';

/** `none`: nothing that could be an answer, and nothing says what became of it. */
export type Enrolment =
  | {readonly state: 'issued'; readonly certificate: string; readonly chain: readonly string[]}
  | {readonly state: 'pending'; readonly ticket: string}
  /** The key waits in REQUEST, and which request of the CA it belongs to cannot be told. */
  | {readonly state: 'unnumbered'}
  | {readonly state: 'denied'; readonly reason: string}
  | {readonly state: 'failed'; readonly why: string; readonly repeatable: boolean}
  | {readonly state: 'none'};

const LONGEST = 600;

export function readEnrolment({certificate, chain = [], waits, ticket, unlisted, status, error}: Enrolled): Enrolment {
  if (certificate !== undefined) return {state: 'issued', certificate, chain};
  if (error !== undefined) {
    const why = oneLine(error.said, LONGEST);
    if (error.numbers.some(isDecision)) return {state: 'denied', reason: why};
    if (waits && ticket !== undefined) return {state: 'pending', ticket};
    return {state: 'failed', why, repeatable: error.numbers.some(isUnreached)};
  }
  // The states that the help of Request-CsCertificate names: Issued, Denied and Pending.
  if (status === 'Denied') return {state: 'denied', reason: 'the command tells the state Denied and no reason'};
  if (waits && ticket !== undefined) return {state: 'pending', ticket};
  // A key alone: whoever made it died before the product noted that a CA has its request.
  if (waits && !(unlisted && status === undefined)) return {state: 'unnumbered'};
  if (status === undefined) return {state: 'none'};
  const why = `the command tells the state "${oneLine(status, 40)}", but nothing is in the stores under the name that it was given`;
  return {state: 'failed', why, repeatable: false};
}
