import type {AdcsSettings} from './settings.ts';

/** The name under which the password of the account comes. */
export const ACCOUNT_PASSWORD = 'account.password';

/** The references to secrets that are set, by the name of the setting. */
export function secretReferences({account}: Pick<AdcsSettings, 'account'>): ReadonlyMap<string, string> {
  return new Map(account === undefined ? [] : [[ACCOUNT_PASSWORD, account.password]]);
}
