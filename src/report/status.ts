import {compare} from '../core/compare.ts';
import type {Finding} from '../core/model/finding.ts';
import type {MemberPlan, Plan, SlotPlan} from '../core/model/plan.ts';
import type {Usage} from '../core/model/usage.ts';
import {isUnread} from '../core/policy/unread.ts';

/** How a usage on a server is, the worst first. A warning is as declared, and changes no exit code. */
export const CONDITIONS = [
  'expired',
  'missing',
  'expiring',
  'drift',
  'unknown',
  'waiting',
  'ready',
  'staged',
  'warning',
  'fine',
] as const;

export type Condition = (typeof CONDITIONS)[number];

/** One usage on one server, or a server's trusted CA certificates (without usage). */
export interface StatusRow {
  readonly server: string;
  readonly usage?: Usage;
  readonly thumbprint?: string;
  /** ISO 8601 UTC; absent when the certificate is not in the store. */
  readonly notAfter?: string;
  readonly condition: Condition;
  /** `CODE message`, drift before warnings; or why it waits or is unknown. */
  readonly reasons: readonly string[];
}

/** A row for every usage of every member of every slot and for every server whose trust is not as declared. */
export function statusRows(plan: Plan): readonly StatusRow[] {
  const now = Date.parse(plan.now);
  const slots = plan.slots.flatMap(slot => slot.members.flatMap(member => memberRows(plan, {slot, member, now})));
  return [...trustRows(plan), ...slots].sort(
    (a, b) =>
      CONDITIONS.indexOf(a.condition) - CONDITIONS.indexOf(b.condition) ||
      compare(a.notAfter ?? '', b.notAfter ?? '') ||
      compare(a.server, b.server),
  );
}

interface MemberInSlot {
  readonly slot: SlotPlan;
  readonly member: MemberPlan;
  readonly now: number;
}

function memberRows(plan: Plan, {slot, member, now}: MemberInSlot): readonly StatusRow[] {
  const holder = plan.holders[member.server];
  if (holder && 'unknown' in holder) {
    const reasons = [`${holder.unknown.code} ${holder.unknown.summary}. ${holder.unknown.detail}`];
    return slot.usages.map(usage => ({server: member.server, usage, condition: 'unknown', reasons}));
  }
  return slot.usages.map(usage => {
    const thumbprint = member.assigned[usage];
    const notAfter = member.ends === undefined ? member.notAfter : member.ends[usage];
    return {
      server: member.server,
      usage,
      ...(thumbprint === undefined ? {} : {thumbprint, ...(notAfter === undefined ? {} : {notAfter})}),
      condition:
        thumbprint === undefined && slot.state !== 'unknown'
          ? missing(slot)
          : conditionOf(slot, member, {notAfter, now}),
      reasons: [...sorted(member.findings).map(describe), ...(slot.blocked ?? [])],
    };
  });
}

function missing(slot: SlotPlan): Condition {
  return slot.state === 'waiting' || slot.state === 'ready' ? slot.state : 'missing';
}

/** Findings are told of all usages of a member, but when a certificate ends only of those that point to it. */
function conditionOf(
  slot: SlotPlan,
  {findings, notAfter: judged}: MemberPlan,
  {notAfter, now}: {readonly notAfter: string | undefined; readonly now: number},
): Condition {
  const drift = findings.filter(({severity}) => severity === 'drift');
  if (notAfter !== undefined && Date.parse(notAfter) <= now) return 'expired';
  if (notAfter === judged && drift.some(({code}) => code === 'EXPIRES_SOON')) return 'expiring';
  if (drift.length > 0) return 'drift';
  switch (slot.state) {
    case 'waiting':
    case 'ready':
    case 'staged':
    case 'unknown':
      return slot.state;
    default:
      if (slot.state === 'person') return 'drift';
      return findings.length > 0 ? 'warning' : 'fine';
  }
}

function trustRows(plan: Plan): readonly StatusRow[] {
  return Object.entries(plan.holders).flatMap(([server, holder]) => {
    if ('unknown' in holder || holder.trust.length === 0) return [];
    return [{server, condition: conditionOfTrust(holder.trust), reasons: sorted(holder.trust).map(describe)}];
  });
}

/** What could not be read is not known to be otherwise than it should be. */
function conditionOfTrust(trust: readonly Finding[]): Condition {
  const drift = trust.filter(({severity}) => severity === 'drift');
  if (drift.length === 0) return 'warning';
  return drift.every(isUnread) ? 'unknown' : 'drift';
}

function sorted(findings: readonly Finding[]): readonly Finding[] {
  return [...findings.filter(f => f.severity === 'drift'), ...findings.filter(f => f.severity === 'warning')];
}

function describe({code, message}: Finding): string {
  return `${code} ${message}`;
}
