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
export function poolNames(
  deployment: DeploymentTopology,
  {pool, servers, usages}: Bearers,
  wishes: NameWishes,
): NameList {
  const {sipDomains = deployment.sipDomains, choices = {}} = wishes;
  const around = {
    pool,
    servers,
    sipDomains,
    simpleUrls: pool.simpleUrls ?? deployment.simpleUrls,
    legacySignIn: deployment.legacySignIn ?? [],
    choices,
  };
  const commonName = commonNameOf({
    pool,
    servers,
    usages,
    choices,
    ...(wishes.commonName !== undefined && {commonName: wishes.commonName}),
  });
  const claims = usages.filter(isOfServer).flatMap(usage => claimsOf(usage, around));
  const essential = usages.includes('Default') ? [pool.fqdn, ...servers] : [];
  return listNames([commonName, ...claims], {commonName: commonName.name, essential, wishes});
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
