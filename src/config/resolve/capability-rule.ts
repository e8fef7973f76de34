import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Holder, ServerId, Slot} from '../../core/model/desired.ts';
import {PRODUCT_USAGES, type Usage} from '../../core/model/usage.ts';
import type {AuthorityCapabilities} from '../../engine/ports/authority.ts';
import type {ConnectionCapabilities} from '../../engine/ports/connection.ts';
import type {Authority, Connection} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import {askingPath, isAsking} from './asking.ts';
import {complainOf} from './diagnostics.ts';
import {productCommandDiagnostics} from './product-command-rule.ts';
import {restartDiagnostics} from './restart-rule.ts';
import type {ResolvedSlot} from './slot.ts';

/** What each kind of connection and authority can do. */
export interface Capabilities {
  readonly ofConnection: (
    type: Connection['type'],
  ) => Pick<ConnectionCapabilities, 'usages' | 'steps' | 'productCommands'>;
  readonly ofAuthority: (type: Authority['type']) => Pick<AuthorityCapabilities, 'where'>;
}

/**
 * What the connection of one of its servers cannot do for a certificate, each certificate once: assign one of its usages
 * (the cmdlets of the product know nothing of a reverse proxy), ask a CA from the server, or make its request with the
 * product's own command; and whether it can restart services, where they are to be.
 */
export function capabilityDiagnostics(
  loaded: LoadedDocument,
  {slots, holders}: {readonly slots: readonly ResolvedSlot[]; readonly holders: readonly Holder[]},
  can: Capabilities,
): readonly Diagnostic[] {
  const {connections = {}, authorities = {}} = loaded.document;
  const names = new Map(holders.map(({server, connection}) => [server, connection]));
  const ofProduct = productCommandDiagnostics(loaded, {slots, holders}, can.ofConnection);
  const others = slots.flatMap(({slot, declared}) => {
    const authority = authorities[slot.spec.authority];
    const asksFromServer =
      authority !== undefined && slot.use === undefined && can.ofAuthority(authority.type).where === 'holder';
    const found = slot.members.flatMap(server => {
      const name = names.get(server);
      const type = name === undefined ? undefined : connections[name]?.type;
      if (name === undefined || type === undefined) return [];
      const {usages: assignable, steps} = can.ofConnection(type);
      const usages = slot.usages.filter(usage => !assignable.includes(usage));
      if (usages.length > 0) return [{complaint: words({server, name, type, usages}), path: declared.path}];
      return asksFromServer && isAsking(slot, server) && !steps.includes('relay')
        ? [{complaint: relayWords(slot, {server, name, type}), path: askingPath({slot, declared})}]
        : [];
    });
    const [first] = found;
    return first === undefined ? [] : [complainOf(first.complaint, loaded, {path: first.path, address: slot.address})];
  });
  return [...others, ...ofProduct, ...restartDiagnostics(loaded, {slots, holders}, can.ofConnection)];
}

function relayWords(
  {scope, spec: {authority}}: Slot,
  {server, name, type}: {readonly server: ServerId; readonly name: string; readonly type: string},
): Parameters<typeof complainOf>[0] {
  return {
    code: 'CFG_AUTHORITY_NOT_REACHABLE',
    detail:
      `The authority "${authority}" is asked from the server itself, and "${server}" is reached by the connection "${name}" ` +
      `of type ${type}, which runs nothing there.`,
    help:
      scope === 'global'
        ? 'have a server that is reached by a connection of type powershell ask (deployment: globalVia), or name another authority'
        : 'reach the server by a connection of type powershell, or name another authority',
  };
}

function words({
  server,
  name,
  type,
  usages,
}: {
  readonly server: ServerId;
  readonly name: string;
  readonly type: string;
  readonly usages: readonly Usage[];
}): Parameters<typeof complainOf>[0] {
  return {
    code: 'CFG_USAGE_NOT_ASSIGNABLE',
    detail:
      `The server "${server}" is reached by the connection "${name}" of type ${type}, ` +
      `which cannot assign ${usages.join(', ')}${foreign(usages)}.`,
    help: 'reach it by another type of connection, such as directory: docs/reference/capabilities.md says which can do what',
  };
}

function foreign(usages: readonly Usage[]): string {
  return usages.some(usage => PRODUCT_USAGES.includes(usage)) ? '' : ': the cmdlets of the product do not know it';
}
