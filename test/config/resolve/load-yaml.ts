import type {Document} from '../../../src/config/generated/document.ts';
import type {LoadedDocument} from '../../../src/config/loaded.ts';
import {parseYaml} from '../../../src/config/parse.ts';
import {makePlaces, makeSnippets} from '../../../src/config/places.ts';
import {findOrigins} from '../../../src/config/resolve/origins.ts';
import {type Resolution, resolve} from '../../../src/config/resolve/resolve.ts';
import {makeSource} from '../../../src/config/source-text.ts';
import type {Desired, Slot} from '../../../src/core/model/desired.ts';
import type {Origins} from '../../../src/core/model/origin.ts';

/** One file as the loader would hand it on. Only its syntax is checked: the rules are not what is tested here. */
export function loadYaml(text: string): LoadedDocument {
  const source = makeSource('cscert.yaml', text);
  const {file, diagnostics} = parseYaml(source);
  if (file === undefined || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return {
    document: file.value as Document,
    places: makePlaces(file.place, makeSnippets([source])),
    files: ['cscert.yaml'],
    digest: () => 'sha256:0',
    base: '/configuration',
  };
}

/** With where the settings were written, which `resolve` leaves to whoever wants to know. */
export function resolveYaml(text: string): Resolution & {readonly origins: Origins} {
  const loaded = loadYaml(text);
  return {...resolve(loaded), origins: findOrigins(loaded)};
}

/** What a text without mistakes asks for. */
export function desiredOf(text: string): Desired {
  const {desired, diagnostics} = resolveYaml(text);
  if (desired === undefined) throw new Error(diagnostics.map(({detail}) => detail).join('\n'));
  return desired;
}

export function slotOf(desired: Desired, address: string): Slot {
  const slot = desired.slots.find(candidate => candidate.address === address);
  if (slot === undefined) throw new Error(`${address} is none of ${desired.slots.map(one => one.address).join(', ')}`);
  return slot;
}
