import type {RequiredName, ServerId} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {claimsOf, isOfServer, oauthClaims} from './by-usage.ts';
import {type Change, changeClaims} from './change.ts';
import type {NameChoices} from './choices.ts';
import type {Claim} from './claim.ts';
import {collectNames} from './collect.ts';
import {COMMON_NAME_LIMIT, commonNameOf, writtenClaim} from './common-name.ts';
import type {NameProblem} from './problem.ts';
import type {DeploymentTopology, PoolTopology} from './topology.ts';

/** All names of one certificate, and what is wrong with what was written about them. */
export interface NameList {
  readonly commonName: string;
  /** The common name first, no doubles, lower case. */
  readonly names: readonly RequiredName[];
  readonly problems: readonly NameProblem[];
}

/** What is written about the names of one certificate, in lower case. */
export interface NameWishes extends Change {
  /** The SIP domains that it serves. Without it: all of the deployment. */
  readonly sipDomains?: readonly string[];
  /** The subject, instead of the name that follows from the topology. */
  readonly commonName?: string;
  readonly choices?: NameChoices;
}

/** Whose certificate it is and what for. */
export interface Bearers {
  readonly pool: PoolTopology;
  /** One, or all of the pool where they share the certificate. */
  readonly servers: readonly ServerId[];
  readonly usages: readonly Usage[];
}

/** The complete names of a pool's certificate: the union of what its usages need, and what was changed. */
export function poolNames(deployment: DeploymentTopology, bearers: Bearers, wishes: NameWishes): NameList {
  return namesFrom(poolClaims(deployment, bearers, wishes), bearers, wishes);
}

/**
 * The same for each server of a pool that has the certificate for itself. What names no server is the same list for all
 * of them, and worked out once.
 */
export function serverNames(
  deployment: DeploymentTopology,
  {pool, usages}: Omit<Bearers, 'servers'>,
  wishes: NameWishes,
): (server: ServerId) => NameList {
  let common: NameList | undefined;
  return server => {
    if (common !== undefined) return common;
    const bearers = {pool, usages, servers: [server]};
    const claims = poolClaims(deployment, bearers, wishes);
    const names = namesFrom(claims, bearers, wishes);
    if (!claims.some(({topic}) => topic === 'server')) common = names;
    return names;
  };
}

/** The common name first. */
function poolClaims(
  deployment: DeploymentTopology,
  {pool, servers, usages}: Bearers,
  {sipDomains = deployment.sipDomains, choices = {}, commonName}: NameWishes,
): readonly [Claim, ...Claim[]] {
  const around = {
    pool,
    servers,
    sipDomains,
    simpleUrls: pool.simpleUrls ?? deployment.simpleUrls,
    legacySignIn: deployment.legacySignIn ?? [],
    choices,
  };
  const subject = {pool, servers, usages, choices, ...(commonName !== undefined && {commonName})};
  const claims: [Claim, ...Claim[]] = [commonNameOf(subject)];
  for (const usage of usages) if (isOfServer(usage)) claims.push(...claimsOf(usage, around));
  return claims;
}

function namesFrom(claims: readonly [Claim, ...Claim[]], {pool, servers, usages}: Bearers, wishes: Change): NameList {
  const essential = usages.includes('Default') ? [pool.fqdn, ...servers] : [];
  return listNames(claims, {commonName: claims[0].name, essential, wishes});
}

/** The complete names of the deployment's OAuth certificate. */
export function oauthNames(deployment: DeploymentTopology, wishes: NameWishes): NameList {
  const written = wishes.commonName === undefined ? [] : [writtenClaim(wishes.commonName)];
  const claims = [...written, ...oauthClaims(deployment, wishes.sipDomains ?? deployment.sipDomains)];
  const commonName = claims[0]?.name ?? '';
  return listNames(claims, {commonName, essential: [], wishes});
}

function listNames(
  claims: readonly Claim[],
  how: {readonly commonName: string; readonly essential: readonly string[]; readonly wishes: Change},
): NameList {
  const changed = changeClaims(claims, how.wishes, how);
  const tooLong: readonly NameProblem[] =
    how.commonName.length > COMMON_NAME_LIMIT ? [{kind: 'commonNameTooLong', name: how.commonName}] : [];
  return {
    commonName: how.commonName,
    names: collectNames(how.commonName, changed.claims),
    problems: [...tooLong, ...changed.problems],
  };
}
