import {formatAddress} from '../../core/address.ts';
import {type Origin, type Origins, SETTINGS, type SettingName, type SlotOrigins} from '../../core/model/origin.ts';
import type {LoadedDocument, ValuePath} from '../loaded.ts';
import {authorityOf, type ChosenAuthority} from './authority.ts';
import type {DeclaredCertificate} from './certificates.ts';
import {pick, placeOf, type Settings} from './layers.ts';
import {inputsOf} from './slot-inputs.ts';

interface Written {
  readonly within: ValuePath;
  readonly get: (settings: Settings) => unknown;
}

/** All settings but the authority, which follows rules of its own. */
const WRITTEN: Readonly<Record<Exclude<SettingName, 'authority'>, Written>> = {
  usages: {within: ['usages'], get: settings => settings.usages},
  scope: {within: ['scope'], get: settings => settings.scope},
  keySize: {within: ['key', 'size'], get: settings => settings.key?.size},
  exportable: {within: ['key', 'exportable'], get: settings => settings.key?.exportable},
  eku: {within: ['eku'], get: settings => settings.eku},
  signature: {within: ['signature'], get: settings => settings.signature},
  template: {within: ['template'], get: settings => settings.template},
  renewBefore: {within: ['renewBefore'], get: settings => settings.renewBefore},
  retireAfter: {within: ['retireAfter'], get: settings => settings.retireAfter},
  maintenance: {within: ['maintenance'], get: settings => settings.maintenance},
  restart: {within: ['restart'], get: settings => settings.restart},
  friendlyName: {within: ['friendlyName'], get: settings => settings.friendlyName},
  assign: {within: ['assign'], get: settings => settings.assign},
  use: {within: ['use'], get: settings => settings.use},
};

/**
 * Where the settings of every slot were written. Apart from `resolve`, for they are read by people alone, and to find
 * them costs as much as the settings themselves.
 */
export function findOrigins(loaded: LoadedDocument): Origins {
  const entries = inputsOf(loaded.document).flatMap(({parts, declared}) => {
    const authority = authorityOf(declared, loaded);
    return authority === undefined ? [] : [[formatAddress(parts), originsOf(loaded, declared, authority)] as const];
  });
  return Object.fromEntries(entries);
}

/** Where each setting of a slot was written, by the same order of places that decides its value. */
function originsOf(
  loaded: LoadedDocument,
  {scope, own, layers}: DeclaredCertificate,
  authority: ChosenAuthority,
): SlotOrigins {
  const entries = SETTINGS.flatMap((setting): (readonly [SettingName, Origin])[] => {
    if (setting === 'authority') {
      return authority.path === undefined ? [] : [[setting, authorityOrigin(loaded, authority.path)]];
    }
    const {within, get} = WRITTEN[setting];
    // The defaults do not decide whether a shared key is exportable: see exportableOf.
    const from = setting === 'exportable' && scope !== 'server' ? own : layers;
    const picked = pick(from, within, get);
    return picked === undefined ? [] : [[setting, placeOf(loaded, picked.path)]];
  });
  return Object.fromEntries(entries);
}

function authorityOrigin(loaded: LoadedDocument, path: ValuePath): Origin {
  const place = placeOf(loaded, path);
  return path.at(-1) === 'publicAuthority' ? {...place, key: 'publicAuthority'} : place;
}
