import type {Diagnostic} from '../../core/diagnostic.ts';
import {pointsTo} from '../../core/diff/points-to.ts';
import type {Actual, Assignments} from '../../core/model/actual.ts';
import type {ServerId} from '../../core/model/desired.ts';
import {USAGES, type Usage} from '../../core/model/usage.ts';
import {isTokenUsage} from '../../core/roll/tokens.ts';
import {listOf} from '../../report/text.ts';
import {problem} from '../problem.ts';

/** A server that would be hurt by a revocation. */
export interface Use {
  readonly server: ServerId;
  readonly usages: readonly Usage[];
}

/**
 * Where a certificate is used now, or will be at a moment that is set. What signed tokens before counts as well: until
 * the last of them has run out they are checked with it.
 */
export function usesOf(thumbprint: string, {holders}: Actual): readonly Use[] {
  return Object.entries(holders).flatMap(([server, part]) => {
    const assigned = 'ok' in part ? part.ok.assigned : part;
    if (!('ok' in assigned)) return [];
    const usages = USAGES.filter(usage => isUsed(usage, thumbprint, assigned.ok));
    return usages.length === 0 ? [] : [{server, usages}];
  });
}

function isUsed(usage: Usage, thumbprint: string, assignments: Assignments): boolean {
  const signedBefore = isTokenUsage(usage) && assignments[usage]?.previous === thumbprint;
  return signedBefore || pointsTo(assignments, usage, thumbprint);
}

/** Servers of which it is not known what they use. */
export function unknownUses({holders}: Actual): readonly ServerId[] {
  return Object.entries(holders).flatMap(([server, part]) =>
    'ok' in part && 'ok' in part.ok.assigned ? [] : [server],
  );
}

export const describeUse = ({server, usages}: Use): string => `${server} (${usages.join(', ')})`;

/** Why a certificate is not revoked without `--in-use`; nothing where nobody would be hurt. */
export function useProblems(uses: readonly Use[], unknown: readonly ServerId[]): readonly Diagnostic[] {
  const used = problem('CERTIFICATE_IN_USE', 'The certificate is in use', {
    detail: `${listOf(uses.map(describeUse), 5)} would be turned away by everybody who asks whether the certificate still holds.`,
    help: 'Have another one assigned first. Where the key is in other hands and that is worse, give --in-use; the next plan then replaces the certificate.',
  });
  const unread = problem('USE_UNKNOWN', 'It is not known whether the certificate is in use', {
    detail: `What ${listOf(unknown, 5)} ${unknown.length === 1 ? 'uses' : 'use'} could not be read.`,
    help: 'Revoke it when all servers can be read, or give --in-use.',
  });
  return [...(uses.length > 0 ? [used] : []), ...(unknown.length > 0 ? [unread] : [])];
}
