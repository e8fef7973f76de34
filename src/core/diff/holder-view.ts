/**
 * A server as all of its slots look at it. Thousands of servers have several slots each, so what does not depend on the
 * slot is worked out here, once: what the certificates are called, what serves whom, and what a chain could be built from.
 */
import {requestsOn} from '../answered.ts';
import type {Diagnostic, Part} from '../diagnostic.ts';
import type {Actual, Assignments, HolderState, PendingRequest} from '../model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import {isCalled} from '../policy/label.ts';

/** A server of which the certificates or the assignments could not be read. */
export interface UnknownHolder {
  readonly server: ServerId;
  readonly unknown: Diagnostic;
}

/** A server that could be read. */
export interface KnownHolder {
  readonly server: ServerId;
  /** My. */
  readonly store: readonly StoredCertificate[];
  readonly assigned: Assignments;
  /** Those whose certificate is still awaited. */
  readonly requests: Part<readonly PendingRequest[]>;
  /** What the server itself could build a chain from; undefined where CA or Root could not be read. */
  readonly issuers: readonly CertificateFacts[] | undefined;
  /** Roots that lie in CA or My, where nobody trusts them; those that an authority declares are put into Root. */
  readonly rootsElsewhere: readonly CertificateFacts[];
  /** Declared friendly names of the server's slots. */
  readonly names: readonly string[];
  /** Which of these names each certificate of My bears. */
  readonly called: ReadonlyMap<StoredCertificate, readonly string[]>;
}

export type HolderView = UnknownHolder | KnownHolder;

/** Said of a server that the inspected world lacks. */
export function notRead(server: ServerId): Diagnostic {
  return {
    severity: 'error',
    code: 'HOLDER_NOT_READ',
    summary: 'Server was not read',
    detail: `The inspected world does not contain ${server}.`,
    address: server,
  };
}

/** A view of each server that the slots are on, made when it is first asked for. */
export function holderViews(slots: readonly Slot[], {holders}: Actual): (server: ServerId) => HolderView {
  const names = friendlyNamesByServer(slots);
  const views = new Map<ServerId, HolderView>();
  return server => {
    const known = views.get(server);
    if (known !== undefined) return known;
    const view = viewHolder(server, holders[server], names.get(server) ?? []);
    views.set(server, view);
    return view;
  };
}

function friendlyNamesByServer(slots: readonly Slot[]): ReadonlyMap<ServerId, readonly string[]> {
  const names = new Map<ServerId, string[]>();
  for (const {members, friendlyName} of slots) {
    for (const server of members) {
      const known = names.get(server);
      if (known === undefined) names.set(server, [friendlyName]);
      else known.push(friendlyName);
    }
  }
  return names;
}

function viewHolder(server: ServerId, part: Part<HolderState> | undefined, names: readonly string[]): HolderView {
  if (part === undefined) return {server, unknown: notRead(server)};
  if ('problem' in part) return {server, unknown: part.problem};
  const {stores, assigned} = part.ok;
  if ('problem' in stores.My) return {server, unknown: stores.My.problem};
  if ('problem' in assigned) return {server, unknown: assigned.problem};
  const store = stores.My.ok;
  return {
    server,
    store,
    assigned: assigned.ok,
    requests: requestsOn(part.ok).open,
    issuers: anchorsOf(part.ok),
    rootsElsewhere: [...store, ...('ok' in stores.CA ? stores.CA.ok : [])].filter(one => one.ca && one.selfIssued),
    names,
    called: new Map(store.map(one => [one, names.filter(name => isCalled(one, name))])),
  };
}

/** What a server itself could build a chain from; a root counts only in Root. Undefined where it could not be read. */
export function anchorsOf({stores: {CA, Root}}: HolderState): readonly CertificateFacts[] | undefined {
  if (!('ok' in CA) || !('ok' in Root)) return undefined;
  return [...CA.ok.filter(one => !one.selfIssued), ...Root.ok];
}
