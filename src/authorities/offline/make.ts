import type {Part} from '../../core/diagnostic.ts';
import type {Authority} from '../../engine/ports/authority.ts';
import type {AuthoritySite} from '../type.ts';
import {offlineAuthority} from './authority.ts';
import {type OfflineSettings, offlineSite} from './settings.ts';

/** The problem says what is wrong with the settings. */
export function makeOffline(settings: OfflineSettings, site: AuthoritySite): Part<Authority> {
  const found = offlineSite(settings, site);
  return 'problem' in found ? found : {ok: offlineAuthority(found.ok)};
}
