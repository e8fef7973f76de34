import {posix, win32} from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where logs are kept for the user, by the customs of the system: the XDG base directory specification, Apple's
 * Application Support, `%LOCALAPPDATA%`. Undefined when the environment names no home.
 * A relative XDG_STATE_HOME is ignored, as the specification asks.
 */
export function stateFolder(platform: NodeJS.Platform, environment: Environment): string | undefined {
  if (platform === 'win32') return windowsFolder(environment);
  const home = absolute(environment['HOME']);
  if (platform === 'darwin') return home && posix.join(home, 'Library', 'Application Support', 'cscert');
  const base = absolute(environment['XDG_STATE_HOME']) ?? (home && posix.join(home, '.local', 'state'));
  return base && posix.join(base, 'cscert');
}

function windowsFolder(environment: Environment): string | undefined {
  const profile = environment['USERPROFILE'];
  const base = environment['LOCALAPPDATA'] || (profile && win32.join(profile, 'AppData', 'Local'));
  return base ? win32.join(base, 'cscert') : undefined;
}

function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined;
}
