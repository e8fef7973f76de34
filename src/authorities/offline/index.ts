import type {AuthorityType} from '../type.ts';
import {offlineCapabilities} from './capabilities.ts';
import type {OfflineSettings} from './settings.ts';

export type {OfflineSettings} from './settings.ts';

/** Requests lie in a folder for a person, who brings the answers: the wizard's delayed request. */
export const offline: AuthorityType<OfflineSettings> = {
  type: 'offline',
  title: 'A CA that a person asks',
  can: offlineCapabilities,
  create: async (settings, site) => (await import('./make.ts')).makeOffline(settings, site),
};
