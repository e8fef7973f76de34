import type {Slot} from '../model/desired.ts';
import type {Judged} from './candidates.ts';
import type {KnownMember} from './member.ts';
import {byStanding, byThumbprint, type Good, goodOn, standingOf} from './standing.ts';

/**
 * The certificate that a slot goes on with. One that is in use on most members wins, or will be when what is
 * staged has taken over, so that as little as possible moves; then the one that most members have, one of ours, the one
 * that is valid longest, and the thumbprint, never the order of the configuration. Its home is a member whose key may
 * leave where it must, there the one that has it assigned, else the first by name. What is global is assigned on the
 * server that was named for that, where it has it.
 */
export function bestGood({delivery, via}: Slot, known: readonly KnownMember[]): Good | undefined {
  const foreign = issuedElsewhere(known);
  const found = goodOn(known).filter(({certificate}) => !foreign.has(certificate.certificate.thumbprint));
  if (found.length < 2) return found[0];
  const groups = byThumbprint(found);
  const ranked = [...groups].map(([thumbprint, held]) => [thumbprint, standingOf(held)] as const).toSorted(byStanding);
  const best = groups.get(ranked[0]?.[0] ?? '');
  const stays = ({certificate}: Good): number => Number(delivery === 'copy' && mayNotLeave(certificate));
  const elsewhere = ({home}: Good): number => Number(via !== undefined && home !== via);
  return best?.toSorted(
    (a, b) =>
      elsewhere(a) - elsewhere(b) ||
      stays(a) - stays(b) ||
      b.certificate.assigned - a.certificate.assigned ||
      (a.home < b.home ? -1 : 1),
  )[0];
}

/** Who issued a certificate is the same everywhere: what one member has in CA and Root does not vouch for the others. */
function issuedElsewhere(known: readonly KnownMember[]): ReadonlySet<string> {
  const told = new Set<string>();
  for (const {candidates} of known) {
    for (const {certificate, findings} of candidates) {
      if (findings.some(finding => finding.code === 'ISSUER')) told.add(certificate.thumbprint);
    }
  }
  return told;
}

/** Where a holder cannot tell, the attempt will. */
export const mayNotLeave = ({certificate}: Judged): boolean => certificate.exportable === false;
