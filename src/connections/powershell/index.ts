import type {ConnectionType} from '../type.ts';
import {powershellCapabilities} from './capabilities.ts';
import {type PowerShellSettings, secretReferences} from './settings.ts';

export type {PowerShellSettings} from './settings.ts';

/** Real servers, by Windows PowerShell and the product's own commands. */
export const powershell: ConnectionType<PowerShellSettings> = {
  type: 'powershell',
  title: 'Servers through PowerShell',
  can: powershellCapabilities,
  async create(settings, site) {
    const {makePowerShell} = await import('./make.ts');
    return {ok: makePowerShell(settings, site)};
  },
  secretReferences,
};
