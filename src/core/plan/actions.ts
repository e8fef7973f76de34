import type {HolderDifference, SlotDifference} from '../diff/diff.ts';
import type {ServerId} from '../model/desired.ts';
import type {Action, TrustAction} from '../model/plan.ts';
import {describeName} from '../policy/names.ts';
import {unreachable} from '../unreachable.ts';
import {trustId} from './action-id.ts';
import {issueActions, offerActions} from './issue-actions.ts';
import {retireAction} from './make-action.ts';
import {useActions} from './use-actions.ts';

/** By server: the ids of the trust actions that a certificate from these authorities needs first. */
export type TrustIds = (server: ServerId, authorities: readonly string[]) => readonly string[];

/** One for each certificate of an authority that a server lacks; of an authority that does not exist yet, one in all. */
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
      certificate: certificate && {
        thumbprint: certificate.thumbprint,
        subject: describeName(certificate.subject),
      },
    },
  }));
}

/** What is to be done for one slot, in order; empty when it is in sync or needs a person. */
export function slotActions(difference: SlotDifference, trust: TrustIds): readonly Action[] {
  const actions = remedyActions(difference, trust);
  const needs = actions.map(action => action.id);
  return [...actions, ...difference.retired.map(one => retireAction(difference.slot, one, needs))];
}

function remedyActions(difference: SlotDifference, trust: TrustIds): readonly Action[] {
  const {remedy} = difference;
  switch (remedy.kind) {
    case 'use':
      return useActions(difference, remedy, trust);
    case 'collect':
    case 'request':
      return issueActions(difference, remedy, trust);
    case 'offer':
      return offerActions(difference, remedy, trust);
    case 'wait':
    case 'person':
    case 'unknown':
      return [];
    default:
      return unreachable(remedy);
  }
}
