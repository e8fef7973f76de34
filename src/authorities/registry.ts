import type {Part} from '../core/diagnostic.ts';
import type {Authority} from '../engine/ports/authority.ts';
import {type AdcsSettings, adcs} from './adcs/index.ts';
import {type LocalSettings, local} from './local/index.ts';
import {type OfflineSettings, offline} from './offline/index.ts';
import type {AuthoritySite, AuthorityType} from './type.ts';

/** The settings of every kind of authority; `type` tells them apart. */
export type AuthoritySettings = LocalSettings | OfflineSettings | AdcsSettings;

type Types = {readonly [T in AuthoritySettings['type']]: Extract<AuthoritySettings, {type: T}>};
/** Settings together with the type that they are of, so that both are known to belong together. */
type Typed<T extends keyof Types> = Types[T] & {readonly type: T};

/** Every kind of authority, one line each. */
export const AUTHORITY_TYPES: {readonly [T in keyof Types]: AuthorityType<Types[T]>} = {
  local,
  offline,
  adcs,
};

export function createAuthority<T extends keyof Types>(
  settings: Typed<T>,
  site: AuthoritySite,
): Promise<Part<Authority>> {
  return AUTHORITY_TYPES[settings.type].create(settings, site);
}

export function privateFoldersOfAuthority<T extends keyof Types>(settings: Typed<T>): readonly string[] {
  return AUTHORITY_TYPES[settings.type].privateFolders?.(settings) ?? [];
}

/** The references to secrets (`env:NAME`, `file:PATH`) that are set, by the name of the setting. */
export function secretReferencesOf<T extends keyof Types>(settings: Typed<T>): ReadonlyMap<string, string> {
  return AUTHORITY_TYPES[settings.type].secretReferences?.(settings) ?? new Map();
}
