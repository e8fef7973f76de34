import {SETTINGS, type SettingName, type SlotOrigins} from '../../core/model/origin.ts';
import {isGlobal} from '../../core/model/usage.ts';
import type {Certificate} from '../generated/document.ts';
import type {LoadedDocument, ValuePath} from '../loaded.ts';
import type {DeclaredCertificate} from './certificates.ts';
import {pick, placeOf} from './layers.ts';

interface Written {
  readonly within: ValuePath;
  readonly get: (settings: Certificate) => unknown;
}

const WRITTEN: Readonly<Record<SettingName, Written>> = {
  usages: {within: ['usages'], get: settings => settings.usages},
  keySize: {within: ['key', 'size'], get: settings => settings.key?.size},
  exportable: {within: ['key', 'exportable'], get: settings => settings.key?.exportable},
  eku: {within: ['eku'], get: settings => settings.eku},
  signature: {within: ['signature'], get: settings => settings.signature},
  authority: {within: ['authority'], get: settings => settings.authority},
  template: {within: ['template'], get: settings => settings.template},
  renewBefore: {within: ['renewBefore'], get: settings => settings.renewBefore},
  friendlyName: {within: ['friendlyName'], get: settings => settings.friendlyName},
};

/** Where each setting of a slot was written, by the same order of places that decides its value. */
export function originsOf(loaded: LoadedDocument, {usages, own, layers}: DeclaredCertificate): SlotOrigins {
  const entries = SETTINGS.flatMap(setting => {
    const {within, get} = WRITTEN[setting];
    // The defaults do not decide whether a global key is exportable: see exportableOf.
    const from = setting === 'exportable' && usages.some(isGlobal) ? own : layers;
    const picked = pick(from, within, get);
    return picked === undefined ? [] : [[setting, placeOf(loaded, picked.path)] as const];
  });
  return Object.fromEntries(entries);
}
