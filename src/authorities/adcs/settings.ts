import type {Part} from '../../core/diagnostic.ts';
import type {ProductCommand} from '../../core/model/desired.ts';
import type {Secret} from '../../core/secret.ts';
import type {Files} from '../../engine/ports/host.ts';
import {type DeclaredRoots, declaredRoots} from '../declared-roots.ts';
import type {AuthoritySite} from '../type.ts';
import {ACCOUNT_PASSWORD} from './secret.ts';

/** What the configuration says of an enterprise CA. */
export interface AdcsSettings {
  readonly type: 'adcs';
  readonly via: 'server';
  /** `host\\CA name`, or `auto`: the one of the forest that issues the template. */
  readonly ca: string;
  /** Which command makes the request; the connection's business. */
  readonly requestWith?: 'certreq' | ProductCommand;
  /** Whose account asks. Default: computer. */
  readonly enrollAs?: 'computer' | 'session' | 'account';
  /** With `account`: `DOMAIN\\user`, and the password by reference. */
  readonly account?: {readonly user: string; readonly password: string};
  /** Files relative to the configuration, or `sha256:<64 hex>`. */
  readonly roots: readonly string[];
}

/** An enterprise CA as its parts need it. */
export interface AdcsSite extends DeclaredRoots {
  /** Its name in the configuration. */
  readonly name: string;
  readonly files: Files;
  readonly ca: string;
  /** Whose account `certreq` uses. */
  readonly enrollAs: 'computer' | 'session';
  /** The account as which the product's own command asks, instead of `certreq`. */
  readonly account?: EnrollAccount;
}

/** An account with its password. */
export interface EnrollAccount {
  /** `DOMAIN\\user`. */
  readonly user: string;
  /** Where it is found. */
  readonly reference: string;
  /** Undefined where it could not be read: whoever only plans needs none. */
  readonly password: Secret | undefined;
}

export function adcsSite(settings: AdcsSettings, site: AuthoritySite): Part<AdcsSite> {
  const {ca, roots, enrollAs = 'computer'} = settings;
  const declared = declaredRoots(roots, site);
  if ('problem' in declared) return declared;
  const account = enrollAs === 'account' ? accountOf(settings, site) : undefined;
  return {
    ok: {
      name: site.name,
      files: site.host.files,
      ca,
      // What such an account asked for is fetched by the computer, for which no password is needed.
      enrollAs: enrollAs === 'session' ? 'session' : 'computer',
      ...(account !== undefined && {account}),
      ...declared.ok,
    },
  };
}

function accountOf({account}: AdcsSettings, {secrets}: AuthoritySite): EnrollAccount | undefined {
  if (account === undefined) return undefined;
  return {user: account.user, reference: account.password, password: secrets[ACCOUNT_PASSWORD]};
}
