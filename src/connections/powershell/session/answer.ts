/** What a server answers to the calls of a frame. Nothing of it is believed: its shape, its size, its number. */
import {isMapping} from '../../../core/mapping.ts';
import type {Secret} from '../../../core/secret.ts';
import {nonsense} from '../problems.ts';
import type {AnswerFrame} from './frame.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What an exception says of itself. */
interface RemoteException {
  readonly type: string;
  readonly message: string;
  /** As an unsigned number; absent when it was not told. */
  readonly hresult?: number;
}

/** An error of PowerShell as data. */
export interface RemoteError extends RemoteException {
  readonly category: string;
  readonly fullyQualifiedErrorId: string;
  readonly inner: readonly RemoteException[];
}

/** What became of one call. */
export type Answer = {readonly ok: JsonObject; readonly secret?: Secret} | {readonly error: RemoteError};

/** As many as were tried: all of the calls, or up to the first error. Throws StepTrouble for anything else. */
export function parseAnswers({value, secrets}: AnswerFrame, calls: number): readonly Answer[] {
  const {results} = value;
  if (!Array.isArray(results) || results.length > calls) throw nonsense('The server gave no list of results.');
  const answers = results.map(result => parseAnswer(result, secrets));
  const last = answers.at(-1);
  if (answers.length < calls && (last === undefined || !('error' in last)))
    throw nonsense(`The server answered ${answers.length} of ${calls} calls without an error.`);
  return answers;
}

function parseAnswer(result: unknown, secrets: readonly Secret[]): Answer {
  if (isMapping(result) && isMapping(result['error'])) return {error: parseError(result['error'])};
  if (!isMapping(result) || !isMapping(result['ok'])) throw nonsense('A result is neither a success nor an error.');
  const {secret: at, ...ok} = result['ok'];
  const secret = typeof at === 'number' ? secrets[at - 1] : undefined;
  return secret === undefined ? {ok} : {ok, secret};
}

const LONGEST_TEXT = 4000;

export function parseError(value: JsonObject): RemoteError {
  const {inner} = value;
  const below = Array.isArray(inner) ? inner.slice(0, 8).filter(isMapping) : [];
  return {
    ...parseException(value),
    category: text(value['category']),
    fullyQualifiedErrorId: text(value['fullyQualifiedErrorId']),
    inner: below.map(parseException),
  };
}

function parseException({type, message, hresult}: JsonObject): RemoteException {
  const isCode = typeof hresult === 'number' && Number.isInteger(hresult);
  return {type: text(type), message: text(message), ...(isCode && {hresult: hresult >>> 0})};
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : '');
