import {resolve} from 'node:path';
import type {Part} from '../../core/diagnostic.ts';
import type {Eku} from '../../core/model/certificate.ts';
import type {Secret} from '../../core/secret.ts';
import type {Host} from '../../engine/ports/host.ts';
import type {AuthoritySite} from '../type.ts';
import {problem} from './problems.ts';

/** What the configuration says of a local authority. */
export interface LocalSettings {
  readonly type: 'local';
  /** Relative to the configuration. */
  readonly folder: string;
  /** Common name of the issuing CA. */
  readonly name?: string;
  /** A reference (`env:NAME` or `file:PATH`), never the passphrase. */
  readonly passphrase?: string;
  /** Every request waits until a person approves or denies it. */
  readonly approval?: 'required';
  readonly profiles?: Readonly<Record<string, ProfileSettings>>;
}

export interface ProfileSettings {
  /** Days or hours, e.g. `365 days`. */
  readonly validity?: string;
  readonly eku?: readonly Eku[];
  /** `contoso.com`, or `*.contoso.com` for everything below it. */
  readonly names?: readonly string[];
}

/** The rules of one template, everything filled in. */
export interface Profile {
  readonly name: string;
  readonly validityMs: number;
  readonly eku: readonly Eku[];
  /** Undefined: any name. */
  readonly names?: readonly string[];
}

/** A local authority as its parts need it. */
export interface LocalSite {
  /** Its name in the configuration. */
  readonly name: string;
  readonly host: Host;
  /** Absolute. */
  readonly folder: string;
  /** As it is configured, for people. */
  readonly shown: string;
  readonly commonName: string;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly protection: Protection;
  /** Whether a person has to approve a request before anything is signed. */
  readonly asksFirst: boolean;
}

/** How the CA's keys are kept. `missing` is a passphrase that is declared and could not be read: nothing is signed then. */
export type Protection =
  | {readonly kind: 'none'}
  | {readonly kind: 'passphrase'; readonly passphrase: Secret}
  | {readonly kind: 'missing'; readonly reference: string};

const HOUR = 3_600_000;
const DEFAULT_PROFILE = 'WebServer';
const DEFAULT_VALIDITY = '365 days';
/** X.520 upper bound of a common name. */
const MAX_COMMON_NAME = 64;

export function localSite(settings: LocalSettings, site: AuthoritySite): Part<LocalSite> {
  const profiles = new Map<string, Profile>();
  for (const [name, rules] of Object.entries(settings.profiles ?? {[DEFAULT_PROFILE]: {}})) {
    const validityMs = parseValidity(rules.validity ?? DEFAULT_VALIDITY);
    if (validityMs === undefined) return {problem: badValidity(site.name, name, rules.validity ?? '')};
    const {eku = ['serverAuth', 'clientAuth'], names} = rules;
    profiles.set(name, {name, validityMs, eku, ...(names === undefined ? {} : {names: names.map(lowerCase)})});
  }
  return {
    ok: {
      name: site.name,
      host: site.host,
      folder: resolve(site.base, settings.folder),
      shown: settings.folder,
      commonName: (settings.name ?? `${site.deployment.name} ${site.name} CA`).slice(0, MAX_COMMON_NAME),
      profiles,
      protection: protectionOf(settings, site),
      asksFirst: settings.approval === 'required',
    },
  };
}

const lowerCase = (text: string): string => text.toLowerCase();

function protectionOf({passphrase: reference}: LocalSettings, {secrets}: AuthoritySite): Protection {
  if (reference === undefined) return {kind: 'none'};
  const passphrase = secrets['passphrase'];
  return passphrase === undefined ? {kind: 'missing', reference} : {kind: 'passphrase', passphrase};
}

/** Milliseconds; undefined for what is no time, or none at all. */
function parseValidity(text: string): number | undefined {
  const [, count, unit] = /^([0-9]{1,6}) ?(day|hour)s?$/.exec(text) ?? [];
  const ms = Number(count) * (unit === 'hour' ? HOUR : 24 * HOUR);
  return ms > 0 ? ms : undefined;
}

function badValidity(authority: string, profile: string, text: string) {
  return problem('AUTHORITY_SETTING_INVALID', {
    detail: `authorities.${authority}.profiles.${profile}.validity is ${JSON.stringify(text)}.`,
    help: 'Write a number of days or hours above nought, e.g. 365 days.',
  });
}
