import type {AuthorityType} from '../type.ts';
import {offlineAuthority} from './authority.ts';
import {offlineCapabilities} from './capabilities.ts';
import {type OfflineSettings, offlineSite} from './settings.ts';

export type {OfflineSettings} from './settings.ts';

/** Requests lie in a folder for a person, who brings the answers: the wizard's delayed request. */
export const offline: AuthorityType<OfflineSettings> = {
  type: 'offline',
  title: 'A CA that a person asks',
  can: offlineCapabilities,
  async create(settings, site) {
    const found = offlineSite(settings, site);
    return 'problem' in found ? found : {ok: offlineAuthority(found.ok)};
  },
};
