/** Errors of a server in the words of an administrator. */
import {oneLineOf, type ProblemCode, Trouble} from '../problems.ts';
import type {RemoteError} from './answer.ts';

/** What it was that the server was to do, for people. */
export interface Attempt {
  readonly server: string;
  /** A noun with its article: `the assignment of Default`. */
  readonly what: string;
  /** The account that the server works as, where it is known. */
  readonly user?: string;
}

interface Reading {
  readonly code: ProblemCode;
  readonly is: (error: RemoteError, texts: string) => boolean;
  readonly help: string;
}

/** How the scripts begin what they say of the product's module. */
const MODULE = 'CSCERT_MODULE: ';

/** E_ACCESSDENIED, and NTE_PERM of the key providers. */
const DENIED: ReadonlySet<number | undefined> = new Set([0x80070005, 0x80090010]);

/** The first that fits is told. Texts are matched only where they are names of the product, which are not translated. */
const READINGS: readonly Reading[] = [
  {
    code: 'MODULE_MISSING',
    is: ({message}) => message.startsWith(MODULE),
    help: 'Install the core components and the management shell of the product on the server (Setup, step 2), or correct deployment.product.',
  },
  {
    code: 'MANAGEMENT_STORE_UNREACHABLE',
    is: ({fullyQualifiedErrorId}, texts) => /CentralMgmtStoreInaccessible/i.test(`${fullyQualifiedErrorId} ${texts}`),
    help: 'In a session from another computer the server cannot pass on who you are (second hop): run cscert on the server, or have delegation set up. Otherwise look whether the SQL server of the store answers.',
  },
  {
    code: 'SERVER_ACCESS_DENIED',
    is: error =>
      error.category === 'PermissionDenied' ||
      [error, ...error.inner].some(
        ({type, hresult}) => /UnauthorizedAccessException|SecurityException/.test(type) || DENIED.has(hresult),
      ),
    help: 'The account must be an administrator of the server, in an elevated session, and a member of RTCUniversalServerAdmins.',
  },
];

/** Says what went wrong where, with the server's own words, whatever language they are in. */
export function troubleOf(error: RemoteError, {server, what, user}: Attempt): Trouble {
  const messages = [error.message, ...error.inner.map(({message}) => message)];
  const texts = messages.map(message => oneLineOf(message.replace(MODULE, '')));
  const told = [...new Set(texts)].filter(message => message !== '').join(' / ');
  const found = READINGS.find(({is}) => is(error, texts.join(' ')));
  const account = found?.code === 'SERVER_ACCESS_DENIED' && user !== undefined ? ` as ${user}` : '';
  return new Trouble(found?.code ?? 'SERVER_REFUSED', {
    detail: `${server}: ${what} failed${account}. The server says: ${ended(told === '' ? error.type : told)}`,
    help: found?.help ?? 'Put right what the server complains of, then run the command again.',
  });
}

const ended = (text: string): string => (/[.!?\u2026]$/.test(text) ? text : `${text}.`);
