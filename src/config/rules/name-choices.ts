import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Usage} from '../../core/model/usage.ts';
import {scopeOf} from '../layout.ts';
import {complainAt} from '../problem.ts';
import type {Rule} from './rule.ts';
import {type CertificateEntry, certificatesOf, serversOf} from './walk.ts';

/** What each choice is about: the usages that it concerns. */
const ABOUT = {
  webSubject: ['WebServicesInternal', 'WebServicesExternal'],
  adminOutside: ['WebServicesExternal'],
  avName: ['AudioVideoAuthentication'],
  xmpp: ['XmppServer'],
} as const satisfies Record<string, readonly Usage[]>;

/** A choice at a certificate that it does not concern is a mistake; in defaults it waits for those that it does. */
export const checkNameChoices: Rule = ({document, places}) =>
  certificatesOf(document).flatMap((entry): Diagnostic[] => {
    const {certificate, path, usages} = entry;
    const {names} = certificate;
    if (names === undefined || usages === undefined || usages.length === 0) return [];
    const idle = (Object.keys(ABOUT) as (keyof typeof ABOUT)[])
      .filter(choice => names[choice] !== undefined)
      .filter(choice => !ABOUT[choice].some(usage => usages.includes(usage)))
      .map(choice => ({
        choice,
        detail: `"${choice}" is about certificates for ${ABOUT[choice].join(' and ')}, and this one is for ${usages.join(', ')}.`,
      }));
    const subject = idle.some(({choice}) => choice === 'webSubject') ? undefined : judgeWebSubject(entry, usages);
    return [...idle, ...(subject === undefined ? [] : [{choice: 'webSubject', detail: subject}])].map(
      ({choice, detail}) =>
        complainAt(places, {code: 'CFG_NAME_CHOICE', path: [...path, 'names', choice], detail, help: 'leave it out'}),
    );
  });

/** The subject of what is also for Default, or for several servers, is the pool in any case. */
function judgeWebSubject({certificate, name, pool}: CertificateEntry, usages: readonly Usage[]): string | undefined {
  if (certificate.names?.webSubject !== 'server' || pool === undefined) return undefined;
  if (usages.includes('Default')) return 'The subject of a certificate for Default is always the name of the pool.';
  const shared = scopeOf(pool.pool, name) === 'pool' && serversOf(pool).length > 1;
  return shared ? 'Several servers share this certificate, so its subject is the name of the pool.' : undefined;
}
