import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Holder} from '../../core/model/desired.ts';
import type {ConnectionCapabilities} from '../../engine/ports/connection.ts';
import type {Connection} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import {complainOf} from './diagnostics.ts';
import {pick} from './layers.ts';
import type {ResolvedSlot} from './slot.ts';

/** What a restart takes: before anything changes it is written down, so that it is owed even if the run ends. */
const NEEDED = ['oweRestart', 'restart'] as const;

/**
 * Services that are to be restarted over a connection that cannot do that: told where `restart` was written, once for
 * each connection, and with the first of its servers.
 */
export function restartDiagnostics(
  loaded: LoadedDocument,
  {slots, holders}: {readonly slots: readonly ResolvedSlot[]; readonly holders: readonly Holder[]},
  ofConnection: (type: Connection['type']) => Pick<ConnectionCapabilities, 'steps'>,
): readonly Diagnostic[] {
  const {connections = {}} = loaded.document;
  const without = new Set(
    Object.entries(connections)
      .filter(([, {type}]) => NEEDED.some(step => !ofConnection(type).steps.includes(step)))
      .map(([name]) => name),
  );
  if (without.size === 0) return [];
  const names = new Map(holders.map(({server, connection}) => [server, connection]));
  const found = new Map<string, Diagnostic>();
  for (const {slot, declared} of slots) {
    // What is global restarts nothing, wherever it is assigned.
    if (slot.upkeep.restart === undefined || slot.scope === 'global') continue;
    const path = pick(declared.layers, ['restart'], settings => settings.restart)?.path ?? declared.path;
    for (const server of slot.members) {
      const name = names.get(server) ?? '';
      const key = JSON.stringify([path, name]);
      if (!without.has(name) || found.has(key)) continue;
      const complaint = {
        code: 'CFG_RESTART_NOT_POSSIBLE',
        detail:
          `Services are to be restarted after an assignment (restart: afterAssign), and "${server}" is reached by the ` +
          `connection "${name}" of type ${connections[name]?.type}, which restarts nothing.`,
        help: 'write restart: never here, or among the defaults of that pool, and restart its services by hand',
      } as const;
      found.set(key, complainOf(complaint, loaded, {path, address: slot.address}));
    }
  }
  return [...found.values()];
}
