import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Address} from '../../core/model/desired.ts';
import type {LoadedDocument, ValuePath} from '../loaded.ts';
import {complainAt} from '../problem.ts';

/** What can only be seen when everything is filled in: the code and its summary. */
export const RESOLVE_PROBLEMS = {
  CFG_COMMON_NAME_TOO_LONG: 'Common name is too long',
  CFG_LEAVES_OUT_COMMON_NAME: 'Common name cannot be left out',
  CFG_LEAVES_OUT_SERVER_NAME: 'Name that servers look for is left out',
  CFG_LEAVES_OUT_UNKNOWN: 'Name to leave out is not there',
  CFG_ADDS_AND_LEAVES_OUT: 'Name is added and left out',
  CFG_FRIENDLY_NAME_TWICE: 'Friendly name is used twice on a server',
  CFG_PUBLIC_ORGANIZATIONAL_UNIT: 'Public CAs refuse an organizational unit',
  CFG_AUTHORITY_NOT_REACHABLE: 'Authority cannot be asked from this server',
  CFG_USAGE_NOT_ASSIGNABLE: 'Usage cannot be assigned by this connection',
  CFG_BEYOND_PRODUCT_COMMAND: "The product's command cannot ask for this",
  CFG_RESTART_NOT_POSSIBLE: 'Services cannot be restarted by this connection',
  CFG_PUBLIC_FOR_INTERNAL: 'Internal certificate from a public CA',
} as const satisfies Record<string, string>;

export interface ResolveComplaint {
  readonly code: keyof typeof RESOLVE_PROBLEMS;
  /** Whole sentences. */
  readonly detail: string;
  readonly help: string;
  /** Default: `error`. */
  readonly severity?: 'error' | 'warning';
}

/** A problem of a slot, pointing to a path that somebody wrote. */
export function complainOf(
  complaint: ResolveComplaint,
  {places}: LoadedDocument,
  at: {readonly path: ValuePath; readonly address: Address},
): Diagnostic {
  const source = places.at(at.path);
  const snippet = source && places.snippet(source);
  return {
    severity: 'error',
    ...complaint,
    summary: RESOLVE_PROBLEMS[complaint.code],
    address: at.address,
    ...(source !== undefined && {source}),
    ...(snippet !== undefined && {snippet}),
  };
}

/** Nothing says who issues what strangers have to trust. */
export function noPublicAuthority(
  {places}: LoadedDocument,
  at: {readonly path: ValuePath; readonly address: Address},
): Diagnostic {
  const complaint = complainAt(places, {
    code: 'CFG_PUBLIC_AUTHORITY_NOT_CHOSEN',
    detail: `No authority is chosen for "${at.address}", which strangers have to trust.`,
    help: 'name one as authority here, or as publicAuthority under defaults',
    path: at.path,
  });
  return {...complaint, address: at.address};
}

/** Several are declared, or none, and nothing says which. The rules refuse this in a file; here it keeps the types honest. */
export function notChosen(
  {places}: LoadedDocument,
  what: 'authority' | 'connection',
  at: {readonly path: ValuePath; readonly address: Address},
): Diagnostic {
  const complaint = complainAt(places, {
    code: what === 'authority' ? 'CFG_AUTHORITY_NOT_CHOSEN' : 'CFG_CONNECTION_NOT_CHOSEN',
    detail: `No ${what} is chosen for "${at.address}", and there is not exactly one that could be meant.`,
    help: `name one as ${what} here, or under defaults`,
    path: at.path,
  });
  return {...complaint, address: at.address};
}
