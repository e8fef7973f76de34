import {type AddressParts, formatAddress} from '../../core/address.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {specDigest} from '../../core/digest.ts';
import type {ServerId, Slot} from '../../core/model/desired.ts';
import type {SlotOrigins} from '../../core/model/origin.ts';
import type {Role} from '../../core/model/role.ts';
import type {NameList, NameWishes} from '../../core/names/required-names.ts';
import {isForPublic} from '../layout.ts';
import type {LoadedDocument} from '../loaded.ts';
import {authorityOf} from './authority.ts';
import type {DeclaredCertificate} from './certificates.ts';
import {noPublicAuthority, notChosen} from './diagnostics.ts';
import {existingOf} from './existing.ts';
import {generateFriendlyName} from './friendly-name.ts';
import {pick, placeOf} from './layers.ts';
import {originsOf} from './origins.ts';
import {specOf} from './spec.ts';

export interface SlotInput {
  readonly parts: AddressParts;
  readonly declared: DeclaredCertificate;
  readonly members: readonly ServerId[];
  readonly names: NameList;
  /** Whose it is, for the generated friendly name. */
  readonly owner: string;
  /** Absent for the deployment's own certificates. */
  readonly role?: Role;
}

/** A slot with what later steps want to know about it beyond itself. */
export interface ResolvedSlot {
  readonly slot: Slot;
  readonly declared: DeclaredCertificate;
  readonly origins: SlotOrigins;
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
  const written = pick(own, ['use'], settings => settings.use)?.value;
  const use = written && existingOf(written);
  const slot: Slot = {
    address,
    certificate: parts.certificate,
    scope: parts.scope,
    ...(parts.scope === 'global' ? {} : {pool: parts.pool}),
    members: [...members].sort(),
    delivery: DELIVERY[parts.scope],
    usages,
    friendlyName:
      pick(layers, ['friendlyName'], settings => settings.friendlyName)?.value ?? generateFriendlyName(usages, owner),
    assign: pick(own, ['assign'], settings => settings.assign)?.value ?? 'auto',
    ...(use === undefined ? {} : {use}),
    spec,
    specDigest: specDigest(spec),
    declaredAt: placeOf(loaded, declared.path),
  };
  return {slot, declared, origins: originsOf(loaded, declared, authority), names};
}

/** What is written about a certificate's names, in lower case. `add` and `leaveOut` each come from the nearest place. */
export function wishesOf({layers}: DeclaredCertificate): NameWishes {
  const sipDomains = pick(layers, ['sipDomains'], settings => settings.sipDomains)?.value;
  return {
    add: lowerCase(pick(layers, ['names', 'add'], settings => settings.names?.add)?.value),
    leaveOut: lowerCase(pick(layers, ['names', 'leaveOut'], settings => settings.names?.leaveOut)?.value),
    ...(sipDomains === undefined ? {} : {sipDomains: lowerCase(sipDomains)}),
  };
}

function lowerCase(names: readonly string[] | undefined): readonly string[] {
  return (names ?? []).map(name => name.toLowerCase());
}
