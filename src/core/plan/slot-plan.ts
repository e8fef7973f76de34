import type {Judged} from '../diff/candidates.ts';
import type {SlotDifference} from '../diff/diff.ts';
import {isKnown, type KnownMember, type MemberView} from '../diff/member.ts';
import {specDigest} from '../digest.ts';
import type {Slot} from '../model/desired.ts';
import type {Action, Change, FieldLine, MemberPlan, SlotPlan, SlotState, Wanted} from '../model/plan.ts';
import {minute} from '../moment.ts';
import {describeTime} from '../policy/life.ts';
import {unreachable} from '../unreachable.ts';
import {describeCertificate, describeExisting, describeWanted} from './change.ts';
import {isLater} from './is-later.ts';

/** One slot of the plan, as renderers and apply read it. */
export function slotPlan(difference: SlotDifference, actions: readonly Action[], now: Date): SlotPlan {
  const {slot, members} = difference;
  const state = stateOf(difference, actions, now);
  const blocked = blockedWords(difference, {actions, state, now});
  const wants = state === 'in-sync' || state === 'unknown' ? undefined : wantedOf(slot);
  const change = wants && changeOf(difference, wants);
  return {
    address: slot.address,
    scope: slot.scope,
    ...(slot.pool !== undefined && {pool: slot.pool}),
    usages: slot.usages,
    declaredAt: slot.declaredAt,
    state,
    members: members.map(member => memberPlan(member, difference)),
    ...(wants && {wants}),
    ...(change && {change}),
    ...(blocked && {blocked}),
    actions: actions.map(action => action.id),
  };
}

const wantedOf = ({spec, friendlyName}: Slot): Wanted => ({spec, specDigest: specDigest(spec), friendlyName});

function stateOf(difference: SlotDifference, actions: readonly Action[], now: Date): SlotState {
  const {remedy} = difference;
  switch (remedy.kind) {
    case 'unknown':
      return 'unknown';
    case 'wait':
      return 'waiting';
    case 'person':
      return 'person';
    case 'collect':
      return isWaiting(remedy) ? 'waiting' : 'changes';
    case 'use':
      if (actions.length === 0) return quietState(difference);
      return actions.every(action => isLater(action, now)) ? 'waiting' : 'changes';
    case 'request':
    case 'offer':
      return 'changes';
    default:
      return unreachable(remedy);
  }
}

/** Nothing is to be done now. That all is well can be said only where all members could be read. */
function quietState(difference: SlotDifference): SlotState {
  if (!difference.members.every(isKnown)) return 'unknown';
  // Where assignments are a person's, nobody else drops what would take over by itself.
  if (has(difference, 'STAGED_OTHER')) return 'person';
  if (has(difference, 'READY')) return 'ready';
  return has(difference, 'STAGED') ? 'staged' : 'in-sync';
}

/** All is prepared, and the pool may not be worked on now. `what` is assigned then; all of a slot has the same windows. */
function windowWords({actions, state}: Doing, what: string): readonly string[] {
  const [opens] = actions.flatMap(({notBefore}) => notBefore ?? []);
  if (state !== 'waiting' || opens === undefined) return [];
  return [`${what} is assigned in the maintenance window that opens ${minute(opens)}. Run apply again then.`];
}

type Collect = SlotDifference['remedy'] & {kind: 'collect'};

/** A request that was answered is collected; one that was not, as far as can be known, waits. */
const isWaiting = ({pending, answered}: Collect): boolean => pending.progress.state === 'waiting' && !answered;

function has({findings}: SlotDifference, code: string): boolean {
  return [...findings.values()].some(ofServer => ofServer.some(finding => finding.code === code));
}

/** What is done for a slot, and what it comes to. */
interface Doing {
  readonly actions: readonly Action[];
  readonly state: SlotState;
  readonly now: Date;
}

/** Why nothing can be done now. */
function blockedWords(difference: SlotDifference, doing: Doing): readonly string[] | undefined {
  const {remedy} = difference;
  if (remedy.kind === 'wait' || remedy.kind === 'person') return remedy.why;
  if (remedy.kind === 'unknown') return undefined;
  if (remedy.kind === 'collect' && isWaiting(remedy)) return answerWords(difference.slot, remedy, doing.now);
  // One usage may be held while the others wait for their window.
  const held = heldWords(difference);
  const why = [...held, ...windowWords(doing, held.length > 0 ? 'For the other usages it' : 'It')];
  return why.length > 0 ? why : undefined;
}

function answerWords({spec}: Slot, {pending}: Collect, now: Date): readonly string[] | undefined {
  if (pending.progress.state !== 'waiting') return undefined;
  const {ticket, since} = pending.progress;
  const wait = describeTime(now.getTime() - Date.parse(since));
  return [
    `Request ${ticket} has been waiting at "${spec.authority}" for ${wait}, since ${minute(since)}. Run apply again after it was answered.`,
  ];
}

/** A certificate that is there, or is made now, and does not take over yet, although no person is waited for. */
function heldWords({slot, rolls}: SlotDifference): readonly string[] {
  if (slot.assign === 'manual') return [];
  return Object.entries(rolls).flatMap(([usage, roll]) =>
    roll.kind === 'held' ? [`${usage} is not moved yet: ${roll.why}.`] : [],
  );
}

function memberPlan(member: MemberView, {findings}: SlotDifference): MemberPlan {
  if (!isKnown(member)) return {server: member.server, assigned: {}, findings: []};
  const shown = member.candidates[0];
  const judged = shown && shown.assigned > 0 ? shown.certificate : undefined;
  const isOfAll = Object.values(member.assigned).every(thumbprint => thumbprint === judged?.thumbprint);
  return {
    server: member.server,
    assigned: member.assigned,
    ...(judged && {notAfter: judged.notAfter}),
    ...(!isOfAll && endsOf(member)),
    findings: findings.get(member.server) ?? [],
  };
}

/** Of every usage whose certificate is in the store. */
function endsOf({assigned, store}: KnownMember): Pick<MemberPlan, 'ends'> {
  const ends = Object.entries(assigned).flatMap(([usage, thumbprint]) => {
    const certificate = store.find(one => one.thumbprint === thumbprint);
    return certificate === undefined ? [] : [[usage, certificate.notAfter] as const];
  });
  return ends.length === 0 ? {} : {ends: Object.fromEntries(ends)};
}

/** From the certificate in use (or nothing) to the one that will be. */
function changeOf({slot, members, remedy}: SlotDifference, wanted: Wanted): Change | undefined {
  if (remedy.kind === 'unknown') return undefined;
  const home = members.filter(isKnown).find(member => member.server === remedy.home);
  const current = home && inUse(home);
  const describe = ({certificate, findings}: Judged): readonly FieldLine[] =>
    slot.use === undefined
      ? describeCertificate(certificate, wanted.spec, findings)
      : describeExisting(certificate, wanted.spec);
  const before = current ? describe(current) : [];
  if (remedy.kind !== 'use' && remedy.kind !== 'offer')
    return {before, after: remedy.kind === 'request' || remedy.kind === 'collect' ? describeWanted(wanted) : before};
  const after = describe(remedy.certificate);
  // What is in the store already, and named, keeps the name that it has.
  return {before, after: remedy.kind === 'use' && slot.use !== undefined ? after : calledAs(wanted, after)};
}

const calledAs = ({friendlyName}: Wanted, lines: readonly FieldLine[]): readonly FieldLine[] =>
  lines.map(line => (line.field === 'friendly name' ? {...line, value: friendlyName} : line));

const inUse = (member: KnownMember) => member.candidates.find(candidate => candidate.assigned > 0);
