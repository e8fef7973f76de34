/**
 * Our mark in the friendly name that a store keeps with a certificate:
 * `<name> [cscert <8 hex of the key's hash> <8 hex of the specDigest> <ticket, where there is one>]`.
 * It tells for which declaration cscert asked for the certificate. Names come from anywhere, so reading is strict:
 * the bracket counts only at the very end, in exactly this spelling, and only for the key that it names.
 */
import {specDigest} from './digest.ts';
import type {Mark} from './model/certificate.ts';
import type {CertificateSpec, Slot} from './model/desired.ts';

/** Windows cuts friendly names at about 256 UTF-16 code units; below that our bracket is always whole. */
export const FRIENDLY_NAME_LIMIT = 250;

/** What may stand as a ticket in the bracket. A longer one is kept beside the key only. */
const TICKET = /^[A-Za-z0-9._:-]{1,48}$/;
const BRACKET = /(?:^| )\[cscert ([0-9a-f]{8}) ([0-9a-f]{8})(?: ([A-Za-z0-9._:-]{1,48}))?\]$/;

/** Digits of a hash that the bracket shows. */
const SHOWN = 8;

/** A mark from the full hashes of a key and a declaration. Of a ticket that names its CA as well, `12@CA`, the number. */
export function makeMark(of: {readonly spki: string; readonly specDigest: string; readonly ticket?: string}): Mark {
  const mark = {spki: of.spki.slice(0, SHOWN), spec: of.specDigest.slice(0, SHOWN)};
  const ticket = of.ticket?.replace(/@.*$/s, '');
  return ticket !== undefined && TICKET.test(ticket) ? {...mark, ticket} : mark;
}

/**
 * What the mark of a slot's certificate tells: the declaration that it was asked for with. One that was given (`use`) was
 * never asked for: its thumbprint stands there, so that it and the one that it renews, with the same key and the same name,
 * are told apart.
 */
export function markedDigest({use, spec}: Pick<Slot, 'use' | 'spec'>, thumbprint: string): string {
  return use === undefined ? specDigest(spec) : thumbprint.toLowerCase().padEnd(64, '0');
}

/** Whether a mark tells that its certificate was asked for just as it is declared. */
export const isMarkedFor = (mark: Mark | undefined, spec: CertificateSpec): boolean =>
  mark !== undefined && specDigest(spec).startsWith(mark.spec);

/** At most 250 UTF-16 code units: the name is shortened where it must be, the bracket never. */
export function formatFriendlyName(name: string, mark: Mark): string {
  const ticket = mark.ticket !== undefined && TICKET.test(mark.ticket) ? ` ${mark.ticket}` : '';
  return withBracket(name, `[cscert ${mark.spki} ${mark.spec}${ticket}]`);
}

/**
 * What a request is called until its key is known and noted: the key is born in the same command, so that the mark of
 * it can only be written afterwards. Whoever finds this name without a note knows that a run ended in between.
 */
export function formatUnnotedName(name: string, specDigest: string): string {
  return withBracket(name, `[cscert new ${specDigest.slice(0, SHOWN)}]`);
}

/** Whether a stored name is one of those. */
export function isUnnotedName(text: string): boolean {
  return /(?:^| )\[cscert new [0-9a-f]{8}\]$/.test(text);
}

/**
 * What a certificate is called while the product's own command asks for it, which makes the key, asks the CA and puts the
 * answer into My in one go: the bracket names the request that stands for it (by its key) and the declaration. Our mark
 * takes its place when the certificate has been verified.
 */
export function formatAskedName(
  name: string,
  {spki, specDigest}: {readonly spki: string; readonly specDigest: string},
): string {
  return withBracket(name, `[cscert asked ${spki.slice(0, SHOWN)} ${specDigest.slice(0, SHOWN)}]`);
}

/** The name without our bracket, and what the bracket says. Whether it speaks of this certificate is `readMark`'s to say. */
export function parseFriendlyName(text: string): {readonly friendlyName: string; readonly mark?: Mark} {
  const match = BRACKET.exec(text);
  const {0: whole, 1: spki, 2: spec, 3: ticket} = match ?? ([] as string[]);
  if (whole === undefined || spki === undefined || spec === undefined) return {friendlyName: text};
  const friendlyName = text.slice(0, text.length - whole.length);
  return {friendlyName, mark: ticket === undefined ? {spki, spec} : {spki, spec, ticket}};
}

/** As `parseFriendlyName`, for a certificate with this key: a bracket that was copied from another one marks nothing. */
export function readMark(text: string, spki: string): {readonly friendlyName: string; readonly mark?: Mark} {
  const {friendlyName, mark} = parseFriendlyName(text);
  return mark !== undefined && mark.spki === spki.slice(0, SHOWN) ? {friendlyName, mark} : {friendlyName};
}

/** `[cscert <8 hex> <8 hex> <ticket of 48>]` */
const LONGEST_BRACKET = 75;
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

/** Whether a store has a name just as it is declared, whatever the mark: it is plain, and any bracket fits beside it. */
export function isStoredAsDeclared(name: string): boolean {
  return name.length < FRIENDLY_NAME_LIMIT - LONGEST_BRACKET && PLAIN.test(name);
}

/** The name gives way where both are too long for a store. */
function withBracket(name: string, bracket: string): string {
  const shown = shorten(oneLine(name), FRIENDLY_NAME_LIMIT - bracket.length - 1);
  return shown === '' ? bracket : `${shown} ${bracket}`;
}

/** One line without control characters, as a store shows it. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** At most so many UTF-16 code units. Never cuts a character outside the basic plane in two. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.trimEnd()}…`;
}
