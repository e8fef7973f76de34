import {compareAddresses} from '../../core/address.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Desired, Holder} from '../../core/model/desired.ts';
import type {Authority, Connection} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import {type Capabilities, capabilityDiagnostics} from './capability-rule.ts';
import {connectionOf} from './choice.ts';
import {notChosen} from './diagnostics.ts';
import {friendlyNameDiagnostics} from './friendly-name-rule.ts';
import {placeOf} from './layers.ts';
import {nameDiagnostics} from './name-diagnostics.ts';
import {type DeclaredPool, poolsOf} from './pools.ts';
import {publicAuthorityDiagnostics} from './public-authority-rule.ts';
import {type ResolvedSlot, slotResolver} from './slot.ts';
import {slotInputs} from './slot-inputs.ts';
import {deploymentTopology} from './topology.ts';

/** The declared settings of what is reached from the outside, by name. */
export interface Settings {
  readonly authorities: Readonly<Record<string, Authority>>;
  readonly connections: Readonly<Record<string, Connection>>;
}

/** What a configuration means. */
export interface Resolution {
  /** Absent when a diagnostic is an error. */
  readonly desired?: Desired;
  readonly settings: Settings;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * From what was written to what is wanted: everything filled in, all names in lower case, everything sorted,
 * so that the order of files, pools, servers and names does not count. With `can` it is also checked against what the
 * connections can do.
 */
export function resolve(loaded: LoadedDocument, can?: Capabilities): Resolution {
  const {deployment, authorities = {}, connections = {}} = loaded.document;
  const settings = {authorities, connections};
  // The rules have refused a document without a deployment; there is nothing to want then.
  if (deployment === undefined) return {settings, diagnostics: []};
  const pools = poolsOf(loaded.document);
  const holders = pools.flatMap(pool => holdersOf(loaded, pool));
  const slots = slotInputs(loaded.document, deployment, pools).map(slotResolver(loaded));
  const resolved = slots.filter(isResolved).sort((a, b) => compareAddresses(a.slot.address, b.slot.address));
  const diagnostics = [
    ...holders.filter(isDiagnostic),
    ...slots.filter(isDiagnostic),
    ...nameDiagnostics(loaded, resolved),
    ...friendlyNameDiagnostics(loaded, resolved),
    ...publicAuthorityDiagnostics(loaded, resolved),
    ...(can === undefined
      ? []
      : capabilityDiagnostics(loaded, {slots: resolved, holders: holders.filter(isHolder)}, can)),
  ];
  const desired: Desired = {
    deployment: {
      name: deployment.name,
      product: deployment.product,
      sipDomains: deploymentTopology(deployment).sipDomains,
    },
    holders: holders.filter(isHolder),
    slots: resolved.map(({slot}) => slot),
  };
  const failed = diagnostics.some(({severity}) => severity === 'error');
  return {
    ...(failed ? {} : {desired}),
    settings,
    diagnostics,
  };
}

function holdersOf(loaded: LoadedDocument, pool: DeclaredPool): readonly (Holder | Diagnostic)[] {
  return pool.servers.map(server => {
    const connection = connectionOf(loaded, pool, server);
    if (connection === undefined) {
      return notChosen(loaded, 'connection', {path: server.path, address: server.fqdn});
    }
    return {
      server: server.fqdn,
      pool: pool.fqdn,
      role: pool.pool.role,
      connection,
      declaredAt: placeOf(loaded, server.path),
    };
  });
}

function isDiagnostic(value: object): value is Diagnostic {
  return 'severity' in value;
}

function isHolder(value: Holder | Diagnostic): value is Holder {
  return !isDiagnostic(value);
}

function isResolved(value: ResolvedSlot | Diagnostic): value is ResolvedSlot {
  return !isDiagnostic(value);
}
