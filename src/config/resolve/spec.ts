import type {Eku} from '../../core/model/certificate.ts';
import type {CertificateSpec, SubjectSpec} from '../../core/model/desired.ts';
import {ROLE_FACTS, type Role} from '../../core/model/role.ts';
import type {Usage} from '../../core/model/usage.ts';
import type {NameList} from '../../core/names/required-names.ts';
import type {DeclaredCertificate} from './certificates.ts';
import {type Layer, setting} from './layers.ts';
import {DEFAULT_RENEW_BEFORE, parseRenewBefore} from './renew-before.ts';

/** What a certificate must be, whichever server bears it: all but the names. Certificates that are declared once share it. */
export interface Terms extends Omit<CertificateSpec, 'subject' | 'names'> {
  readonly subject: Omit<SubjectSpec, 'commonName'>;
}

/** What is written, and cscert's defaults for the rest. The authority may also follow from there being only one. */
export function termsOf(declared: DeclaredCertificate, authority: string): Terms {
  const {layers, usages, role} = declared;
  const renewBefore = setting(layers, settings => settings.renewBefore);
  return {
    subject: subjectOf(layers),
    key: {
      algorithm: 'rsa',
      size: setting(layers, settings => settings.key?.size) ?? 2048,
      exportable: exportableOf(declared),
    },
    eku: [...new Set(setting(layers, settings => settings.eku) ?? defaultEku(usages, role))].sort(byEku),
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    signature: setting(layers, settings => settings.signature) ?? 'sha256',
    authority,
    template: setting(layers, settings => settings.template) ?? 'WebServer',
    renewBefore: (renewBefore === undefined ? undefined : parseRenewBefore(renewBefore)) ?? DEFAULT_RENEW_BEFORE,
  };
}

/** Everything that a certificate with these names must be. */
export function specOf(terms: Terms, {commonName, names}: NameList): CertificateSpec {
  return {
    subject: {commonName, ...terms.subject},
    names,
    key: terms.key,
    eku: terms.eku,
    keyUsage: terms.keyUsage,
    signature: terms.signature,
    authority: terms.authority,
    template: terms.template,
    renewBefore: terms.renewBefore,
  };
}

/**
 * What is shared is copied or replicated with its key, which must therefore be exportable; defaults that were
 * written for the servers' own certificates do not reach it.
 */
function exportableOf({scope, own, layers}: DeclaredCertificate): boolean {
  const shared = scope !== 'server';
  return setting(shared ? own : layers, settings => settings.key?.exportable) ?? shared;
}

/**
 * The Default certificate of a server that hosts web conferences is a client's certificate as well: since the .NET
 * updates of May 2017 its Data MCU is refused by the Edge without clientAuth (KB4023993, CVE-2017-0248).
 * Directors get the same, for they share the layout of a Front End. The other end is the Edge's internal interface.
 */
function defaultEku(usages: readonly Usage[], role: Role | undefined): readonly Eku[] {
  const both =
    usages.includes('Internal') || (role !== undefined && ROLE_FACTS[role].web && usages.includes('Default'));
  return both ? ['serverAuth', 'clientAuth'] : ['serverAuth'];
}

/** serverAuth first, as templates list it. */
function byEku(a: Eku, b: Eku): number {
  const order: readonly Eku[] = ['serverAuth', 'clientAuth'];
  return order.indexOf(a) - order.indexOf(b);
}

const SUBJECT_FIELDS = ['organization', 'organizationalUnit', 'city', 'state', 'country'] as const;

/** Each field comes from the nearest place that sets it. */
function subjectOf(layers: readonly Layer[]): Terms['subject'] {
  const fields = SUBJECT_FIELDS.flatMap(field => {
    const value = setting(layers, settings => settings.subject?.[field]);
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(fields);
}
