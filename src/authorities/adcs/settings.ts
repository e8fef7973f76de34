import type {Part} from '../../core/diagnostic.ts';
import type {ProductCommand} from '../../core/model/desired.ts';
import type {Files} from '../../engine/ports/host.ts';
import {type DeclaredRoots, declaredRoots} from '../declared-roots.ts';
import type {AuthoritySite} from '../type.ts';

/** What the configuration says of an enterprise CA. */
export interface AdcsSettings {
  readonly type: 'adcs';
  readonly via: 'server';
  /** `host\\CA name`, or `auto`: the one of the forest that issues the template. */
  readonly ca: string;
  /** Which command makes the request; the connection's business. */
  readonly requestWith?: 'certreq' | ProductCommand;
  /** Whose account asks. Default: computer. */
  readonly enrollAs?: 'computer' | 'session';
  /** Files relative to the configuration, or `sha256:<64 hex>`. */
  readonly roots: readonly string[];
}

/** An enterprise CA as its parts need it. */
export interface AdcsSite extends DeclaredRoots {
  /** Its name in the configuration. */
  readonly name: string;
  readonly files: Files;
  readonly ca: string;
  readonly enrollAs: 'computer' | 'session';
}

export function adcsSite({ca, enrollAs = 'computer', roots}: AdcsSettings, site: AuthoritySite): Part<AdcsSite> {
  const declared = declaredRoots(roots, site);
  if ('problem' in declared) return declared;
  return {ok: {name: site.name, files: site.host.files, ca, enrollAs, ...declared.ok}};
}
