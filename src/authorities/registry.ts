import type {Part} from '../core/diagnostic.ts';
import type {Authority} from '../engine/ports/authority.ts';
import {type LocalSettings, local} from './local/index.ts';
import type {AuthoritySite, AuthorityType} from './type.ts';

/** The settings of every kind of authority; `type` tells them apart. */
export type AuthoritySettings = LocalSettings;

/** Every kind of authority, one line each. */
export const AUTHORITY_TYPES: {
  readonly [T in AuthoritySettings['type']]: AuthorityType<Extract<AuthoritySettings, {type: T}>>;
} = {
  local,
};

export function createAuthority(settings: AuthoritySettings, site: AuthoritySite): Promise<Part<Authority>> {
  return AUTHORITY_TYPES[settings.type].create(settings, site);
}

export function privateFoldersOfAuthority(settings: AuthoritySettings): readonly string[] {
  return AUTHORITY_TYPES[settings.type].privateFolders?.(settings) ?? [];
}
