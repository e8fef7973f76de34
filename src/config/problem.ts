import type {Diagnostic, SourceRange} from '../core/diagnostic.ts';
import {UNSAFE} from '../core/unsafe-text.ts';
import type {Places, ValuePath} from './loaded.ts';

/** What can be wrong with a configuration: the code and its summary, which is the same wherever the code is used. */
export const CONFIG_PROBLEMS = {
  CFG_NOT_FOUND: 'No configuration found',
  CFG_UNREADABLE: 'Configuration cannot be read',
  CFG_TOO_LARGE: 'Configuration is too large',
  CFG_NOT_TEXT: 'Not a UTF-8 text',
  CFG_CONTROL_CHARACTER: 'Misleading character',
  CFG_YAML_SYNTAX: 'Not valid YAML',
  CFG_YAML_NOT_PLAIN: 'YAML feature that a configuration must not use',
  CFG_DUPLICATE_KEY: 'Key stands twice',
  CFG_UNKNOWN_KEY: 'Unknown key',
  CFG_MISSING_KEY: 'Missing key',
  CFG_WRONG_TYPE: 'Wrong type of value',
  CFG_NOT_ALLOWED_VALUE: 'Value is not allowed',
  CFG_EMPTY_VALUE: 'Empty value',
  CFG_TOO_LONG: 'Value is too long',
  CFG_LISTED_TWICE: 'Listed twice',
  CFG_SECRET_IN_CLEAR: 'Secret in clear',
  CFG_SECRET_MISSING: 'Secret cannot be read',
  CFG_UNKNOWN_AUTHORITY: 'Unknown authority',
  CFG_UNKNOWN_CONNECTION: 'Unknown connection',
  CFG_AUTHORITY_NOT_CHOSEN: 'No authority chosen',
  CFG_PUBLIC_AUTHORITY_NOT_CHOSEN: 'No public authority chosen',
  CFG_CONNECTION_NOT_CHOSEN: 'No connection chosen',
  CFG_DUPLICATE_POOL: 'Pool declared twice',
  CFG_DUPLICATE_SERVER: 'Server declared twice',
  CFG_NO_SERVERS: 'Pool without servers',
  CFG_SINGLE_SERVER: 'Pool is its only server',
  CFG_POOL_NAMED_AS_SERVER: 'Pool and server have the same name',
  CFG_USAGE_NOT_OF_ROLE: 'Usage does not exist on this role',
  CFG_USAGE_TWICE: 'Usage declared twice',
  CFG_USAGE_GLOBAL: 'Usage belongs to the deployment',
  CFG_USAGE_NOT_GLOBAL: 'Usage belongs to a pool',
  CFG_USAGE_MISSING: 'Certificate without usages',
  CFG_USAGE_UNCOVERED: 'Usage without a certificate',
  CFG_USAGE_ON_SERVER: 'Usages cannot differ between servers',
  CFG_SCOPE: 'Scope is not possible',
  CFG_SHARED_ON_SERVER: 'Shared certificate cannot differ on a server',
  CFG_UNKNOWN_CERTIFICATE: 'Unknown certificate',
  CFG_NAME_SYNTAX: 'Not a fully qualified domain name',
  CFG_NAME_INTERNATIONAL: 'Internationalised domain name',
  CFG_NAME_IS_ADDRESS: 'IP address instead of a name',
  CFG_WILDCARD_SYNTAX: 'Malformed wildcard',
  CFG_WILDCARD_NOT_ALLOWED: 'Wildcard where the product supports none',
  CFG_DUPLICATE_SIP_DOMAIN: 'SIP domain declared twice',
  CFG_UNKNOWN_SIP_DOMAIN: 'Unknown SIP domain',
  CFG_SIMPLE_URL: 'Not a valid simple URL',
  CFG_WEB_SERVICES: 'Web services name is not possible',
  CFG_GLOBAL_VIA: 'Server for what is global is none of those that get it',
  CFG_SITE: 'Site is not possible',
  CFG_EDGE: 'Names of an Edge pool',
  CFG_REVERSE_PROXY: 'Reverse proxy is not possible',
  CFG_XMPP: 'XMPP is not possible',
  CFG_AUTOMATIC_SIGN_IN: 'Role without sign-in',
  CFG_KEY_SIZE: 'Key size is not supported',
  CFG_KEY_NOT_EXPORTABLE: 'Key has to be exportable',
  CFG_EKU: 'Extended key usage is missing',
  CFG_EKU_CONFERENCING: 'Extended key usage for web conferences is missing',
  CFG_FRIENDLY_NAME: 'Friendly name is not possible',
  CFG_SUBJECT: 'Subject is not possible',
  CFG_COMMON_NAME: 'Common name cannot be chosen here',
  CFG_NAME_CHOICE: 'Choice about names does not apply',
  CFG_USE: 'Not one existing certificate',
  CFG_THUMBPRINT: 'Not a thumbprint',
  CFG_INVISIBLE_CHARACTER: 'Invisible character',
  CFG_ROOT: 'Not a root certificate',
  CFG_ROOT_PLACEHOLDER: 'Root certificate is yet to be named',
  CFG_DURATION: 'Time is out of range',
  CFG_TIME_ZONE: 'Unknown time zone',
  CFG_FOLDER: 'Folder is not possible',
  CFG_ENROLL_ACCOUNT: 'Account for a CA is not possible',
  CFG_OTHER_TRANSPORT: 'Settings for another transport',
  CFG_PATH: 'Path is another on Windows',
  CFG_PRODUCT_UNSUPPORTED: 'Product is out of support',
  CFG_ROLE_NOT_OF_PRODUCT: 'Role does not exist in this product',
} as const satisfies Record<string, string>;

