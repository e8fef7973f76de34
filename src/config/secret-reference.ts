import {resolve} from 'node:path';
import type {Part} from '../core/diagnostic.ts';
import {Secret} from '../core/secret.ts';
import type {Host} from '../engine/ports/host.ts';
import {complain, quote} from './problem.ts';
import {describeUnread} from './unread.ts';

/** Where secrets are read from. */
export interface SecretSources {
  readonly environment: Host['environment'];
  readonly files: Host['files'];
  /** Absolute folder that `file:` references are relative to. */
  readonly base: string;
}

const MOST_BYTES = 65_536;

/**
 * Reads what a reference (`env:NAME`, `file:PATH`) stands for. One line break at the end of a file is not part of the
 * secret: editors put it there. An empty secret is a problem, for nobody means one.
 */
export async function readSecret(reference: string, sources: SecretSources): Promise<Part<Secret>> {
  if (reference.startsWith('env:')) return readVariable(reference.slice('env:'.length), sources);
  if (reference.startsWith('file:')) return readSecretFile(reference.slice('file:'.length), sources);
  return refuse('A secret is given neither as env:NAME nor as file:PATH.', 'never write the secret itself');
}

function readVariable(name: string, {environment}: SecretSources): Part<Secret> {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (value) return {ok: new Secret(value)};
  const state = value === undefined ? 'not set' : 'empty';
  return refuse(`The environment variable ${quote(name)} is ${state}.`, `set ${name} where cscert runs`);
}

async function readSecretFile(path: string, {files, base}: SecretSources): Promise<Part<Secret>> {
  const shown = quote(path);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(resolve(base, path), MOST_BYTES);
  } catch (error) {
    const {why, help} = describeUnread(error, `${MOST_BYTES / 1024} KiB`);
    return refuse(`The file ${shown} ${why}.`, help ?? 'a secret is a short text in a file of its own; check the path');
  }
  if (bytes === undefined) return refuse(`There is no file ${shown}.`, `it is looked for in ${resolve(base, path)}`);
  const text = decode(bytes);
  if (text === undefined) return refuse(`The file ${shown} is not a UTF-8 text.`, 'save it as UTF-8');
  if (text.includes('\0')) return refuse(`The file ${shown} contains NUL bytes.`, 'save it as UTF-8');
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') return refuse(`The file ${shown} is empty.`, 'write the secret into it');
  return {ok: new Secret(secret)};
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    return undefined;
  }
}

function refuse(detail: string, help: string): Part<never> {
  return {problem: complain({code: 'CFG_SECRET_MISSING', detail, help})};
}
