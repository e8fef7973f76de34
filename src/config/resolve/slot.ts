import {type AddressParts, formatAddress} from '../../core/address.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {CertificateSpec, ServerId, Slot} from '../../core/model/desired.ts';
import type {NameList, NameWishes} from '../../core/names/required-names.ts';
import type {PoolTopology} from '../../core/names/topology.ts';
import {rememberEach, rememberLast} from '../../core/remember.ts';
import {isForPublic} from '../layout.ts';
import type {LoadedDocument} from '../loaded.ts';
import {authorityOf} from './authority.ts';
import type {DeclaredCertificate} from './certificates.ts';
import {choicesOf} from './choices.ts';
import {noPublicAuthority, notChosen} from './diagnostics.ts';
import {existingOf} from './existing.ts';
import {generateFriendlyName} from './friendly-name.ts';
import {placeOf, setting} from './layers.ts';
import {specOf, type Terms, termsOf} from './spec.ts';
import {upkeepOf} from './upkeep.ts';

/** What a slot is made from: a declared certificate, where it is wanted, and its names. */
export interface SlotInput {
  readonly parts: AddressParts;
  readonly declared: DeclaredCertificate;
  readonly members: readonly ServerId[];
  readonly names: NameList;
  /** Whose it is, for the generated friendly name. */
  readonly owner: string;
  readonly topology?: PoolTopology;
}

/** A slot with what later steps want to know about it beyond itself. */
export interface ResolvedSlot {
  readonly slot: Slot;
  readonly declared: DeclaredCertificate;
  readonly names: NameList;
}

const DELIVERY = {server: 'own', pool: 'copy', global: 'product'} as const;

/** What follows from a declared certificate alone, whichever server bears it. */
interface Decided {
  readonly specOf: (names: NameList) => CertificateSpec;
  /** Absent where a name is to be generated. */
  readonly friendlyName: string | undefined;
  readonly others: Pick<Slot, 'usages' | 'assign' | 'use' | 'upkeep' | 'requestWith' | 'enrollAccount' | 'declaredAt'>;
}

/**
 * Fills everything in. The problem is an authority that nobody chose. What servers have in common is worked out once:
 * a deployment declares a few certificates for each of its pools, and has tens of thousands.
 */
export function slotResolver(loaded: LoadedDocument): (input: SlotInput) => ResolvedSlot | Diagnostic {
  const decided = rememberEach((declared: DeclaredCertificate) => decide(loaded, declared));
  return input => {
    const {parts, declared, members, names, owner} = input;
    const address = formatAddress(parts);
    const common = decided(declared);
    if (common === undefined) {
      const at = {path: declared.path, address};
      return isForPublic(declared.usages) ? noPublicAuthority(loaded, at) : notChosen(loaded, 'authority', at);
    }
    const slot: Slot = {
      address,
      certificate: parts.certificate,
      scope: parts.scope,
      ...(parts.scope === 'global' ? viaOf(loaded) : {pool: parts.pool}),
      members: [...members].sort(),
      delivery: DELIVERY[parts.scope],
      friendlyName: common.friendlyName ?? generateFriendlyName(declared.usages, owner),
      spec: common.specOf(names),
      ...common.others,
    };
    return {slot, declared, names};
  };
}

/** Undefined when nobody chose an authority. */
function decide(loaded: LoadedDocument, declared: DeclaredCertificate): Decided | undefined {
  const {own, layers, usages} = declared;
  const authority = authorityOf(declared, loaded);
  if (authority === undefined) return undefined;
  const written = setting(own, settings => settings.use);
  const use = written && existingOf(written);
  return {
    specOf: specsUnder(termsOf(declared, authority.name)),
    friendlyName: setting(layers, settings => settings.friendlyName),
    others: {
      usages,
      assign: setting(own, settings => settings.assign) ?? 'auto',
      ...(use === undefined ? {} : {use}),
      upkeep: upkeepOf(layers, authority.name, loaded),
      ...productCommandOf(loaded, authority.name),
      declaredAt: placeOf(loaded, declared.path),
    },
  };
}

/** Where no name is a server's own, one after the other asks with the same list, and they share one specification. */
function specsUnder(terms: Terms): Decided['specOf'] {
  return rememberLast((names: NameList) => specOf(terms, names));
}

function viaOf({document}: LoadedDocument): Pick<Slot, 'via'> {
  const via = document.deployment?.globalVia?.toLowerCase();
  return via === undefined ? {} : {via};
}

/** Said of an authority, since it goes with the way in which that is asked. */
function productCommandOf({document}: LoadedDocument, name: string): Pick<Slot, 'requestWith' | 'enrollAccount'> {
  const authority = document.authorities?.[name];
  const wished = authority !== undefined && 'requestWith' in authority ? authority.requestWith : undefined;
  if (wished !== 'Request-CsCertificate') return {};
  const account = authority?.type === 'adcs' && authority.enrollAs === 'account' ? authority.account : undefined;
  return {requestWith: wished, ...(account !== undefined && {enrollAccount: account.user})};
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
