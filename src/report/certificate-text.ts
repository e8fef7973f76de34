import {groupBy} from '../core/group.ts';
import type {Finding} from '../core/model/finding.ts';
import {minute} from '../core/moment.ts';
import {describeName} from '../core/policy/names.ts';
import {unreachable} from '../core/unreachable.ts';
import type {
  CertificateInFile,
  CertificatePlace,
  CertificateReport,
  ChainReport,
  ReportedCertificate,
  RequestedFor,
} from './certificate-report.ts';
import {
  keyText,
  keyUsageText,
  momentText,
  nameText,
  purposesText,
  STORE_TITLES,
  signatureText,
  templateText,
} from './certificate-words.ts';
import {cleanData} from './clean.ts';
import {renderDiagnostic} from './diagnostic-text.ts';
import {type Field, field, renderFields} from './fields.ts';
import type {Style} from './style.ts';
import {count, day, listOf, short} from './text.ts';

export interface CertificateView {
  readonly style: Style;
  readonly width: number;
}

/** Everything about the certificates of a report, for people. Ends with a line break. */
export function renderCertificates(report: CertificateReport, view: CertificateView): string {
  const safe = cleanData(report);
  const now = new Date(safe.now);
  const blocks = [
    ...safe.certificates.map(certificate => certificateLines(certificate, {...view, now})),
    ...(safe.without.length > 0 ? [withoutLines(safe, view)] : []),
    ...safe.unread.map(problem => renderDiagnostic(problem, view).trimEnd().split('\n')),
  ];
  return `${blocks.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

type View = CertificateView & {readonly now: Date};

const MARGIN = 2;

function certificateLines(certificate: ReportedCertificate, view: View): readonly string[] {
  const {places, file} = certificate;
  return [
    view.style.strong(`Certificate ${short(certificate.thumbprint)}`),
    ...renderFields(ownFields(certificate, view.now), {width: view.width, margin: MARGIN}),
    ...alike(places).flatMap(group => ['', ...placeLines(group, view)]),
    ...(file === undefined ? [] : ['', ...fileLines(file, view)]),
  ];
}

/** What the certificate says of itself. */
function ownFields(certificate: ReportedCertificate, now: Date): readonly Field[] {
  const {names, template, ca, pathLength} = certificate;
  const limit = pathLength === undefined ? '' : `, with at most ${count(pathLength, 'CA')} below it`;
  return [
    field('subject', describeName(certificate.subject)),
    field(`names (${names.length})`, ...(names.length === 0 ? ['(none)'] : names.map(nameText))),
    field('issuer', describeName(certificate.issuer), certificate.selfIssued ? '(itself)' : undefined),
    field('serial', certificate.serial),
    field('valid from', momentText(certificate.notBefore, now)),
    field('valid until', momentText(certificate.notAfter, now)),
    field('is a CA', ca ? `yes${limit}` : undefined),
    field('key', keyText(certificate.key)),
    field('key SHA-256', certificate.spki),
    field('signature', signatureText(certificate.signature)),
    field('purposes', purposesText(certificate.eku)),
    field('key usage', keyUsageText(certificate.keyUsage)),
    field('template', template && templateText(template)),
    field('thumbprint', certificate.thumbprint),
    field('SHA-256', certificate.fingerprint),
  ];
}

interface PlaceGroup {
  readonly place: CertificatePlace;
  readonly servers: readonly string[];
}

/** Members of a pool mostly hold a certificate in the same way; what is the same is said once. */
function alike(places: readonly CertificatePlace[]): readonly PlaceGroup[] {
  const groups = groupBy(places, ({server: _, ...rest}) => JSON.stringify(rest));
  return [...groups.values()].flatMap(group => {
    const [place] = group;
    return place === undefined ? [] : [{place, servers: group.map(({server}) => server)}];
  });
}

function placeLines({place, servers}: PlaceGroup, view: View): readonly string[] {
  const {store, assigned, staged, previous} = place;
  const own = store === 'My';
  return [
    `On ${view.style.strong(listOf(servers))}, in ${STORE_TITLES[store]}`,
    ...renderFields(
      [
        field('private key', own ? privateKeyText(place) : undefined),
        field('friendly name', place.friendlyName),
        field('requested', own ? requestedText(place.requested) : undefined),
        field('assigned to', own ? assigned.join(', ') || 'nothing' : undefined),
        field('later for', ...staged.map(({usage, at}) => `${usage}, from ${minute(at)} on`)),
        field('before for', previous.length > 0 ? previous.join(', ') : undefined),
        ...chainFields(place.chain),
        field('judged for', ...place.slots.flatMap(({address, findings}) => judgedFor(address, findings))),
      ],
      {width: view.width, margin: MARGIN},
    ),
  ];
}

function privateKeyText({hasPrivateKey, exportable, provider}: CertificatePlace): string {
  if (!hasPrivateKey) return 'none';
  const leave = exportable === undefined ? undefined : exportable ? 'exportable' : 'not exportable';
  return ['present', leave, provider && `kept by "${provider}"`].filter(word => word !== undefined).join(', ');
}

function requestedText(requested: RequestedFor | undefined): string {
  if (requested === undefined) return 'not by cscert, as far as its friendly name tells';
  const {address, asDeclared, ticket} = requested;
  const number = ticket === undefined ? '' : ` (request ${ticket})`;
  if (address === undefined) return `by cscert, for something that is not declared for this server now${number}`;
  return `by cscert for ${address}, ${asDeclared ? 'as it is declared now' : 'under other settings than are declared now'}${number}`;
}

function chainFields(chain: ChainReport): readonly Field[] {
  switch (chain.verdict) {
    case 'valid':
      return [field('chain', 'valid', ...chain.path)];
    case 'invalid':
      return [field('chain', `not valid: ${chain.code} ${chain.reason}`)];
    case 'not-judged':
      return [field('chain', `not judged: ${chain.reason}`)];
    default:
      return unreachable(chain);
  }
}

function judgedFor(address: string, findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [`${address}: as declared`];
  return [`${address}:`, ...findingTexts(findings)];
}

function findingTexts(findings: readonly Finding[]): readonly string[] {
  const [drift, warnings] = [findings.filter(isDrift), findings.filter(finding => !isDrift(finding))];
  return [
    ...drift.map(({code, message}) => `${code} ${message}`),
    ...warnings.map(({code, message}) => `warning ${code} ${message}`),
  ];
}

function withoutLines({without, asked}: CertificateReport, {width}: CertificateView): readonly string[] {
  const fields = without.map(({server, findings}) =>
    field(server, ...(findings.length > 0 ? findingTexts(findings) : ['nothing is assigned or ready'])),
  );
  return [`Without a certificate for ${asked}`, ...renderFields(fields, {width, margin: MARGIN})];
}

const isDrift = ({severity}: Finding): boolean => severity === 'drift';

const KIND_WORDS: Readonly<Record<CertificateInFile['kind'], string>> = {
  der: 'one certificate in binary form',
  pem: 'PEM',
  pkcs7: 'PKCS #7',
};

function fileLines({path, kind, chain, beside}: CertificateInFile, view: View): readonly string[] {
  const words = {root: ', a root', ca: ', a CA', certificate: ''} as const;
  return [
    `In ${view.style.strong(path)} (${KIND_WORDS[kind]})`,
    ...renderFields(
      [
        ...chainFields(chain),
        field(
          'beside it',
          ...beside.map(one => `${one.subject}${words[one.is]} (${short(one.thumbprint)}), until ${day(one.notAfter)}`),
        ),
      ],
      {width: view.width, margin: MARGIN},
    ),
  ];
}
