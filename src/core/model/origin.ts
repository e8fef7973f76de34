import type {Address, Place} from './desired.ts';

/** The settings of a slot whose origin `cscert explain` tells. */
export const SETTINGS = [
  'usages',
  'scope',
  'keySize',
  'exportable',
  'eku',
  'signature',
  'authority',
  'template',
  'renewBefore',
  'retireAfter',
  'maintenance',
  'restart',
  'friendlyName',
  'assign',
  'use',
] as const;

export type SettingName = (typeof SETTINGS)[number];

/** Where a setting was written. */
export interface Origin extends Place {
  /** The key that it was written under, where that is not the setting's own. */
  readonly key?: 'publicAuthority';
}

/** Where a slot's settings were written. What is absent was written nowhere: it is cscert's default. */
export type SlotOrigins = Readonly<Partial<Record<SettingName, Origin>>>;

export type Origins = Readonly<Record<Address, SlotOrigins>>;
