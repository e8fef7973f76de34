import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Holder, ProductCommand, Slot} from '../../core/model/desired.ts';
import type {ConnectionCapabilities} from '../../engine/ports/connection.ts';
import type {Connection} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import {askingMembers, askingPath} from './asking.ts';
import {complainOf} from './diagnostics.ts';
import type {ResolvedSlot} from './slot.ts';

/**
 * What is declared and the product's own command cannot ask for: it has no parameter for the hash, and of the purposes
 * only one for clientAuth beside serverAuth (Request-CsCertificate, help). And it is only where the product is.
 */
export function productCommandDiagnostics(
  loaded: LoadedDocument,
  {slots, holders}: {readonly slots: readonly ResolvedSlot[]; readonly holders: readonly Holder[]},
  ofConnection: (type: Connection['type']) => Pick<ConnectionCapabilities, 'productCommands'>,
): readonly Diagnostic[] {
  const {connections = {}} = loaded.document;
  const names = new Map(holders.map(({server, connection}) => [server, connection]));
  const runs = (server: string, command: ProductCommand): boolean => {
    const type = connections[names.get(server) ?? '']?.type;
    return type === undefined || (ofConnection(type).productCommands ?? []).includes(command);
  };
  return slots.flatMap(({slot, declared}) => {
    const {requestWith: command} = slot;
    if (command === undefined || slot.use !== undefined) return [];
    const without = askingMembers(slot).find(server => !runs(server, command));
    const why =
      without === undefined
        ? beyond(slot)
        : `"${without}" is reached by the connection "${names.get(without) ?? ''}", which runs no command of the product`;
    if (why === undefined) return [];
    const complaint = {
      code: 'CFG_BEYOND_PRODUCT_COMMAND',
      detail: `The authority "${slot.spec.authority}" has requests made by ${command} (requestWith), but ${why}.`,
      help: 'leave requestWith out: certreq asks for exactly what is declared',
    } as const;
    const path = without === undefined ? declared.path : askingPath({slot, declared});
    return [complainOf(complaint, loaded, {path, address: slot.address})];
  });
}

function beyond({spec: {signature, eku}}: Slot): string | undefined {
  if (signature !== 'sha256') return `no parameter of it chooses the hash, and ${signature} is declared`;
  const other = eku.filter(one => one !== 'serverAuth' && one !== 'clientAuth');
  if (other.length > 0) return `it cannot ask for the purpose ${other.join(', ')}`;
  return eku.includes('serverAuth') ? undefined : 'it always asks for serverAuth, which is not declared';
}
