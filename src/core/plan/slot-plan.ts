import type {SlotDifference} from '../diff/diff.ts';
import {isKnown, type KnownMember, type MemberView} from '../diff/member.ts';
import type {Change, MemberPlan, SlotPlan, SlotState, Wanted} from '../model/plan.ts';
import {describeCertificate, describeWanted} from './change.ts';

/** One slot of the plan, as renderers and apply read it. */
export function slotPlan(difference: SlotDifference, actions: readonly string[]): SlotPlan {
  const {slot, members} = difference;
  const blocked = blockedWords(difference);
  const state = stateOf(difference, actions);
  const wanted: Wanted = {spec: slot.spec, specDigest: slot.specDigest, friendlyName: slot.friendlyName};
  const change = state === 'in-sync' ? undefined : changeOf(difference, wanted);
  return {
    address: slot.address,
    scope: slot.scope,
    ...(slot.pool !== undefined && {pool: slot.pool}),
    usages: slot.usages,
    declaredAt: slot.declaredAt,
    state,
    members: members.map(member => memberPlan(member, difference)),
    ...(state !== 'in-sync' && state !== 'unknown' && {wants: wanted}),
    ...(change && {change}),
    ...(blocked && {blocked}),
    actions,
  };
}

function stateOf({remedy}: SlotDifference, actions: readonly string[]): SlotState {
  switch (remedy.kind) {
    case 'unknown':
      return 'unknown';
    case 'wait':
      return 'waiting';
    case 'person':
      return 'person';
    case 'collect':
      return remedy.pending.progress.state === 'waiting' ? 'waiting' : 'changes';
    case 'use':
    case 'request':
      return actions.length === 0 ? 'in-sync' : 'changes';
    default:
      return unreachable(remedy);
  }
}

/** Why nothing can be done now. */
function blockedWords({slot, remedy}: SlotDifference): readonly string[] | undefined {
  if (remedy.kind === 'wait' || remedy.kind === 'person') return remedy.why;
  if (remedy.kind !== 'collect' || remedy.pending.progress.state !== 'waiting') return undefined;
  const {ticket, since} = remedy.pending.progress;
  return [
    `Request ${ticket} is waiting at "${slot.spec.authority}" since ${since}. Run apply again after it was answered.`,
  ];
}

function memberPlan(member: MemberView, {findings}: SlotDifference): MemberPlan {
  if (!isKnown(member)) return {server: member.server, assigned: {}, findings: []};
  const shown = member.candidates[0];
  return {
    server: member.server,
    assigned: member.assigned,
    ...(shown && shown.assigned > 0 && {notAfter: shown.certificate.notAfter}),
    findings: findings[member.server] ?? [],
  };
}

/** From the certificate in use (or nothing) to the one that will be. */
function changeOf({members, remedy}: SlotDifference, wanted: Wanted): Change | undefined {
  if (remedy.kind === 'unknown') return undefined;
  const home = members.filter(isKnown).find(member => member.server === remedy.home);
  const current = home && inUse(home);
  const before = current ? describeCertificate(current.certificate, wanted.spec, current.findings) : [];
  if (remedy.kind !== 'use')
    return {before, after: remedy.kind === 'request' || remedy.kind === 'collect' ? describeWanted(wanted) : before};
  const target = remedy.certificate;
  const after = describeCertificate(target.certificate, wanted.spec, target.findings).map(line =>
    line.field === 'friendly name' ? {...line, value: wanted.friendlyName} : line,
  );
  return {before, after};
}

const inUse = (member: KnownMember) => member.candidates.find(candidate => candidate.assigned > 0);

function unreachable(value: never): never {
  throw new Error(`unknown remedy: ${JSON.stringify(value)}`);
}
