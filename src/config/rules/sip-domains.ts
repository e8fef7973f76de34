import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {helpWith, makeSuggest} from '../../core/suggest.ts';
import {complainAt, quote} from '../problem.ts';
import {withArticle} from './article.ts';
import type {Rule, RuleInput} from './rule.ts';
import {certificatesOf, poolsOf} from './walk.ts';

/** A SIP domain is listed once; names do not differ by letter case. */
export const checkSipDomainTwice: Rule = ({document, places}) => {
  const lists = [
    {domains: document.deployment?.sipDomains, path: ['deployment', 'sipDomains']},
    ...certificatesOf(document).map(({certificate, path}) => ({
      domains: certificate.sipDomains,
      path: [...path, 'sipDomains'],
    })),
  ];
  return lists.flatMap(({domains = [], path}) => {
    const seen = new Set<string>();
    return domains.flatMap((domain, index): Diagnostic[] => {
      const id = domain.toLowerCase();
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      const detail = `The SIP domain ${quote(domain)} stands twice in the list.`;
      return [
        complainAt(places, {
          code: 'CFG_DUPLICATE_SIP_DOMAIN',
          path: [...path, index],
          detail,
          help: 'keep one of the two',
        }),
      ];
    });
  });
};

/** A certificate can be for some of the deployment's SIP domains, and for no others. */
export const checkSipDomainsKnown: Rule = ({document, places}) => {
  const known = document.deployment?.sipDomains;
  if (known === undefined) return [];
  const ids = new Set(known.map(domain => domain.toLowerCase()));
  const suggest = makeSuggest();
  return certificatesOf(document).flatMap(({certificate, path}) =>
    (certificate.sipDomains ?? []).flatMap((domain, index) =>
      ids.has(domain.toLowerCase())
        ? []
        : [refuseUnknown({domain, meant: suggest(domain, known), path: [...path, 'sipDomains', index]}, places)],
    ),
  );
};

function refuseUnknown(
  {domain, meant, path}: {domain: string; meant: string | undefined; path: readonly (string | number)[]},
  places: RuleInput['places'],
): Diagnostic {
  const detail = `${quote(domain)} is not a SIP domain of the deployment.`;
  const help = helpWith(meant, 'add it to deployment: {sipDomains: [...]}, or its names alone to names: {add: [...]}');
  return complainAt(places, {code: 'CFG_UNKNOWN_SIP_DOMAIN', path, detail, help});
}

/** Only where clients sign in can sip.DOMAIN lead. */
export const checkAutomaticSignIn: Rule = ({document, places}) =>
  poolsOf(document).flatMap(({pool, path}): Diagnostic[] => {
    const {signIn, title} = ROLE_FACTS[pool.role];
    if (pool.automaticSignIn !== true || signIn) return [];
    const detail = `Clients do not sign in at ${withArticle('a', title)}.`;
    return [
      complainAt(places, {
        code: 'CFG_AUTOMATIC_SIGN_IN',
        path: [...path, 'automaticSignIn'],
        detail,
        help: 'leave it out',
      }),
    ];
  });
