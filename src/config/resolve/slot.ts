import {type AddressParts, formatAddress} from '../../core/address.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {specDigest} from '../../core/digest.ts';
import type {ServerId, Slot} from '../../core/model/desired.ts';
import type {Role} from '../../core/model/role.ts';
import type {NameList, NameWishes} from '../../core/names/required-names.ts';
import type {PoolTopology} from '../../core/names/topology.ts';
import {isForPublic} from '../layout.ts';
import type {LoadedDocument} from '../loaded.ts';
import {authorityOf} from './authority.ts';
import type {DeclaredCertificate} from './certificates.ts';
import {choicesOf} from './choices.ts';
import {noPublicAuthority, notChosen} from './diagnostics.ts';
import {existingOf} from './existing.ts';
import {generateFriendlyName} from './friendly-name.ts';
import {placeOf, setting} from './layers.ts';
import {specOf} from './spec.ts';
import {upkeepOf} from './upkeep.ts';

/** What a slot is made from: a declared certificate, where it is wanted, and its names. */
export interface SlotInput {
  readonly parts: AddressParts;
  readonly declared: DeclaredCertificate;
  readonly members: readonly ServerId[];
  readonly names: NameList;
  /** Whose it is, for the generated friendly name. */
  readonly owner: string;
  /** Absent for the deployment's own certificates. */
  readonly role?: Role;
  readonly topology?: PoolTopology;
}

/** A slot with what later steps want to know about it beyond itself. */
export interface ResolvedSlot {
  readonly slot: Slot;
  readonly declared: DeclaredCertificate;
  readonly names: NameList;
}

const DELIVERY = {server: 'own', pool: 'copy', global: 'product'} as const;

/** Fills everything in. The problem is an authority that nobody chose. */
export function resolveSlot(loaded: LoadedDocument, input: SlotInput): ResolvedSlot | Diagnostic {
  const {parts, declared, members, names, owner, role} = input;
  const address = formatAddress(parts);
  const {own, layers, usages} = declared;
  const authority = authorityOf(declared, loaded);
  if (authority === undefined) {
    const at = {path: declared.path, address};
    return isForPublic(usages) ? noPublicAuthority(loaded, at) : notChosen(loaded, 'authority', at);
  }
  const spec = specOf({declared, names, authority: authority.name, ...(role === undefined ? {} : {role})});
  const written = setting(own, settings => settings.use);
  const use = written && existingOf(written);
  const slot: Slot = {
    address,
    certificate: parts.certificate,
    scope: parts.scope,
    ...(parts.scope === 'global' ? {} : {pool: parts.pool}),
    members: [...members].sort(),
    delivery: DELIVERY[parts.scope],
    usages,
    friendlyName: setting(layers, settings => settings.friendlyName) ?? generateFriendlyName(usages, owner),
    assign: setting(own, settings => settings.assign) ?? 'auto',
    ...(use === undefined ? {} : {use}),
    upkeep: upkeepOf(layers, authority.name, loaded),
    spec,
    specDigest: specDigest(spec),
    declaredAt: placeOf(loaded, declared.path),
  };
  return {slot, declared, names};
}

/** What is written about a certificate's names, in lower case. Each part comes from the nearest place that sets it. */
export function wishesOf({own, layers}: Pick<DeclaredCertificate, 'own' | 'layers'>): NameWishes {
  const sipDomains = setting(layers, settings => settings.sipDomains);
  const commonName = setting(own, settings => settings.subject?.commonName);
  return {
    wildcard: setting(own, settings => settings.names?.wildcard) ?? false,
    choices: choicesOf(layers),
    ...(commonName === undefined ? {} : {commonName: commonName.toLowerCase()}),
    add: lowerCase(setting(own, settings => settings.names?.add)),
    leaveOut: lowerCase(setting(own, settings => settings.names?.leaveOut)),
    ...(sipDomains === undefined ? {} : {sipDomains: lowerCase(sipDomains)}),
  };
}

function lowerCase(names: readonly string[] | undefined): readonly string[] {
  return (names ?? []).map(name => name.toLowerCase());
}
