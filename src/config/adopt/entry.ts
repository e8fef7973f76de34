/**
 * What a certificate is like, as settings that differ from what would hold without them. Two steps, for the names that
 * follow from the topology depend on the subject: `describe` first, and with that resolved, `describeNames`.
 */
import {isMarkedFor} from '../../core/mark.ts';
import {EKU_OIDS, type Eku, type StoredCertificate} from '../../core/model/certificate.ts';
import type {Slot, SubjectSpec} from '../../core/model/desired.ts';
import type {Usage} from '../../core/model/usage.ts';
import {isCalled} from '../../core/policy/label.ts';
import type {Certificate} from '../generated/document.ts';

export type Settings = {-readonly [K in keyof Certificate]: Certificate[K]};

/**
 * How closely an entry follows the certificate: each step back is taken where the one before was refused. `use` points to it
 * and describes its names and purposes; `bare` describes nothing; `alone` has nothing of what was written to describe the next one.
 */
export const CLOSENESS = ['full', 'unnamed', 'use', 'bare', 'alone'] as const;

export type Closeness = (typeof CLOSENESS)[number];

/** Whether the certificate is only pointed to, since it could not be had again as it is. */
export const isUsed = (closeness: Closeness): boolean => CLOSENESS.indexOf(closeness) >= CLOSENESS.indexOf('use');

const SUBJECT_FIELDS = [
  ['O', 'organization'],
  ['OU', 'organizationalUnit'],
  ['L', 'city'],
  ['ST', 'state'],
  ['C', 'country'],
] as const satisfies readonly (readonly [string, keyof SubjectSpec])[];

const attributeOf = ({subject}: StoredCertificate, type: string): string | undefined =>
  subject.find(one => one.type === type)?.value;

/** Subject fields that would be in a new certificate and are not in this one: no setting takes them out again. */
export function unwantedSubject(slot: Slot, certificate: StoredCertificate): readonly (keyof SubjectSpec)[] {
  return SUBJECT_FIELDS.filter(
    ([type, field]) => slot.spec.subject[field] !== undefined && attributeOf(certificate, type) === undefined,
  ).map(([, field]) => field);
}

/** Everything but the names. `slot` is what would hold without these settings. */
export function describe(slot: Slot, certificate: StoredCertificate, closeness: Closeness): Settings {
  const {thumbprint} = certificate;
  const eku = describePurpose(slot, certificate);
  if (isUsed(closeness)) return {use: {thumbprint}, ...(closeness === 'use' && eku && {eku})};
  const subject = describeSubject(slot, certificate);
  const key = describeKey(slot, certificate);
  const template = certificate.template?.name;
  const named = certificate.friendlyName;
  return {
    ...(template !== undefined && template !== slot.spec.template && {template}),
    ...(closeness === 'full' && named && !isCalled(certificate, slot.friendlyName) && {friendlyName: named}),
    ...(key && {key}),
    ...(subject && {subject}),
    ...(eku && {eku}),
    ...describeWebSubject(slot, certificate),
  };
}

const WEB: readonly Usage[] = ['WebServicesInternal', 'WebServicesExternal'];
const OPEN: readonly Usage[] = [
  'Internal',
  'AccessEdgeExternal',
  'DataEdgeExternal',
  'AudioVideoAuthentication',
  'XmppServer',
  'ReverseProxy',
  'OAuthTokenIssuer',
];

const commonNameOf = (certificate: StoredCertificate): string | undefined =>
  attributeOf(certificate, 'CN')?.toLowerCase();

/** A common name may be written only where the product looks for no certain one. */
function describeSubject({spec, usages}: Slot, certificate: StoredCertificate): Certificate['subject'] | undefined {
  const fields = SUBJECT_FIELDS.flatMap(([type, field]) => {
    const value = attributeOf(certificate, type);
    return value === undefined || value === spec.subject[field] ? [] : [[field, value] as const];
  });
  const commonName = commonNameOf(certificate);
  const other = commonName !== spec.subject.commonName && usages.every(usage => OPEN.includes(usage));
  if (fields.length === 0 && !(other && commonName)) return undefined;
  return {...(other && commonName && {commonName}), ...Object.fromEntries(fields)};
}

/** For what serves web services alone, the documents leave a choice between two subjects. */
function describeWebSubject(slot: Slot, certificate: StoredCertificate): Pick<Settings, 'names'> {
  const {pool, members, usages, spec} = slot;
  const commonName = commonNameOf(certificate);
  if (commonName === spec.subject.commonName || !usages.every(usage => WEB.includes(usage))) return {};
  if (commonName !== undefined && commonName === pool) return {names: {webSubject: 'pool'}};
  if (commonName !== undefined && members.includes(commonName)) return {names: {webSubject: 'server'}};
  return {};
}

const SIZES: readonly number[] = [2048, 4096];

function describeKey(slot: Slot, {key, exportable}: StoredCertificate): Certificate['key'] | undefined {
  const {spec, scope} = slot;
  const size = key.algorithm === 'rsa' && key.size !== spec.key.size && SIZES.includes(key.size);
  // What is shared has to be exportable, whatever this one is.
  const otherwise =
    exportable !== undefined && exportable !== spec.key.exportable && (scope === 'server' || exportable);
  if (!size && !otherwise) return undefined;
  return {...(size && {size: key.size}), ...(otherwise && {exportable})};
}

/** Our mark tells what was asked for; what the CA gave besides is not asked for next time either. */
function describePurpose({spec}: Slot, {eku = [], mark}: StoredCertificate): Certificate['eku'] | undefined {
  const present = (Object.keys(EKU_OIDS) as readonly Eku[]).filter(name => eku.includes(EKU_OIDS[name]));
  const missing = spec.eku.some(name => !present.includes(name));
  const asAsked = isMarkedFor(mark, spec);
  if (present.length === 0 || (!missing && (asAsked || present.length === spec.eku.length))) return undefined;
  return present;
}

/** How the names of a certificate differ from those that follow from the topology. */
export interface NameDifference {
  readonly add: readonly string[];
  /** With the reasons why it should be there. */
  readonly leaveOut: readonly {readonly name: string; readonly reasons: readonly string[]}[];
}

/** `slot` is what holds with the settings of `describe`. */
export function describeNames({spec}: Slot, certificate: StoredCertificate): NameDifference {
  const wanted = new Set(spec.names.map(({value}) => value));
  const present = new Set(certificate.names.filter(({type}) => type === 'dns').map(({value}) => value.toLowerCase()));
  return {
    add: [...present].filter(name => !wanted.has(name)),
    leaveOut: spec.names.filter(({value}) => !present.has(value)).map(({value, reasons}) => ({name: value, reasons})),
  };
}
