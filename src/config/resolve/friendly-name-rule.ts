import type {Diagnostic} from '../../core/diagnostic.ts';
import type {LoadedDocument} from '../loaded.ts';
import {complainOf} from './diagnostics.ts';
import {pick} from './layers.ts';
import type {ResolvedSlot} from './slot.ts';

/**
 * Two certificates of one name in one store confuse the product's wizard and cmdlets, which choose by friendly name.
 * Only after resolving is it known which names meet on a server. Letter case does not count.
 */
export function friendlyNameDiagnostics(loaded: LoadedDocument, slots: readonly ResolvedSlot[]): readonly Diagnostic[] {
  const firsts = new Map<string, ResolvedSlot>();
  const found = new Map<ResolvedSlot, Diagnostic>();
  for (const resolved of slots) {
    const name = resolved.slot.friendlyName.toLowerCase();
    for (const server of resolved.slot.members) {
      // No server's name has a space in it.
      const key = `${server} ${name}`;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, resolved);
      else if (!found.has(resolved)) found.set(resolved, sameName(loaded, resolved, first));
    }
  }
  return [...found.values()];
}

function sameName(loaded: LoadedDocument, {slot, declared}: ResolvedSlot, first: ResolvedSlot): Diagnostic {
  const written = pick(declared.layers, ['friendlyName'], settings => settings.friendlyName);
  return complainOf(
    {
      code: 'CFG_FRIENDLY_NAME_TWICE',
      detail: `"${slot.friendlyName}" is the friendly name of "${slot.address}" and of "${first.slot.address}".`,
      help: 'give one of them another friendlyName, or leave it out: then one is generated',
    },
    loaded,
    {path: written?.path ?? declared.path, address: slot.address},
  );
}
