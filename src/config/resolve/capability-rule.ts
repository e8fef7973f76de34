import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Holder, ServerId} from '../../core/model/desired.ts';
import {PRODUCT_USAGES, type Usage} from '../../core/model/usage.ts';
import type {ConnectionCapabilities} from '../../engine/ports/connection.ts';
import type {Connection} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import {complainOf} from './diagnostics.ts';
import type {ResolvedSlot} from './slot.ts';

/** What each kind of connection can do. */
export type CapabilitiesOf = (type: Connection['type']) => Pick<ConnectionCapabilities, 'usages'>;

/**
 * A usage that the connection of one of its servers cannot assign, each certificate once: the cmdlets of the product
 * know nothing of a reverse proxy.
 */
export function capabilityDiagnostics(
  loaded: LoadedDocument,
  {slots, holders}: {readonly slots: readonly ResolvedSlot[]; readonly holders: readonly Holder[]},
  can: CapabilitiesOf,
): readonly Diagnostic[] {
  const connections = new Map(holders.map(({server, connection}) => [server, connection]));
  return slots.flatMap(({slot, declared}) => {
    const found = slot.members.flatMap(server => {
      const name = connections.get(server);
      const type = name === undefined ? undefined : loaded.document.connections?.[name]?.type;
      if (name === undefined || type === undefined) return [];
      const usages = slot.usages.filter(usage => !can(type).usages.includes(usage));
      return usages.length === 0 ? [] : [{server, name, type, usages}];
    });
    const [first] = found;
    return first === undefined ? [] : [complainOf(words(first), loaded, {path: declared.path, address: slot.address})];
  });
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
