import {resolve} from 'node:path';
import type {Part} from '../../core/diagnostic.ts';
import type {ProductCommand} from '../../core/model/desired.ts';
import type {Files} from '../../engine/ports/host.ts';
import {type DeclaredRoots, declaredRoots} from '../declared-roots.ts';
import type {AuthoritySite} from '../type.ts';
import {problem} from './problems.ts';

/** What the configuration says of an offline authority. */
export interface OfflineSettings {
  readonly type: 'offline';
  /** Relative to the configuration. */
  readonly folder: string;
  /** Files relative to the configuration, or `sha256:<64 hex>`; or whatever an answer brings. */
  readonly roots: readonly string[] | 'fromResponse';
  /** Which command makes the request; the connection's business. */
  readonly requestWith?: 'certreq' | ProductCommand;
}

/** An offline authority as its parts need it. */
export interface OfflineSite extends DeclaredRoots {
  /** Its name in the configuration. */
  readonly name: string;
  readonly files: Files;
  /** Absolute. */
  readonly folder: string;
  /** As it is configured, for people. */
  readonly shown: string;
  readonly fromResponse: boolean;
}

export function offlineSite(settings: OfflineSettings, site: AuthoritySite): Part<OfflineSite> {
  const {name, base, host} = site;
  const fromResponse = settings.roots === 'fromResponse';
  const roots = settings.roots === 'fromResponse' ? [] : settings.roots;
  if (roots.length === 0 && !fromResponse) return {problem: noRoots(name)};
  const declared = declaredRoots(roots, site);
  if ('problem' in declared) return declared;
  const shown = settings.folder.replace(/[\\/]+$/, '') || settings.folder;
  const folder = resolve(base, settings.folder);
  return {ok: {name, files: host.files, folder, shown, ...declared.ok, fromResponse}};
}

function noRoots(authority: string) {
  return problem('AUTHORITY_SETTING_INVALID', {
    detail: `authorities.${authority}.roots is empty, so no answer could ever be trusted.`,
    help: 'Write the file or the fingerprint (sha256:…) of the root that is to be trusted.',
  });
}
