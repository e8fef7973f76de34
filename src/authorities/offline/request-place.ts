import type {Part} from '../../core/diagnostic.ts';
import {isFolderName} from '../../core/folder-name.ts';
import type {Order} from '../../engine/ports/authority.ts';
import {problem} from './problems.ts';

/** Where an order's files lie. Paths are relative to the folder of requests, with `/`. */
export interface RequestPlace {
  /** `pool/server`. */
  readonly folder: string;
  readonly pool: string;
  readonly server: string;
  /** Name of the declared certificate. */
  readonly certificate: string;
  /** First twelve digits of the key's hash. */
  readonly ticket: string;
  /** `certificate.ticket`, to which the endings are put. */
  readonly stem: string;
}

const TICKET_DIGITS = 12;

/** `pool/server/certificate` for every scope: a shared certificate lies with the server that has its key. */
export function requestPlace({slot, server, spki}: Order): Part<RequestPlace> {
  const segments = slot.split('/');
  const [pool = ''] = segments;
  const certificate = segments.at(-1) ?? '';
  const ticket = ticketOf(spki);
  // Addresses were checked before. This is the last gate: what passes here cannot lead out of the folder.
  const unsafe = [...segments, server].find(segment => !isFolderName(segment));
  if (unsafe !== undefined || segments.length < 2 || !/^[0-9a-f]{12}$/.test(ticket)) {
    return {problem: unsafeName(slot, unsafe ?? slot)};
  }
  return {
    ok: {folder: `${pool}/${server}`, pool, server, certificate, ticket, stem: `${certificate}.${ticket}`},
  };
}

/** What people call the request by. */
export const ticketOf = (spki: string): string => spki.slice(0, TICKET_DIGITS);

/** The certificate's name in the name of a request's file; undefined when cscert did not name it. */
export function certificateOfFile(name: string): string | undefined {
  return /^(.+)\.[0-9a-f]{12}\.csr$/.exec(name)?.[1];
}

function unsafeName(slot: string, segment: string) {
  return problem('REQUEST_NAME_UNSAFE', {
    detail: `${JSON.stringify(slot.slice(0, 260))}: ${JSON.stringify(segment.slice(0, 260))} is not a plain lower-case name, or is one that Windows reserves.`,
    help: 'Give the pool, server or certificate another name, or the certificate another authority.',
  });
}
