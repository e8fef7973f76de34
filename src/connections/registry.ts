import type {Part} from '../core/diagnostic.ts';
import type {Connection} from '../engine/ports/connection.ts';
import {type DirectorySettings, directory} from './directory/index.ts';
import type {ConnectionPlace, ConnectionSite, ConnectionType} from './type.ts';

/** The settings of every kind of connection; `type` tells them apart. */
export type ConnectionSettings = DirectorySettings;

/** Every kind of connection, one line each. */
export const CONNECTION_TYPES: {
  readonly [T in ConnectionSettings['type']]: ConnectionType<Extract<ConnectionSettings, {type: T}>>;
} = {
  directory,
};

export function createConnection(settings: ConnectionSettings, site: ConnectionSite): Promise<Part<Connection>> {
  return CONNECTION_TYPES[settings.type].create(settings, site);
}

/** Makes what a connection needs before its first use; nothing for most. */
export async function prepareConnection(
  settings: ConnectionSettings,
  site: ConnectionPlace,
): Promise<Part<'made' | 'there'>> {
  return (await CONNECTION_TYPES[settings.type].prepare?.(settings, site)) ?? {ok: 'there'};
}

export function privateFoldersOfConnection(settings: ConnectionSettings): readonly string[] {
  return CONNECTION_TYPES[settings.type].privateFolders?.(settings) ?? [];
}

/** The references to secrets (`env:NAME`, `file:PATH`) that are set, by the name of the setting. */
export function secretsOfConnection(settings: ConnectionSettings): ReadonlyMap<string, string> {
  return CONNECTION_TYPES[settings.type].secretReferences?.(settings) ?? new Map();
}
