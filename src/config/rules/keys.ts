import type {Diagnostic} from '../../core/diagnostic.ts';
import {complainAt} from '../problem.ts';
import type {Rule} from './rule.ts';
import {deploymentCertificatesOf, settingsOf} from './walk.ts';

/** What the cmdlets offer without what nobody should use any more. */
const SIZES: readonly number[] = [2048, 4096];

const REASONS: ReadonlyMap<number, string> = new Map([
  [1024, 'the cmdlets still accept it, but OAuth needs 2048 at least and public CAs refuse less'],
  [3072, "it is not in the cmdlets' set (-KeySize 1024, 2048, 4096)"],
]);

/** The sizes of RSA keys that the product's own cmdlets can request, from 2048 bits. */
export const checkKeySize: Rule = ({document, places}) =>
  settingsOf(document).flatMap(({settings, path}): Diagnostic[] => {
    const size = settings.key?.size;
    if (size === undefined || SIZES.includes(size)) return [];
    const reason =
      REASONS.get(size) ??
      (size > 4096 ? 'the cmdlets request no longer ones' : size < 2048 ? 'it is too short' : 'it is no usual size');
    const detail = `A key of ${size} bits is not supported: ${reason}.`;
    return [
      complainAt(places, {
        code: 'CFG_KEY_SIZE',
        path: [...path, 'key', 'size'],
        what: 'value',
        detail,
        help: 'use 2048 or 4096',
      }),
    ];
  });

/** The product replicates the OAuth certificate with its key to every server. */
export const checkOauthExportable: Rule = ({document, places}) =>
  deploymentCertificatesOf(document).flatMap(({certificate, path}): Diagnostic[] => {
    if (certificate.key?.exportable !== false) return [];
    const detail =
      'The key of the OAuthTokenIssuer certificate is replicated to every server, so it has to be exportable.';
    const help = 'leave "exportable" out, or write true';
    return [
      complainAt(places, {
        code: 'CFG_KEY_NOT_EXPORTABLE',
        path: [...path, 'key', 'exportable'],
        what: 'value',
        detail,
        help,
      }),
    ];
  });