export type ConfigCode = keyof typeof CONFIG_PROBLEMS;

/** A problem without a place in a file. */
export interface Complaint {
  readonly code: ConfigCode;
  /** Whole sentences; never a secret. */
  readonly detail: string;
  readonly help?: string | undefined;
  /** Default: `error`. */
  readonly severity?: 'error' | 'warning';
}

/** A problem with what it is about. */
export interface PlacedComplaint extends Complaint {
  /** The value, key or missing value that it is about. What nobody wrote is shown at the nearest thing around it. */
  readonly path: ValuePath;
  /** Default: the key of an entry, the value of a list item. */
  readonly what?: 'key' | 'value';
}

/** A problem of the configuration; with a place, where one is known already. */
export function complain(complaint: Complaint, source?: SourceRange): Diagnostic {
  return {
    severity: complaint.severity ?? 'error',
    code: complaint.code,
    summary: CONFIG_PROBLEMS[complaint.code],
    detail: complaint.detail,
    ...(complaint.help !== undefined && {help: complaint.help}),
    ...(source !== undefined && {source}),
  };
}

/** A problem with its place. The lines around it are added when all problems are known (see load.ts). */
export function complainAt(places: Places, complaint: PlacedComplaint): Diagnostic {
  return complain(complaint, findNearest(places, complaint.path, complaint.what));
}

function findNearest(places: Places, path: ValuePath, what: 'key' | 'value' | undefined): SourceRange | undefined {
  const exact = places.at(path, what);
  if (exact !== undefined) return exact;
  for (let length = path.length - 1; length >= 0; length--) {
    const around = places.at(path.slice(0, length));
    if (around !== undefined) return around;
  }
  return undefined;
}

/**
 * A value as a sentence shows it: on one line, at most 80 characters, without characters that move a cursor.
 * What is not a single value is not shown, for there may be secrets in it.
 */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a mapping';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const short = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  return JSON.stringify(short).replace(UNSAFE, asJsonEscape);
}

/** As JSON writes it: those beyond the first 65536 as two. */
function asJsonEscape(character: string): string {
  const units = Array.from({length: character.length}, (_, at) => character.charCodeAt(at));
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** Where a value is, in words: `pools > se01.contoso.com > role`. */
export function showPath(path: ValuePath): string {
  return path.length === 0
    ? 'the configuration'
    : path.map(part => (typeof part === 'number' ? `item ${part + 1}` : part)).join(' > ');
}
