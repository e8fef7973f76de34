/** What is to be trusted before a certificate serves, and which of it each certificate needs first. */
import {authoritiesByServer} from '../diff/authorities.ts';
import type {Differences, HolderDifference, SlotDifference} from '../diff/diff.ts';
import {groupBy} from '../group.ts';
import type {ServerId} from '../model/desired.ts';
import type {Plan, TrustAction} from '../model/plan.ts';
import {describeName} from '../policy/names.ts';
import {trustId} from './action-id.ts';

/** By server: the ids of the trust actions that a certificate from these authorities needs first. */
export type TrustIds = (server: ServerId, authorities: readonly string[]) => readonly string[];

/** Trust for the members of the chosen slots and the authorities that issue them. An unknown server is left alone. */
export function plannedTrust(
  {trust}: Differences,
  chosen: readonly SlotDifference[],
  holders: Plan['holders'],
): readonly TrustAction[] {
  const needing = Object.entries(trust).filter(([, {needs}]) => needs.length > 0);
  if (needing.length === 0) return [];
  const wanted = authoritiesByServer(chosen);
  return needing.flatMap(([server, difference]) => {
    const holder = holders[server];
    if (holder === undefined || 'unknown' in holder) return [];
    return trustActions(server, difference).filter(action => wanted.get(server)?.has(action.args.authority));
  });
}

/** Authorities with a common root would each ask for it; one action serves them all. */
export function eachOnce(trust: readonly TrustAction[]): readonly TrustAction[] {
  return [...groupBy(trust, action => action.id).values()].flatMap(same => same.slice(0, 1));
}

/** Ids of trust actions by server and authority. */
export function indexTrust(trust: readonly TrustAction[]): TrustIds {
  const index = groupBy(trust, ({on, args}) => `${on} ${args.authority}`);
  return (server, authorities) => {
    if (index.size === 0) return [];
    const actions = authorities.flatMap(authority => index.get(`${server} ${authority}`) ?? []);
    return [...new Set(actions.map(action => action.id))];
  };
}

/** One for each certificate of an authority that a server lacks; of an authority that does not exist yet, one in all. */
function trustActions(server: ServerId, {needs}: HolderDifference): readonly TrustAction[] {
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
