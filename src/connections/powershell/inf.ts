/**
 * The INF that `certreq -new` makes a key and its request from (certreq, "[NewRequest]"). It is written like this because
 * the usual way, and the product's own command, leave hash, provider and purposes to templates: the product can only
 * use keys of CryptoAPI (no CNG), for exchange, of the computer, and no RSASSA-PSS.
 *
 * Two syntaxes are inside each other. A value of an INF stands in quotes, a quote is doubled, and a percent sign too,
 * which else begins the name of a string (SetupAPI). The subject is a name as CertStrToName reads it: a value in quotes
 * may hold commas, plus signs, semicolons and blanks at its ends, and again a quote is doubled.
 */
import {EKU_OIDS, type KeyUsage} from '../../core/model/certificate.ts';
import type {CertificateSpec, SubjectSpec} from '../../core/model/desired.ts';
import {Trouble} from './problems.ts';
import {PROVIDER, PROVIDER_TYPE} from './provider.ts';

/** CERT_NAME_STR_ENABLE_UTF8_UNICODE_FLAG: what is not printable in the old sense is UTF-8 (RFC 5280), and no BMPString. */
const UTF8 = '0x40000';

/** Bits of X509KeyUsage as `certreq` takes them. */
const KEY_USAGE_BITS: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyEncipherment: 0x20,
  dataEncipherment: 0x10,
  keyAgreement: 0x08,
  keyCertSign: 0x04,
  cRLSign: 0x02,
  encipherOnly: 0x01,
  decipherOnly: 0x8000,
};

/** The text of the INF, with the line ends of Windows. Throws StepTrouble for what cannot be written in one. */
export function requestInf({spec, friendlyName}: {spec: CertificateSpec; friendlyName: string}): string {
  const attributes = attributesOf(spec.subject);
  // The template is no part of it: certreq would look it up in the directory, which an Edge server does not have. It
  // is named where the request is submitted.
  const lines = [
    '[Version]',
    `Signature = ${quoted('$Windows NT$')}`,
    '[NewRequest]',
    `Subject = ${quoted(x500(attributes))}`,
    ...(attributes.every(([, value]) => isPrintable(value)) ? [] : [`X500NameFlags = ${UTF8}`]),
    `FriendlyName = ${quoted(friendlyName)}`,
    'RequestType = PKCS10',
    `ProviderName = ${quoted(PROVIDER)}`,
    `ProviderType = ${PROVIDER_TYPE}`,
    'KeySpec = AT_KEYEXCHANGE',
    `KeyLength = ${spec.key.size}`,
    `Exportable = ${spec.key.exportable ? 'TRUE' : 'FALSE'}`,
    'MachineKeySet = TRUE',
    'Silent = TRUE',
    `HashAlgorithm = ${spec.signature}`,
    'AlternateSignatureAlgorithm = FALSE',
    `KeyUsage = 0x${spec.keyUsage.reduce((bits, usage) => bits | KEY_USAGE_BITS[usage], 0).toString(16)}`,
    ...purposes(spec),
    ...names(spec),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function purposes({eku}: CertificateSpec): readonly string[] {
  return eku.length === 0 ? [] : ['[EnhancedKeyUsageExtension]', ...eku.map(one => `OID = ${EKU_OIDS[one]}`)];
}

/** One line for each name: a line of an INF has an end. */
function names({names: wanted}: CertificateSpec): readonly string[] {
  if (wanted.length === 0) return [];
  const lines = wanted.map(({value}) => `_continue_ = ${quoted(`dns=${dnsName(value)}&`)}`);
  return ['[Extensions]', `2.5.29.17 = ${quoted('{text}')}`, ...lines];
}

/** Names were checked before; this is the last gate, for `&` and `=` would begin another name. */
function dnsName(name: string): string {
  if (/^[A-Za-z0-9*._-]+$/.test(name)) return name;
  throw refused(`${JSON.stringify(name.slice(0, 80))} is not a DNS name`);
}

type Attribute = readonly [type: string, value: string];

/** From the common name to the country: Windows encodes a name from its end, as certificates have it. */
function attributesOf(subject: SubjectSpec): readonly Attribute[] {
  const attributes: readonly (readonly [string, string | undefined])[] = [
    ['CN', subject.commonName],
    ['OU', subject.organizationalUnit],
    ['O', subject.organization],
    ['L', subject.city],
    ['S', subject.state],
    ['C', subject.country],
  ];
  return attributes.filter((one): one is Attribute => one[1] !== undefined);
}

const x500 = (attributes: readonly Attribute[]): string =>
  attributes.map(([type, value]) => `${type}="${plain(value).replaceAll('"', '""')}"`).join(', ');

const quoted = (value: string): string => `"${plain(value).replaceAll('%', '%%').replaceAll('"', '""')}"`;

function plain(value: string): string {
  if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return value;
  throw refused(`${JSON.stringify(value.slice(0, 80))} has a line break or another control character`);
}

/** Of a PrintableString (X.680): an ampersand is not, nor the asterisk of a wildcard, though they are ASCII. */
const isPrintable = (text: string): boolean => /^[A-Za-z0-9 '()+,./:=?-]*$/.test(text);

const refused = (why: string): Trouble =>
  new Trouble('KEY_REFUSED', {
    detail: `No request can be made: ${why}.`,
    help: 'Correct the subject, the names or the friendly name in the configuration.',
  });
