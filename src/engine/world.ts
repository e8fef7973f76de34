import type {Diagnostic} from '../core/diagnostic.ts';
import {messageOf} from '../core/system-error.ts';
import type {Authority} from './ports/authority.ts';
import type {Connection} from './ports/connection.ts';

/** The connections and authorities of a configuration, by their names. One that could not be made is a problem. */
export interface World {
  readonly connections: ReadonlyMap<string, Connection>;
  readonly authorities: ReadonlyMap<string, Authority>;
}

/** A name that the configuration check let through but nothing stands for: a bug, not a user's mistake. */
export function lookUp<T>(all: ReadonlyMap<string, T>, name: string, kind: 'authority' | 'connection'): T {
  const found = all.get(name);
  if (found === undefined) throw new Error(`no ${kind} "${name}"`);
  return found;
}

/** An exception from a connection or an authority is a bug there, yet it must cost no more than its own server. */
export function unexpected(error: unknown, address: string): Diagnostic {
  if (isAbort(error)) return brokenOff(address);
  return {
    severity: 'error',
    code: 'UNEXPECTED',
    summary: 'Unexpected failure',
    detail: `${address}: ${messageOf(error)}`,
    help: 'This is a bug in cscert, or a system error that it does not know. Please report it with the log of the run.',
    address,
  };
}

/** What a timer or a call rejects with when its signal says so. It is a DOMException. */
const isAbort = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';

/** Said of what was still waiting for an answer when a second interrupt came. */
function brokenOff(address: string): Diagnostic {
  return {
    severity: 'error',
    code: 'BROKEN_OFF',
    summary: 'Broken off',
    detail: `${address}: the run was told to end at once while it waited for an answer.`,
    help: 'Run the command again: it goes on with what was begun.',
    address,
  };
}
