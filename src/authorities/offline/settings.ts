import {resolve} from 'node:path';
import type {Part} from '../../core/diagnostic.ts';
import type {Files} from '../../engine/ports/host.ts';
import type {AuthoritySite} from '../type.ts';
import {problem} from './problems.ts';

/** What the configuration says of an offline authority. */
export interface OfflineSettings {
  readonly type: 'offline';
  /** Relative to the configuration. */
  readonly folder: string;
  /** Files relative to the configuration, or `sha256:<64 hex>`; or whatever an answer brings. */
  readonly roots: readonly string[] | 'fromResponse';
}

/** A file of declared roots. */
export interface RootFile {
  /** Absolute. */
  readonly path: string;
  /** As it is configured, for people. */
  readonly shown: string;
}

/** An offline authority as its parts need it. */
export interface OfflineSite {
  /** Its name in the configuration. */
  readonly name: string;
  readonly files: Files;
  /** Absolute. */
  readonly folder: string;
  /** As it is configured, for people. */
  readonly shown: string;
  readonly rootFiles: readonly RootFile[];
  /** SHA-256 of roots, 64 lower-case hex digits. */
  readonly pinned: readonly string[];
  readonly fromResponse: boolean;
}

const FINGERPRINT = 'sha256:';

export function offlineSite(settings: OfflineSettings, {name, base, host}: AuthoritySite): Part<OfflineSite> {
  const fromResponse = settings.roots === 'fromResponse';
  const roots = settings.roots === 'fromResponse' ? [] : settings.roots;
  const fingerprints = roots.filter(isFingerprint).map(text => text.slice(FINGERPRINT.length).toLowerCase());
  const wrong = fingerprints.find(hex => !/^[0-9a-f]{64}$/.test(hex));
  if (wrong !== undefined) return {problem: badFingerprint(name, wrong)};
  if (roots.length === 0 && !fromResponse) return {problem: noRoots(name)};
  const rootFiles = roots.filter(text => !isFingerprint(text)).map(path => ({path: resolve(base, path), shown: path}));
  const shown = settings.folder.replace(/[\\/]+$/, '') || settings.folder;
  const folder = resolve(base, settings.folder);
  return {ok: {name, files: host.files, folder, shown, rootFiles, pinned: fingerprints, fromResponse}};
}

const isFingerprint = (text: string): boolean => text.toLowerCase().startsWith(FINGERPRINT);

function badFingerprint(authority: string, hex: string) {
  return problem('AUTHORITY_SETTING_INVALID', {
    detail: `authorities.${authority}.roots holds the fingerprint ${JSON.stringify(hex.slice(0, 80))}, which is not 64 hex digits.`,
    help: 'Write sha256: and the SHA-256 of the root: openssl x509 -in ROOT -outform DER | openssl sha256',
  });
}

function noRoots(authority: string) {
  return problem('AUTHORITY_SETTING_INVALID', {
    detail: `authorities.${authority}.roots is empty, so no answer could ever be trusted.`,
    help: 'Write the file or the fingerprint (sha256:…) of the root that is to be trusted.',
  });
}
