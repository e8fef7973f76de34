import type {Address, PoolId, ServerId} from './model/desired.ts';
import {unreachable} from './unreachable.ts';

/** First segment of the addresses of what belongs to the deployment as a whole. No pool can be called so: it has a dot. */
export const GLOBAL = 'global';

/** An address taken apart. */
export type AddressParts =
  | {readonly scope: 'server'; readonly pool: PoolId; readonly server: ServerId; readonly certificate: string}
  | {readonly scope: 'pool'; readonly pool: PoolId; readonly certificate: string}
  | {readonly scope: 'global'; readonly certificate: string};

/** The address of a slot, or of one member of a shared slot (`pool/certificate@server`). */
export interface ParsedAddress {
  readonly parts: AddressParts;
  readonly member?: ServerId;
}

/** The one spelling of an address, which `parseAddress` reads back. */
export function formatAddress(parts: AddressParts): Address {
  switch (parts.scope) {
    case 'server':
      return `${parts.pool}/${parts.server}/${parts.certificate}`;
    case 'pool':
      return `${parts.pool}/${parts.certificate}`;
    case 'global':
      return `${GLOBAL}/${parts.certificate}`;
    default:
      return unreachable(parts);
  }
}

/** The member form of a shared slot's address. */
export function memberAddress(address: Address, server: ServerId): Address {
  return `${address}@${server}`;
}

/** Reads an address in any letter case. Undefined when it is none. */
export function parseAddress(text: string): ParsedAddress | undefined {
  const {segments, member} = split(text);
  if (segments.some(segment => segment === '') || member === '') return undefined;
  const parts = partsOf(segments);
  // A server's own certificate has no members besides that server.
  if (parts === undefined || (member !== undefined && parts.scope === 'server')) return undefined;
  return member === undefined ? {parts} : {parts, member};
}

/**
 * Whether a pattern of --only or --exclude means an address. Letter case does not count.
 *
 * - `*` stands for anything within a segment, `**` for any number of segments.
 * - A pattern means everything below it: `fepool01.contoso.com` is all slots of that pool.
 * - A server's name may stand without its pool: `fe01.contoso.com` or `fe01.contoso.com/default`.
 * - `@server` at its end means one member of a shared slot, and no address without a member.
 */
export function matches(pattern: string, address: Address): boolean {
  const wanted = split(pattern.replace(/\/+$/, ''));
  const {segments, member} = split(address);
  if (wanted.segments.some(segment => segment === '')) return false;
  if (wanted.member !== undefined && (member === undefined || !matchesGlob(wanted.member, member))) return false;
  return pathsOf(segments, member).some(path => matchesPath(wanted.segments, path));
}

/** Order of addresses wherever they are listed: global ones first, then by pool, server and certificate. */
export function compareAddresses(a: Address, b: Address): number {
  const globalFirst = Number(isBelowGlobal(b)) - Number(isBelowGlobal(a));
  if (globalFirst !== 0) return globalFirst;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const [left = '', right = ''] = [a[at], b[at]];
  if (left === right) return 0;
  // What ends first comes first: an address before a longer one, then a segment before a longer one.
  if (left === '' || right === '') return left === '' ? -1 : 1;
  if (left === '/' || right === '/') return left === '/' ? -1 : 1;
  return left < right ? -1 : 1;
}

const isBelowGlobal = (address: Address): boolean => address === GLOBAL || address.startsWith(`${GLOBAL}/`);

function split(text: string): {readonly segments: readonly string[]; readonly member: string | undefined} {
  const lower = text.toLowerCase();
  const at = lower.indexOf('@');
  const path = at < 0 ? lower : lower.slice(0, at);
  return {segments: path.split('/'), member: at < 0 ? undefined : lower.slice(at + 1)};
}

function partsOf(segments: readonly string[]): AddressParts | undefined {
  const [first = '', second = '', third = ''] = segments;
  if (segments.length === 3 && first !== GLOBAL) {
    return {scope: 'server', pool: first, server: second, certificate: third};
  }
  if (segments.length !== 2) return undefined;
  return first === GLOBAL ? {scope: 'global', certificate: second} : {scope: 'pool', pool: first, certificate: second};
}

/** The ways to name an address: in full, and beginning with the server. */
function pathsOf(segments: readonly string[], member: string | undefined): readonly (readonly string[])[] {
  if (segments.length === 3) return [segments, segments.slice(1)];
  if (member !== undefined) return [segments, [member, ...segments.slice(1)]];
  return [segments];
}

/** Whether the pattern matches the path or a beginning of it. */
function matchesPath(pattern: readonly string[], path: readonly string[]): boolean {
  const [head, ...rest] = pattern;
  if (head === undefined) return true;
  if (head === '**') {
    return matchesPath(rest, path) || (path.length > 0 && matchesPath(pattern, path.slice(1)));
  }
  const [segment, ...below] = path;
  return segment !== undefined && matchesGlob(head, segment) && matchesPath(rest, below);
}

/** `*` stands for any run of characters. Looks for the pieces between the stars from left to right: no backtracking. */
function matchesGlob(pattern: string, text: string): boolean {
  const [start = '', ...pieces] = pattern.split('*');
  const end = pieces.pop();
  if (end === undefined) return pattern === text;
  if (!text.startsWith(start) || !text.endsWith(end) || text.length < start.length + end.length) return false;
  const middle = text.slice(start.length, text.length - end.length);
  let position = 0;
  for (const piece of pieces) {
    const found = middle.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return true;
}
