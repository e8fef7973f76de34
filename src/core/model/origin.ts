import type {Address, Place} from './desired.ts';

/** The settings of a slot whose origin `cscert explain` tells. */
export const SETTINGS = [
  'usages',
  'keySize',
  'exportable',
  'eku',
  'signature',
  'authority',
  'template',
  'renewBefore',
  'friendlyName',
] as const;

export type SettingName = (typeof SETTINGS)[number];

/** Where a slot's settings were written. What is absent was written nowhere: it is cscert's default. */
export type SlotOrigins = Readonly<Partial<Record<SettingName, Place>>>;

export type Origins = Readonly<Record<Address, SlotOrigins>>;
