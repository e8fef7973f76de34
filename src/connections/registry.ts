import type {Part} from '../core/diagnostic.ts';
import type {Connection} from '../engine/ports/connection.ts';
import {type DirectorySettings, directory} from './directory/index.ts';
import {type PowerShellSettings, powershell} from './powershell/index.ts';
import type {ConnectionPlace, ConnectionSite, ConnectionType} from './type.ts';

/** The settings of every kind of connection; `type` tells them apart. */
export type ConnectionSettings = DirectorySettings | PowerShellSettings;

type Types = {readonly [T in ConnectionSettings['type']]: Extract<ConnectionSettings, {type: T}>};
/** Settings together with the type that they are of, so that both are known to belong together. */
type Typed<T extends keyof Types> = Types[T] & {readonly type: T};

/** Every kind of connection, one line each. */
export const CONNECTION_TYPES: {readonly [T in keyof Types]: ConnectionType<Types[T]>} = {
  directory,
  powershell,
};

export function createConnection<T extends keyof Types>(
  settings: Typed<T>,
  site: ConnectionSite,
): Promise<Part<Connection>> {
  return CONNECTION_TYPES[settings.type].create(settings, site);
}

/** Makes what a connection needs before its first use; nothing for most. */
export async function prepareConnection<T extends keyof Types>(
  settings: Typed<T>,
  site: ConnectionPlace,
): Promise<Part<'made' | 'there'>> {
  return (await CONNECTION_TYPES[settings.type].prepare?.(settings, site)) ?? {ok: 'there'};
}

export function privateFoldersOfConnection<T extends keyof Types>(settings: Typed<T>): readonly string[] {
  return CONNECTION_TYPES[settings.type].privateFolders?.(settings) ?? [];
}

/** The references to secrets (`env:NAME`, `file:PATH`) that are set, by the name of the setting. */
export function secretsOfConnection<T extends keyof Types>(settings: Typed<T>): ReadonlyMap<string, string> {
  return CONNECTION_TYPES[settings.type].secretReferences?.(settings) ?? new Map();
}
