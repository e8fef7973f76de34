import {AUTHORITY_TYPES} from '../authorities/registry.ts';
import {loadConfig} from '../config/load.ts';
import type {LoadedDocument} from '../config/loaded.ts';
import type {Capabilities} from '../config/resolve/capability-rule.ts';
import {type Resolution, resolve} from '../config/resolve/resolve.ts';
import {CONNECTION_TYPES} from '../connections/registry.ts';
import type {Desired, Holder} from '../core/model/desired.ts';
import type {CommandContext} from './command.ts';

const CAPABILITIES: Capabilities = {
  ofConnection: type => CONNECTION_TYPES[type].can,
  ofAuthority: type => AUTHORITY_TYPES[type].can,
};

/** A configuration that is valid and resolved. */
export interface Configuration {
  readonly loaded: LoadedDocument;
  readonly desired: Desired;
  readonly settings: Resolution['settings'];
}

/** Reads, checks and resolves the configuration. Undefined when it is not valid; what is wrong has been said. */
export async function loadConfiguration(cx: CommandContext): Promise<Configuration | undefined> {
  const {host, output, cwd, config} = cx;
  const {loaded, diagnostics} = await loadConfig({
    paths: config,
    cwd,
    environment: host.environment,
    files: host.files,
    readStdin: limit => host.stdin.readAll(limit),
  });
  const resolution = loaded && resolve(loaded, CAPABILITIES);
  output.diagnose([...diagnostics, ...(resolution?.diagnostics ?? [])]);
  if (loaded === undefined || resolution?.desired === undefined) return undefined;
  const {desired, settings} = resolution;
  if (output.recorded) {
    const {holders} = desired;
    output.emit('config_loaded', {
      files: loaded.files,
      digest: loaded.digest(),
      pools: countPools(holders),
      servers: holders.length,
    });
  }
  return {loaded, desired, settings};
}

/** How many pools servers are of. */
export const countPools = (holders: readonly Holder[]): number => new Set(holders.map(({pool}) => pool)).size;
