import {EKU_OIDS, type StoredCertificate} from '../model/certificate.ts';
import type {CertificateSpec} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import type {FieldLine, Wanted} from '../model/plan.ts';
import {describeName, describeSubject} from '../policy/names.ts';
import {describeEku} from '../policy/purpose.ts';

/** What a plan says where only doing it will tell. */
export const KNOWN_AFTER_APPLY = '(known after apply)';

const exportable = (yes: boolean | undefined): string =>
  yes === undefined ? '' : yes ? ', exportable' : ', not exportable';

/**
 * A certificate field by field, in the order and the words of `describeWanted`, so that a line diff of the two shows
 * just what changes. The findings tell whether authority and template are the declared ones, which no field shows.
 */
export function describeCertificate(
  certificate: StoredCertificate,
  spec: CertificateSpec,
  findings: readonly Finding[],
): readonly FieldLine[] {
  const {key} = certificate;
  const found = (code: string): Finding | undefined => findings.find(finding => finding.code === code);
  const stranger = found('ISSUER') ?? found('ISSUER_UNKNOWN');
  const otherwise = found('TEMPLATE') ?? found('REQUESTED_OTHERWISE');
  return [
    {field: 'certificate', value: certificate.thumbprint.slice(0, 8)},
    {field: 'subject', value: describeName(certificate.subject)},
    ...namesInOrder(certificate, spec).map(value => ({field: 'name', value})),
    {
      field: 'key',
      value: `${key.algorithm.toUpperCase()} ${key.size}${exportable(certificate.exportable ?? spec.key.exportable)}`,
    },
    {field: 'purpose', value: describeEku(ekuInOrder(certificate, spec))},
    {field: 'issuer', value: stranger ? describeName(certificate.issuer) : `authority ${spec.authority}`},
    {
      field: 'template',
      value: otherwise ? (certificate.template?.name ?? '(another or other settings)') : spec.template,
    },
    {field: 'valid until', value: certificate.notAfter.slice(0, 10)},
    {field: 'friendly name', value: certificate.friendlyName ?? '(none)'},
  ];
}

/**
 * The same of a slot that names a certificate which exists: whoever issued that was not asked for what is declared, so
 * that both sides are shown as they are.
 */
export function describeExisting(certificate: StoredCertificate, spec: CertificateSpec): readonly FieldLine[] {
  const {issuer, template} = certificate;
  const own: Readonly<Record<string, string>> = {
    issuer: describeName(issuer),
    // Templates since version 2 are named in a certificate by their number alone.
    template: template?.name ?? template?.oid ?? '(none)',
  };
  return describeCertificate(certificate, spec, []).map(line => ({...line, value: own[line.field] ?? line.value}));
}

/** Declared names in their declared order, then what is there besides. */
function namesInOrder(certificate: StoredCertificate, spec: CertificateSpec): readonly string[] {
  const present = certificate.names.map(({type, value}) => (type === 'dns' ? value.toLowerCase() : `${type}:${value}`));
  const declared = spec.names.map(name => name.value);
  return declaredFirst(present, declared);
}

/** The same of purposes: a CA writes them in the order of its template. Undefined: any. */
function ekuInOrder({eku}: StoredCertificate, spec: CertificateSpec): readonly string[] | undefined {
  const declared = spec.eku.map(name => EKU_OIDS[name]);
  return eku && declaredFirst(eku, declared);
}

function declaredFirst(present: readonly string[], declared: readonly string[]): readonly string[] {
  const first = declared.filter(one => present.includes(one));
  return [...first, ...present.filter(one => !first.includes(one))];
}

/** What is declared, field by field; see `describeCertificate`. */
export function describeWanted({spec, friendlyName}: Wanted): readonly FieldLine[] {
  const {key} = spec;
  return [
    {field: 'certificate', value: KNOWN_AFTER_APPLY},
    {field: 'subject', value: describeSubject(spec.subject)},
    ...spec.names.map(({value}) => ({field: 'name', value})),
    {field: 'key', value: `${key.algorithm.toUpperCase()} ${key.size}${exportable(key.exportable)}`},
    {field: 'purpose', value: spec.eku.join(', ')},
    {field: 'issuer', value: `authority ${spec.authority}`},
    {field: 'template', value: spec.template},
    {field: 'valid until', value: KNOWN_AFTER_APPLY},
    {field: 'friendly name', value: friendlyName},
  ];
}
