import {misassigned} from '../diff/assignment.ts';
import type {Remedy} from '../diff/case.ts';
import type {SlotDifference} from '../diff/diff.ts';
import {isKnown} from '../diff/member.ts';
import type {ServerId} from '../model/desired.ts';
import type {Action, CopyAction, ImportAction} from '../model/plan.ts';
import {codesFor} from './because.ts';
import {assignActions, copyAction, importAction, type Making, requestAction} from './make-action.ts';
import type {TrustIds} from './trust-actions.ts';

type Issue = Remedy & {kind: 'request' | 'collect'};

/** Request (or go on with a request), import, copy to the other members of a pool, assign. */
export function issueActions(difference: SlotDifference, remedy: Issue, trust: TrustIds): readonly Action[] {
  const {slot, authorities, findings} = difference;
  const {home} = remedy;
  const because = codesFor(findings.get(home), 'request');
  const trusted = trust(home, authorities);
  if (remedy.kind === 'collect') {
    const {spki} = remedy.pending;
    const making = {needs: trusted, because, continues: spki};
    return deliver(difference, importAction(slot, home, {...making, args: {source: 'pending', spki}}), trust);
  }
  const {discard} = remedy;
  const request = requestAction(slot, home, {needs: [], because, ...(discard !== undefined && {discard})});
  const needs = [...trusted, request.id];
  return [
    request,
    ...deliver(difference, importAction(slot, home, {needs, because, args: {source: 'request'}}), trust),
  ];
}

/** From the import on the home to where it is needed: copies for a pool; what the product replicates needs none. */
function deliver(difference: SlotDifference, imported: ImportAction, trust: TrustIds): readonly Action[] {
  const {slot, members} = difference;
  const servers = members.filter(isKnown).map(member => member.server);
  const others = slot.delivery === 'copy' ? servers.filter(server => server !== imported.on) : [];
  const going = goingOn(imported);
  const copies = others.map(server => copyTo(difference, server, {imported, trust, going}));
  return [imported, ...copies, ...assign(difference, [imported.on, ...others], {imported, copies, going})];
}

type Going = Pick<Making, 'because' | 'continues'>;

const goingOn = ({because, continues}: ImportAction): Going => ({because, ...(continues !== undefined && {continues})});

function copyTo(
  {slot, authorities}: SlotDifference,
  server: ServerId,
  {imported, trust, going}: {imported: ImportAction; trust: TrustIds; going: Going},
): CopyAction {
  const needs = [...trust(server, authorities), imported.id];
  return copyAction(slot, server, {...going, needs, args: {from: imported.on, thumbprint: null}});
}

/** All members of a pool are prepared before the first of them switches. */
function assign(
  difference: SlotDifference,
  servers: readonly ServerId[],
  {imported, copies, going}: {imported: ImportAction; copies: readonly CopyAction[]; going: Going},
): readonly Action[] {
  const {slot} = difference;
  if (slot.assign === 'manual') return [];
  const needs = [imported.id, ...copies.map(action => action.id)];
  return servers.flatMap(server =>
    assignActions(difference, server, {...going, usages: slot.usages, thumbprint: null, needs}),
  );
}

/**
 * A PFX file that the configuration names goes to every member that lacks its certificate; what the product replicates
 * is imported and assigned in one place.
 */
export function offerActions(
  difference: SlotDifference,
  {home, certificate: {certificate}}: Remedy & {kind: 'offer'},
  trust: TrustIds,
): readonly Action[] {
  const {slot, authorities, members, findings} = difference;
  if (slot.use === undefined || !('pfx' in slot.use)) return [];
  const {thumbprint} = certificate;
  const args = {source: 'pfx', file: slot.use.pfx, thumbprint} as const;
  const served = members.filter(isKnown).filter(({server}) => slot.delivery !== 'product' || server === home);
  const becauseOn = (server: ServerId) => [
    ...new Set([...codesFor(findings.get(server), 'request'), ...codesFor(findings.get(server), 'person')]),
  ];
  const imports = served
    .filter(({candidates}) => !candidates.some(one => one.good && one.certificate.thumbprint === thumbprint))
    .map(({server}) =>
      importAction(slot, server, {needs: trust(server, authorities), because: becauseOn(server), args}),
    );
  if (slot.assign === 'manual') return imports;
  const needs = imports.map(action => action.id);
  const assigned = served.flatMap(member =>
    assignActions(difference, member.server, {
      usages: misassigned(slot, member, thumbprint),
      thumbprint,
      needs,
      because: becauseOn(member.server),
    }),
  );
  return [...imports, ...assigned];
}
