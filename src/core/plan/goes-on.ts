import type {KnownMember} from '../diff/member.ts';
import {isMarkedFor} from '../mark.ts';
import type {Assignment} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Slot} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {isTokenUsage} from '../roll/tokens.ts';

/**
 * Whether to assign a certificate only goes on with the request that it was issued for, having waited for a maintenance
 * window: who approved that approved this with it. So it is where we asked for exactly what is declared now, and the usage
 * points to what it has pointed to since before the certificate was issued. A usage that was pointed elsewhere later, that
 * points to nothing any more, or of which that is not known, may have been changed by somebody who does not want the new
 * one; and without a window nothing has had to wait. The usages of a server move together, but for those that sign tokens,
 * which are rolled: where another one has moved already and left this one behind, this one may be declared only by now.
 */
export function goesOn(usage: Usage, on: KnownMember, {slot, target}: Assigning): boolean {
  if (slot.upkeep.maintenance === undefined || slot.use !== undefined) return false;
  const assignment = on.assignments[usage];
  if (assignment === undefined || !isMarkedFor(target.mark, slot.spec)) return false;
  const {current, staged, since} = assignment;
  if (staged !== undefined || since === undefined || Date.parse(since) >= Date.parse(target.notBefore)) return false;
  return slot.usages.every(one => {
    const other = on.assignments[one];
    const isRolledApart = isTokenUsage(one) !== isTokenUsage(usage) && movedFrom(other, target) === current;
    return !isMoved(other, target) || isRolledApart;
  });
}

interface Assigning {
  readonly slot: Slot;
  readonly target: StoredCertificate;
}

/** Whether a usage points to a certificate, will, or remembers that it did. */
const isMoved = (assignment: Assignment | undefined, {thumbprint}: StoredCertificate): boolean =>
  [assignment?.current, assignment?.staged?.thumbprint, assignment?.previous].includes(thumbprint);

/** What a usage points or pointed to that is, or is to be, pointed to a certificate. */
function movedFrom(assignment: Assignment | undefined, {thumbprint}: StoredCertificate): string | undefined {
  return assignment?.staged?.thumbprint === thumbprint ? assignment.current : assignment?.previous;
}
