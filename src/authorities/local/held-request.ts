/**
 * A request that is held for a person, as a file. What people see of it is read from the request itself: a file that
 * somebody wrote by hand cannot show one name and get another signed.
 */
import {isMapping} from '../../core/mapping.ts';
import type {DistinguishedName} from '../../core/model/certificate.ts';
import type {Address, SignatureHash} from '../../core/model/desired.ts';
import {formatName} from '../../x509/distinguished-name.ts';
import {X509Error} from '../../x509/error.ts';
import {readRequest} from '../../x509/request.ts';
import type {Wanted} from './issue-one.ts';
import {requestHash} from './register.ts';

/** A request that waits for approval. */
export interface PendingEntry extends Wanted {
  /** First twelve hex digits of the SHA-256 of the request: what people call it by. */
  readonly ticket: string;
  readonly slot: Address;
  readonly subject: DistinguishedName;
  readonly names: readonly string[];
  /** When it was handed in, ISO 8601 UTC. */
  readonly at: string;
}

/** What a person said of a request. The first word counts. */
export type Decision =
  | {readonly verdict: 'approved'; readonly decidedAt: string}
  | {readonly verdict: 'denied'; readonly reason: string; readonly decidedAt: string};

export interface DecidedEntry extends PendingEntry {
  readonly decision: Decision;
}

const TICKET_DIGITS = 12;
const MAX_TEXT = 600;
const HASHES: readonly string[] = ['sha256', 'sha384', 'sha512'] satisfies readonly SignatureHash[];

export const ticketOf = (csr: Uint8Array): string => requestHash(csr).slice(0, TICKET_DIGITS);

export function pendingEntry(wanted: Wanted, {slot, at}: {readonly slot: Address; readonly at: string}): PendingEntry {
  const {subject, names} = readRequest(wanted.csr);
  return {...wanted, ticket: ticketOf(wanted.csr), slot, at, subject, names: names.map(({value}) => value)};
}

/** JSON for people too: subject and names stand in it to be read, and are not believed when it is read again. */
export function encodeHeld(entry: PendingEntry & {readonly decision?: Decision}): string {
  const {csr, server, slot, subject, names, template, signature, at, decision} = entry;
  const shown = {server, slot, subject: formatName(subject), names, template, signature, at};
  return `${JSON.stringify({format: 1, ...shown, ...decision, csr: csr.toString('base64')}, null, 2)}\n`;
}

/** Throws X509Error when it is not the file of a request with this ticket. */
export function parsePending(text: string, ticket: string): PendingEntry {
  const fields = parseFields(text);
  const csr = Buffer.from(textOf(fields, 'csr', Number.POSITIVE_INFINITY), 'base64');
  if (ticketOf(csr) !== ticket) throw new X509Error('it holds another request than its name says');
  const signature = textOf(fields, 'signature');
  if (!isHash(signature)) throw new X509Error('its "signature" is not a known hash');
  const wanted: Wanted = {
    csr,
    spki: readRequest(csr).spki,
    template: textOf(fields, 'template'),
    signature,
    server: plainTextOf(fields, 'server'),
  };
  return pendingEntry(wanted, {slot: plainTextOf(fields, 'slot'), at: timeOf(fields, 'at')});
}

/** Throws X509Error as `parsePending` does. */
export function parseDecided(text: string, ticket: string): DecidedEntry {
  const fields = parseFields(text);
  const decidedAt = timeOf(fields, 'decidedAt');
  const verdict = textOf(fields, 'verdict');
  if (verdict !== 'approved' && verdict !== 'denied')
    throw new X509Error('its "verdict" is neither approved nor denied');
  const decision: Decision =
    verdict === 'approved' ? {verdict, decidedAt} : {verdict, reason: textOf(fields, 'reason'), decidedAt};
  return {...parsePending(text, ticket), decision};
}

type Fields = Readonly<Record<string, unknown>>;

function parseFields(text: string): Fields {
  const value = parseJson(text);
  if (!isMapping(value)) throw new X509Error('it is not a JSON object');
  if (value['format'] !== 1) throw new X509Error('its "format" is not 1; a newer cscert may have written it');
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new X509Error('it is not JSON');
  }
}

function textOf(fields: Fields, name: string, most = MAX_TEXT): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length > most)
    throw new X509Error(`its "${name}" is missing or no short text`);
  return value;
}

/** Names of servers and addresses: they go into the register and onto terminals. */
function plainTextOf(fields: Fields, name: string): string {
  const text = textOf(fields, name);
  if (!/^[a-z0-9][a-z0-9./@-]*$/.test(text)) throw new X509Error(`its "${name}" is not a plain name`);
  return text;
}

function timeOf(fields: Fields, name: string): string {
  const text = textOf(fields, name);
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new X509Error(`its "${name}" is not a time`);
  }
  return text;
}

function isHash(text: string): text is SignatureHash {
  return HASHES.includes(text);
}
