import type {AuthorityType} from '../type.ts';
import {adcsAuthority} from './authority.ts';
import {adcsCapabilities} from './capabilities.ts';
import {type AdcsSettings, adcsSite, secretReferences} from './settings.ts';

export type {AdcsSettings} from './settings.ts';

/** An enterprise CA of Active Directory Certificate Services, asked by the servers themselves. */
export const adcs: AuthorityType<AdcsSettings> = {
  type: 'adcs',
  title: 'An enterprise CA (AD CS)',
  can: adcsCapabilities,
  secretReferences,
  async create(settings, site) {
    const made = adcsSite(settings, site);
    return 'problem' in made ? made : {ok: adcsAuthority(made.ok)};
  },
};
