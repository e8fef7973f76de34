import type {Slot} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import type {Circumstances} from '../policy/worthless.ts';
import {type Roll, rollOf} from '../roll/roll.ts';
import {isTokenUsage} from '../roll/tokens.ts';
import type {Remedy} from './case.ts';
import {isKnown, type MemberView} from './member.ts';

/** By usage; absent for usages that sign no tokens. */
export type Rolls = Readonly<Partial<Record<Usage, Roll>>>;

/** How the certificate of a slot takes over, for each of its usages that signs tokens. */
export function rollsOf(
  of: Circumstances & {readonly slot: Slot; readonly members: readonly MemberView[]; readonly remedy: Remedy},
): Rolls {
  const {slot, members, remedy, now, isRevoked} = of;
  const usages = slot.usages.filter(isTokenUsage);
  if (usages.length === 0) return {};
  const input = {
    members: members.filter(isKnown),
    unknown: members.flatMap(member => (isKnown(member) ? [] : [member.server])),
    ...('certificate' in remedy && {target: remedy.certificate.certificate}),
    now,
    isRevoked,
  };
  return Object.fromEntries(usages.map(usage => [usage, rollOf(usage, input)]));
}
