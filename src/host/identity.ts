import {readFileSync} from 'node:fs';
import {hostname, userInfo} from 'node:os';
import {once} from '../core/remember.ts';
import {processTable} from './processes.ts';
import type {Environment} from './state-folder.ts';

/** Who runs, for locks and logs. */
export interface Identity {
  /** `user@host`. */
  readonly owner: string;
  readonly pid: number;
  /** Of which processes `pid` is one; undefined where that cannot be told (see processes.ts). */
  readonly table?: string | undefined;
  /** Version of cscert. */
  readonly version: string;
  /** Version of Node, e.g. `v20.20.0`. */
  readonly node: string;
}

/** What of `process` the identity is made from. */
export interface IdentitySource {
  readonly pid: number;
  readonly version: string;
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
}

export function identityOf(source: IdentitySource): Identity {
  // Asked of the system, which short commands need not wait for, and once: every lock of a run bears them.
  const owner = once(() => `${userName(source.env)}@${hostname()}`);
  const table = once(() => processTable(source.platform));
  return {
    get owner() {
      return owner();
    },
    get table() {
      return table();
    },
    pid: source.pid,
    version: packageVersion(),
    node: source.version,
  };
}

/** Containers often run under a number that no user database knows; then the system's call throws. */
function userName(environment: Environment): string {
  try {
    return userInfo().username;
  } catch {
    return environment['USER'] ?? environment['USERNAME'] ?? 'unknown';
  }
}

/** Put in by the build, so that no command has to look for it. */
declare const CSCERT_VERSION: string | undefined;

/** As package.json says, two folders above. */
function packageVersion(): string {
  if (typeof CSCERT_VERSION === 'string') return CSCERT_VERSION;
  const data: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = typeof data === 'object' && data !== null && 'version' in data ? data.version : undefined;
  if (typeof version !== 'string') throw new Error('package.json has no version');
  return version;
}
