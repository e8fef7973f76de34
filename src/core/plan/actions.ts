import {toAssign} from '../diff/assignment.ts';
import type {HolderDifference, SlotDifference} from '../diff/diff.ts';
import {isKnown} from '../diff/member.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Action, AssignAction, ImportAction, RequestAction, TrustAction} from '../model/plan.ts';
import {byUsage, type Usage} from '../model/usage.ts';
import {describeName} from '../policy/names.ts';
import {assignId, slotActionId, trustId} from './action-id.ts';

/** By server and authority: the ids of the trust actions that a certificate from there needs first. */
export type TrustIds = (server: ServerId, authority: string) => readonly string[];

export function trustActions(server: ServerId, {needs}: HolderDifference): readonly TrustAction[] {
  return needs.map(({authority, store, certificate, finding}) => ({
    id: trustId(server, store, certificate?.thumbprint.slice(0, 8) ?? authority),
    verb: 'trust',
    on: server,
    phase: 'trust',
    needs: [],
    because: [finding.code],
    args: {
      authority,
      store,
      certificate: certificate && {thumbprint: certificate.thumbprint, subject: describeName(certificate.subject)},
    },
  }));
}

/** What is to be done for one slot, in order; empty when it is in sync, waits, or needs a person. */
export function slotActions(difference: SlotDifference, trust: TrustIds): readonly Action[] {
  const {slot, remedy} = difference;
  switch (remedy.kind) {
    case 'use':
      return [...relabel(difference), ...assignments(difference, trust)];
    case 'collect':
    case 'request':
      return issue(difference, remedy.home, trust);
    case 'wait':
    case 'person':
    case 'unknown':
      return [];
    default:
      return unreachable(remedy, slot);
  }
}

function relabel({slot, remedy}: SlotDifference): readonly ImportAction[] {
  if (remedy.kind !== 'use') return [];
  const {certificate, findings} = remedy.certificate;
  const because = findings.filter(finding => finding.cure === 'mark').map(finding => finding.code);
  if (because.length === 0) return [];
  const args = {source: 'store', thumbprint: certificate.thumbprint, friendlyName: slot.friendlyName} as const;
  return [importAction(slot, remedy.home, {needs: [], because, args})];
}

function assignments(difference: SlotDifference, trust: TrustIds): readonly AssignAction[] {
  const {slot, members, remedy, findings} = difference;
  if (remedy.kind !== 'use') return [];
  const {thumbprint} = remedy.certificate.certificate;
  return members.filter(isKnown).flatMap(member => {
    const usages = toAssign(slot, member, remedy);
    // Assigning on the home publishes to every member that the product replicates to: theirs would be the same again.
    if (slot.delivery === 'product' && member.server !== remedy.home && needsPublishing(difference)) return [];
    const because = codes(findings[member.server] ?? [], 'assign');
    return assignActions(slot, member.server, {
      usages,
      thumbprint,
      needs: trust(member.server, slot.spec.authority),
      because,
    });
  });
}

function needsPublishing({slot, members, remedy}: SlotDifference): boolean {
  if (remedy.kind !== 'use') return false;
  const home = members.filter(isKnown).find(member => member.server === remedy.home);
  return home !== undefined && toAssign(slot, home, remedy).length > 0;
}

/** Request (or collect), import, assign: on the home, and for a global certificate nowhere else. */
function issue({slot, remedy, findings}: SlotDifference, home: ServerId, trust: TrustIds): readonly Action[] {
  const because = codes(findings[home] ?? [], 'request');
  const trusted = trust(home, slot.spec.authority);
  const pending = remedy.kind === 'collect' ? remedy.pending : undefined;
  const request: RequestAction = {
    id: slotActionId('request', slot.address, home),
    verb: 'request',
    slot: slot.address,
    on: home,
    phase: 'prepare',
    needs: [],
    because,
    args: {authority: slot.spec.authority, specDigest: slot.specDigest},
  };
  const imported = importAction(slot, home, {
    needs: pending ? trusted : [...trusted, request.id],
    because,
    args: pending ? {source: 'pending', spki: pending.spki} : {source: 'request'},
    ...(pending && {continues: pending.spki}),
  });
  const assigned = assignActions(slot, home, {usages: slot.usages, thumbprint: null, needs: [imported.id], because});
  return [...(pending ? [] : [request]), imported, ...assigned];
}

function importAction(
  slot: Slot,
  on: ServerId,
  rest: Pick<ImportAction, 'needs' | 'because' | 'args' | 'continues'>,
): ImportAction {
  return {
    id: slotActionId('import', slot.address, on),
    verb: 'import',
    slot: slot.address,
    on,
    phase: 'prepare',
    ...rest,
  };
}

interface Assigning {
  readonly usages: readonly Usage[];
  readonly thumbprint: string | null;
  readonly needs: readonly string[];
  readonly because: readonly string[];
}

function assignActions(
  slot: Slot,
  on: ServerId,
  {usages, thumbprint, needs, because}: Assigning,
): readonly AssignAction[] {
  return usages.toSorted(byUsage).map(usage => ({
    id: assignId(slot.address, on, usage),
    verb: 'assign',
    slot: slot.address,
    on,
    phase: 'switch',
    needs,
    because,
    args: {usage, thumbprint},
  }));
}

const codes = (
  findings: readonly {code: string; cure: string; severity: string}[],
  cure: string,
): readonly string[] => [
  ...new Set(
    findings.filter(finding => finding.severity === 'drift' && finding.cure === cure).map(finding => finding.code),
  ),
];

function unreachable(value: never, slot: Slot): never {
  throw new Error(`unknown remedy for ${slot.address}: ${JSON.stringify(value)}`);
}
