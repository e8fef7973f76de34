import type {Authority} from '../../engine/ports/authority.ts';
import type {AuthorityType} from '../type.ts';
import type {LocalAuthority} from './authority.ts';
import {localCapabilities} from './capabilities.ts';
import type {LocalSettings} from './settings.ts';

export type {Ledger} from './approval.ts';
export type {LocalAuthority} from './authority.ts';
export type {DecidedEntry, PendingEntry} from './held-request.ts';
export type {IssuedEntry} from './register.ts';
export type {LocalSettings} from './settings.ts';

/** The embedded default: a real CA, no server. */
export const local: AuthorityType<LocalSettings, LocalAuthority> = {
  type: 'local',
  title: 'A CA of its own in a folder',
  can: localCapabilities,
  secretReferences: ({passphrase}) => new Map(passphrase === undefined ? [] : [['passphrase', passphrase]]),
  create: async (settings, site) => (await import('./make.ts')).makeLocal(settings, site),
  privateFolders: ({folder}) => [folder],
};

/** Whether an authority is one of this kind: a CA whose requests people decide on. */
export function isLocalAuthority(authority: Authority): authority is LocalAuthority {
  return authority.can === localCapabilities;
}
