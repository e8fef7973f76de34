import type {AuthorityType} from '../type.ts';
import {adcsCapabilities} from './capabilities.ts';
import {secretReferences} from './secret.ts';
import type {AdcsSettings} from './settings.ts';

export type {AdcsSettings} from './settings.ts';

/** An enterprise CA of Active Directory Certificate Services, asked by the servers themselves. */
export const adcs: AuthorityType<AdcsSettings> = {
  type: 'adcs',
  title: 'An enterprise CA (AD CS)',
  can: adcsCapabilities,
  secretReferences,
  create: async (settings, site) => (await import('./make.ts')).makeAdcs(settings, site),
};
