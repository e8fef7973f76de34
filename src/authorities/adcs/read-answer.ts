/**
 * What certreq said, understood in any language of Windows: by the files that it left and by numbers, never by words and
 * never by the exit code alone. A certificate file means issued. A request's number is told twice, bare and in quotation
 * marks (`RequestId: 12`, `RequestId: "12"`), whatever the word before it is. An error has its HRESULT; with a number
 * before it the CA has decided, unless the error is one of the way to it; without a number the CA was not reached or did not
 * take the request. A number and no error is a request that waits, however certreq ended: it is fetched again.
 */

import type {RelayAnswer} from '../../engine/ports/connection.ts';
import {oneLine} from '../one-line.ts';
import {isDecision, isOfTheWay, isUnknownRequest, isUnreached} from './numbers.ts';

/** What became of a request, as the server's words tell it. */
export type CaAnswer =
  | {readonly state: 'issued'; readonly certificate: Buffer; readonly chain: Buffer | undefined}
  | {readonly state: 'pending'; readonly ticket: string}
  /** The CA has the request, and what became of it did not get through. */
  | {readonly state: 'cut off'; readonly ticket: string; readonly why: string}
  | {readonly state: 'denied'; readonly ticket: string | undefined; readonly reason: string}
  /** The CA has no request of the number that it was asked for. */
  | {readonly state: 'unknown'; readonly why: string}
  /** `repeatable`: nothing reached the CA, so that asking again is harmless. */
  | {readonly state: 'failed'; readonly why: string; readonly repeatable: boolean};

const QUOTED_NUMBER = /:\s*"(\d{1,10})"/;
const LINE_NUMBER = /^[^\r\n:]{1,60}:\s*(\d{1,10})\s*$/m;
/** 0x8…: an error; what comes with success has no such number. */
const HRESULT = /\b0x([89a-f][0-9a-f]{7})\b/gi;

const LONGEST = 600;

export function readAnswer({exitCode, output, certificate, chain}: RelayAnswer): CaAnswer {
  if (certificate !== undefined && certificate !== '') {
    const bytes = Buffer.from(certificate, 'base64');
    return {state: 'issued', certificate: bytes, chain: chain ? Buffer.from(chain, 'base64') : undefined};
  }
  const ticket = QUOTED_NUMBER.exec(output)?.[1] ?? LINE_NUMBER.exec(output)?.[1];
  const errors = [...output.matchAll(HRESULT)].map(([, digits = '']) => Number.parseInt(digits, 16));
  const said = oneLine(output, LONGEST) || `certreq ended with ${exitCode} and said nothing`;
  if (ticket !== undefined) {
    // As one of the CA's own numbers the end says more than that something was wrong; a request that waits never ends so.
    if (isDecision(exitCode >>> 0) || errors.some(isDecision)) return {state: 'denied', ticket, reason: said};
    if (errors.some(isOfTheWay)) return {state: 'cut off', ticket, why: said};
    return errors.length > 0 ? {state: 'denied', ticket, reason: said} : {state: 'pending', ticket};
  }
  if (errors.some(isUnknownRequest)) return {state: 'unknown', why: said};
  // Whatever was not understood may have reached the CA, and asking again would be a second certificate.
  return {state: 'failed', why: said, repeatable: errors.some(isUnreached)};
}
