import {isKnown, type KnownMember, type MemberView} from '../diff/member.ts';
import {specDigest} from '../digest.ts';
import {makeMark} from '../mark.ts';
import type {Assignment} from '../model/actual.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {Slot} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {isTokenUsage} from '../roll/tokens.ts';

interface Assigning {
  readonly slot: Slot;
  readonly target: StoredCertificate;
  /** Whether no usage of the slot has come to the target yet, on any member. */
  readonly isUntouched: () => boolean;
}

/**
 * Whether to assign a certificate only goes on with the request that it was issued for: who approved that approved this with
 * it. So it is where we asked for exactly what is declared now, and the usage has not left what it points to since before
 * the certificate was issued. A usage that was pointed elsewhere later, or of which that is not known, may have been pointed
 * back by somebody who does not want the new one. The usages of a server move together, but for those that sign tokens,
 * which are rolled: where another one has moved already and left this one behind, this one may be declared only by now.
 */
export function goesOn(usage: Usage, on: KnownMember, {slot, target, isUntouched}: Assigning): boolean {
  if (slot.use !== undefined || target.mark?.spec !== markOf(slot, target).spec) return false;
  const assignment = on.assignments[usage];
  if (assignment === undefined) return isUntouched();
  const {current, staged, since} = assignment;
  if (staged !== undefined || since === undefined || Date.parse(since) >= Date.parse(target.notBefore)) return false;
  return slot.usages.every(one => {
    const other = on.assignments[one];
    const isRolledApart = isTokenUsage(one) !== isTokenUsage(usage) && movedFrom(other, target) === current;
    return !isMoved(other, target) || isRolledApart;
  });
}

/** Whether nothing of a slot was ever pointed to a certificate; a member that could not be read may have been. */
export function isUntouched({usages}: Slot, members: readonly MemberView[], target: StoredCertificate): boolean {
  return members.every(member => isKnown(member) && usages.every(usage => !isMoved(member.assignments[usage], target)));
}

const markOf = ({spec}: Slot, {spki}: StoredCertificate) => makeMark({spki, specDigest: specDigest(spec)});

/** Whether a usage points to a certificate, will, or remembers that it did. */
const isMoved = (assignment: Assignment | undefined, {thumbprint}: StoredCertificate): boolean =>
  [assignment?.current, assignment?.staged?.thumbprint, assignment?.previous].includes(thumbprint);

/** What a usage points or pointed to that is, or is to be, pointed to a certificate. */
function movedFrom(assignment: Assignment | undefined, {thumbprint}: StoredCertificate): string | undefined {
  return assignment?.staged?.thumbprint === thumbprint ? assignment.current : assignment?.previous;
}
