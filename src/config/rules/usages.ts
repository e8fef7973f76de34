import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS, type RoleFacts} from '../../core/model/role.ts';
import {isGlobal, type Usage} from '../../core/model/usage.ts';
import {layoutOf, neededUsages} from '../layout.ts';
import type {ValuePath} from '../loaded.ts';
import {complainAt, quote} from '../problem.ts';
import {withArticle} from './article.ts';
import type {Rule, RuleInput} from './rule.ts';
import {
  type CertificateEntry,
  deploymentCertificatesOf,
  isWritten,
  type PoolEntry,
  poolCertificatesOf,
  poolsOf,
  showPlace,
} from './walk.ts';

/** A pool's certificates have only usages of its role, and OAuthTokenIssuer is the deployment's. */
export const checkUsagesOfRole: Rule = ({document, places}) =>
  poolsOf(document).flatMap(entry => {
    const facts = ROLE_FACTS[entry.pool.role];
    return poolCertificatesOf(entry).flatMap(({certificate, path}) =>
      (certificate.usages ?? []).flatMap((usage, index) =>
        refuseUsage(usage, {facts, places, path: [...path, 'usages', index]}),
      ),
    );
  });

function refuseUsage(usage: Usage, at: {facts: RoleFacts; places: RuleInput['places']; path: ValuePath}): Diagnostic[] {
  const {facts, places, path} = at;
  if (isGlobal(usage)) {
    const detail = `${usage} has one certificate for the whole deployment, which the product replicates to the servers.`;
    const help = 'declare it below deployment: {certificates: {oauth: {...}}}';
    return [complainAt(places, {code: 'CFG_USAGE_GLOBAL', path, detail, help})];
  }
  if (facts.usages.includes(usage)) return [];
  const detail = `${withArticle('A', facts.title)} has no usage ${quote(usage)}.`;
  return [complainAt(places, {code: 'CFG_USAGE_NOT_OF_ROLE', path, detail, help: `it has ${facts.usages.join(', ')}`})];
}

/** The deployment's certificates are for what is replicated. */
export const checkUsagesOfDeployment: Rule = ({document, places}) =>
  deploymentCertificatesOf(document).flatMap(({certificate, path}) =>
    (certificate.usages ?? []).flatMap((usage, index): Diagnostic[] => {
      if (isGlobal(usage)) return [];
      const detail = `${usage} is assigned on each server, so its certificate is a pool's and not the deployment's.`;
      const help = 'declare it below pools: {NAME: {certificates: {...}}}';
      return [complainAt(places, {code: 'CFG_USAGE_NOT_GLOBAL', path: [...path, 'usages', index], detail, help})];
    }),
  );

/** A usage has one certificate on a server. */
export const checkUsageTwice: Rule = ({document, places}) => [
  ...findTwice(deploymentCertificatesOf(document), places),
  ...poolsOf(document).flatMap(entry => findTwice(poolCertificatesOf(entry), places)),
];

function findTwice(certificates: readonly CertificateEntry[], places: RuleInput['places']): Diagnostic[] {
  const first = new Map<Usage, ValuePath>();
  return certificates.flatMap(({name, certificate, usages = [], path}) =>
    usages.flatMap((usage, index): Diagnostic[] => {
      const here = certificate.usages ? [...path, 'usages', index] : path;
      const before = first.get(usage);
      if (before === undefined) {
        if (isKnown(places, {certificate, path})) first.set(usage, here);
        return [];
      }
      const detail = `${usage} of certificate ${quote(name)} is also declared at ${showPlace(places, before)}. A usage has one certificate on a server.`;
      return [complainAt(places, {code: 'CFG_USAGE_TWICE', path: here, detail, help: 'leave one of the two out'})];
    }),
  );
}

/** Whether the usages that were written are the ones that are seen: a list with a mistake in it is not. */
function isKnown(
  places: RuleInput['places'],
  {certificate, path}: Pick<CertificateEntry, 'certificate' | 'path'>,
): boolean {
  return certificate.usages !== undefined || !isWritten(places, [...path, 'usages']);
}

/** What a certificate is for must be said, unless its name is one of the usual layout. */
export const checkUsageMissing: Rule = ({document, places}) =>
  [...deploymentCertificatesOf(document), ...poolsOf(document).flatMap(poolCertificatesOf)]
    .filter(entry => entry.usages?.length === 0 && isKnown(places, entry))
    .map(({name, path, level, pool}) => {
      const usual = pool ? layoutOf(pool.pool).map(({certificate}) => certificate) : ['oauth'];
      const detail = `The certificate ${quote(name)} of the ${level} does not say what it is used for.`;
      const help = `write usages: [...]; only ${usual.map(one => `"${one}"`).join(', ')} can do without`;
      return complainAt(places, {code: 'CFG_USAGE_MISSING', path, detail, help});
    });

/** A role that has a usage without a certificate does not work; but it may be somebody else's business. */
export const checkUsageCoverage: Rule = ({document, places}) =>
  poolsOf(document).flatMap((entry): Diagnostic[] => {
    const missing = findUncovered(entry, places);
    if (missing.length === 0) return [];
    const detail = `No certificate of the pool ${quote(entry.name)} is for ${missing.join(', ')}.`;
    const help = 'add the usages to a certificate; without one, cscert leaves the assignments of these usages alone';
    const path = [...entry.path, 'certificates'];
    return [complainAt(places, {code: 'CFG_USAGE_UNCOVERED', severity: 'warning', path, detail, help})];
  });

function findUncovered(entry: PoolEntry, places: RuleInput['places']): readonly Usage[] {
  const {pool, path} = entry;
  // What was written wrongly may be what is missing: its own message is enough.
  if (pool.certificates === undefined) return [];
  const certificates = poolCertificatesOf(entry);
  if (certificates.some(one => !isKnown(places, one))) return [];
  const covered = new Set(certificates.flatMap(({usages = []}) => usages));
  const usual = layoutOf(pool).map(({certificate}) => certificate);
  const hidden = usual.some(name => isWritten(places, [...path, 'certificates', name]) && !pool.certificates?.[name]);
  return hidden ? [] : neededUsages(pool).filter(usage => !covered.has(usage));
}
