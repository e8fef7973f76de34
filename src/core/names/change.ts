import {ADDED, type Claim} from './claim.ts';
import type {NameProblem} from './problem.ts';
import {covers, isReplaceable, isWildcard, wildcardFor} from './wildcard.ts';

/** What the configuration changes about the names that follow from the topology; lower case. */
export interface Change {
  readonly add: readonly string[];
  readonly leaveOut: readonly string[];
  /** Wildcards stand for all names that they may stand for, whatever their domains. */
  readonly wildcard?: boolean;
}

export interface Changed {
  readonly claims: readonly Claim[];
  readonly problems: readonly NameProblem[];
}

interface Fixed {
  readonly commonName: string;
  /** Names that other servers look for. */
  readonly essential: readonly string[];
}

/** Leaves names out, adds names, and lets added wildcards stand for what they may stand for, in this order. */
export function changeClaims(
  claims: readonly Claim[],
  {add, leaveOut, wildcard = false}: Change,
  fixed: Fixed,
): Changed {
  if (add.length + leaveOut.length === 0 && !wildcard) return {claims, problems: []};
  const added = unique(add);
  const out = unique(leaveOut);
  const leftOut = new Set(out);
  const kept = claims.filter(claim => claim.name === fixed.commonName || !leftOut.has(claim.name));
  const withAdded = [...kept, ...added.map(name => ({name, topic: 'added' as const, reason: ADDED}))];
  return {
    claims: replaceCovered(withAdded, [...added.filter(isWildcard), ...(wildcard ? wildcardsFor(withAdded) : [])]),
    problems: judgeLeftOut(out, {claims, added, fixed}),
  };
}

/** A claim that a wildcard takes over becomes a reason of the wildcard, so that nothing vanishes without a word. */
function replaceCovered(claims: readonly Claim[], wildcards: readonly string[]): readonly Claim[] {
  const stays = new Set(claims.filter(claim => !isReplaceable(claim.topic)).map(claim => claim.name));
  return claims.map(claim => {
    const wildcard = wildcards.find(candidate => covers(candidate, claim.name));
    if (wildcard === undefined || stays.has(claim.name)) return claim;
    return {name: wildcard, topic: 'added', reason: `in place of ${claim.name}`};
  });
}

/** One wildcard for each domain that has names to be replaced. */
function wildcardsFor(claims: readonly Claim[]): readonly string[] {
  return unique(claims.filter(({topic}) => isReplaceable(topic)).flatMap(({name}) => wildcardFor(name) ?? []));
}

function judgeLeftOut(
  out: readonly string[],
  {claims, added, fixed}: {readonly claims: readonly Claim[]; readonly added: readonly string[]; readonly fixed: Fixed},
): readonly NameProblem[] {
  if (out.length === 0) return [];
  const known = unique(claims.map(claim => claim.name)).filter(candidate => candidate !== fixed.commonName);
  const [isKnown, isAdded, isEssential] = [new Set(known), new Set(added), new Set(fixed.essential)];
  return out.flatMap((name): NameProblem[] => {
    if (name === fixed.commonName) return [{kind: 'leavesOutCommonName', name}];
    if (isAdded.has(name)) return [{kind: 'addsAndLeavesOut', name}];
    if (isEssential.has(name)) return [{kind: 'leavesOutEssential', name}];
    return isKnown.has(name) ? [] : [{kind: 'leavesOutUnknown', name, known}];
  });
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
