import type {Part} from '../../core/diagnostic.ts';
import type {AuthoritySite} from '../type.ts';
import {type LocalAuthority, localAuthority} from './authority.ts';
import {type LocalSettings, localSite} from './settings.ts';

/** The problem says what is wrong with the settings. */
export function makeLocal(settings: LocalSettings, site: AuthoritySite): Part<LocalAuthority> {
  const found = localSite(settings, site);
  return 'problem' in found ? found : {ok: localAuthority(found.ok)};
}
