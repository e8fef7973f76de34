import {toAssign} from '../diff/assignment.ts';
import type {Remedy} from '../diff/case.ts';
import type {SlotDifference} from '../diff/diff.ts';
import {isKnown, type KnownMember} from '../diff/member.ts';
import type {Action, AssignAction, CopyAction, ImportAction} from '../model/plan.ts';
import {labelFindings} from '../policy/label.ts';
import {codesFor} from './because.ts';
import {goesOn} from './goes-on.ts';
import {assignActions, copyAction, importAction} from './make-action.ts';
import type {TrustIds} from './trust-actions.ts';

type Use = Remedy & {kind: 'use'};

/** A good certificate is there: labels are mended, copies made where one is missing, and usages pointed to it. */
export function useActions(difference: SlotDifference, remedy: Use, trust: TrustIds): readonly Action[] {
  const {members, findings} = difference;
  // Every action is because of a finding. Where there is none, as mostly, none has to be looked for.
  if (members.every(({server}) => (findings.get(server) ?? []).length === 0)) return [];
  const known = members.filter(isKnown);
  const copies = known.flatMap(member => copyTo(difference, member, {remedy, trust}));
  const copied = new Set(copies.map(action => action.on));
  const labels = known.flatMap(member => (copied.has(member.server) ? [] : relabel(difference, member, remedy)));
  return [...labels, ...copies, ...assignments(difference, remedy, {trust, copies})];
}

/** The certificate that is used, as it stands on one member. */
const onMember = (member: KnownMember, {certificate}: Use) =>
  member.candidates.find(one => one.certificate.thumbprint === certificate.certificate.thumbprint);

/** Wherever it lies, also where nothing points to it yet: else its label would be the next run's to mend. */
function relabel(
  {slot, authority}: SlotDifference,
  {server, store}: KnownMember,
  remedy: Use,
): readonly ImportAction[] {
  const {thumbprint} = remedy.certificate.certificate;
  const certificate = store.find(one => one.thumbprint === thumbprint);
  const findings = certificate ? labelFindings({slot, certificate, authority}) : [];
  const because = codesFor(findings, 'mark');
  if (because.length === 0) return [];
  const args = {source: 'store', thumbprint, friendlyName: slot.friendlyName} as const;
  return [importAction(slot, server, {needs: [], because, args})];
}

/** A missing copy is copied, never issued anew. */
function copyTo(
  {slot, authorities, findings}: SlotDifference,
  member: KnownMember,
  {remedy, trust}: {remedy: Use; trust: TrustIds},
): readonly CopyAction[] {
  if (slot.delivery !== 'copy' || onMember(member, remedy)?.good) return [];
  const because = codesFor(findings.get(member.server), 'copy');
  const args = {from: remedy.home, thumbprint: remedy.certificate.certificate.thumbprint};
  return [copyAction(slot, member.server, {needs: trust(member.server, authorities), because, args})];
}

/** All members of a pool are prepared before the first of them switches. */
function assignments(
  difference: SlotDifference,
  remedy: Use,
  {trust, copies}: {trust: TrustIds; copies: readonly CopyAction[]},
): readonly AssignAction[] {
  const {slot, authorities, members, findings} = difference;
  const target = remedy.certificate.certificate;
  const copied = copies.map(action => action.id);
  const publishes = needsPublishing(difference, remedy);
  return members.filter(isKnown).flatMap(member => {
    // Assigning on the home publishes to every member that the product replicates to: theirs would be the same again.
    if (slot.delivery === 'product' && member.server !== remedy.home && publishes) return [];
    const usages = toAssign(slot, member, remedy);
    const needs = [...trust(member.server, authorities), ...copied];
    const because = codesFor(findings.get(member.server), 'assign');
    return usages.flatMap(usage =>
      assignActions(difference, member.server, {
        usages: [usage],
        thumbprint: target.thumbprint,
        needs,
        because,
        ...(goesOn(usage, member, {slot, target}) && {continues: target.spki}),
      }),
    );
  });
}

function needsPublishing({slot, members}: SlotDifference, remedy: Use): boolean {
  const home = members.filter(isKnown).find(member => member.server === remedy.home);
  return home !== undefined && toAssign(slot, home, remedy).length > 0;
}
