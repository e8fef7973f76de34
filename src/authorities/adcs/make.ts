import type {Part} from '../../core/diagnostic.ts';
import type {Authority} from '../../engine/ports/authority.ts';
import type {AuthoritySite} from '../type.ts';
import {adcsAuthority} from './authority.ts';
import {type AdcsSettings, adcsSite} from './settings.ts';

/** The problem says what is wrong with the settings. */
export function makeAdcs(settings: AdcsSettings, site: AuthoritySite): Part<Authority> {
  const found = adcsSite(settings, site);
  return 'problem' in found ? found : {ok: adcsAuthority(found.ok)};
}
