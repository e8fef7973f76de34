import {detach} from '../core/detach.ts';
import {exact} from '../core/exact.ts';
import type {DistinguishedName, NameAttribute} from '../core/model/certificate.ts';
import type {SubjectSpec} from '../core/model/desired.ts';
import {remember} from '../core/remember.ts';
import {type Asn1, readOid, readSequence, readSet, TAG} from './der.ts';
import {encodeDer, oid, sequence, setOf, text} from './der-write.ts';
import {X509Error} from './error.ts';
import {readText} from './text.ts';

/** Short names of RFC 4514 section 3 and those that Windows and OpenSSL print besides. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  street: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  title: '2.5.4.12',
  postalCode: '2.5.4.17',
  GN: '2.5.4.42',
  organizationIdentifier: '2.5.4.97',
  UID: '0.9.2342.19200300.100.1.1',
  DC: '0.9.2342.19200300.100.1.25',
  emailAddress: '1.2.840.113549.1.9.1',
};
const SHORT_NAMES = new Map(Object.entries(ATTRIBUTES).map(([name, dotted]) => [dotted, name]));

/** Stands before the identifier of an attribute whose value is no text, so that no text can pass for it. */
const NO_TEXT = 'OID.';

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant.
const ASCII = /^[\x00-\x7f]*$/;

/** Most subjects of a deployment differ in their common name alone: what they have in common is kept once. */
const attributeOf = remember(
  (type: string) => remember((value): NameAttribute => ({type, value: detach(value)}), 1000),
  100,
);

/** The attributes of a Name in the order of its encoding; members of one set follow each other. */
export function readName(node: Asn1 | undefined, what: string): DistinguishedName {
  const name: NameAttribute[] = [];
  for (const set of readSequence(node, what)) {
    for (const member of readSet(set, what)) {
      const {0: type, 1: value} = readSequence(member, what);
      name.push(readAttribute(readOid(type, `an attribute type of ${what}`), value, what));
    }
  }
  return exact(name);
}

/** As `readName`, of a name that somebody is to write again: throws X509Error where a value is no text. */
export function readTextName(node: Asn1 | undefined, what: string): DistinguishedName {
  const name = readName(node, what);
  const other = name.find(({type}) => type.startsWith(NO_TEXT));
  if (other !== undefined) throw new X509Error(`${other.type} of ${what} is not a text`);
  return name;
}

/**
 * CAs write bit strings, dates and the bytes of old code pages into names too. They are kept as what they are: such a
 * name can be shown and compared, and equals none that is made of texts.
 */
function readAttribute(dotted: string, value: Asn1 | undefined, what: string): NameAttribute {
  const short = SHORT_NAMES.get(dotted) ?? dotted;
  try {
    return attributeOf(short)(readText(value, `${short} of ${what}`));
  } catch (error) {
    if (!(error instanceof X509Error) || value === undefined) throw error;
    return {type: `${NO_TEXT}${dotted}`, value: `#${encodeDer(value).toString('hex')}`};
  }
}

/**
 * A Name with one attribute per set. PrintableString where the characters allow it, else UTF8String; DC and e-mail
 * addresses are IA5String (RFC 5280 sections 4.1.2.4 and appendix A). Throws X509Error for a value that is no text.
 */
export function writeName(name: DistinguishedName): Asn1 {
  return sequence(
    ...name.map(({type, value}) => {
      const dotted = ATTRIBUTES[type] ?? type;
      if (!/^\d+(\.\d+)+$/.test(dotted)) throw new X509Error(`the name attribute "${type}" is not known`);
      return setOf(sequence(oid(dotted), text(textTag(type, value), value)));
    }),
  );
}

/** The subject of a request, in the order in which CAs write it: country first, common name last. */
export function subjectName(subject: SubjectSpec): DistinguishedName {
  const attributes: readonly (readonly [string, string | undefined])[] = [
    ['C', subject.country],
    ['ST', subject.state],
    ['L', subject.city],
    ['O', subject.organization],
    ['OU', subject.organizationalUnit],
    ['CN', subject.commonName],
  ];
  return attributes.flatMap(([type, value]) => (value === undefined || value === '' ? [] : [{type, value}]));
}

/**
 * For people, as in RFC 4514: the last attribute of the encoding (mostly the common name) comes first. A value that is no
 * text is `#` and hex (section 2.4); one that is and begins like that is escaped.
 */
export function formatName(name: DistinguishedName): string {
  return [...name]
    .reverse()
    .map(({type, value}) =>
      type.startsWith(NO_TEXT) ? `${type.slice(NO_TEXT.length)}=${value}` : `${type}=${escapeValue(value)}`,
    )
    .join(', ');
}

/**
 * Whether two names are the same: letter case of ASCII and runs of spaces do not count, nor does the string type
 * (RFC 5280 section 7.1, in the simple form that OpenSSL and Windows use).
 */
export function sameName(a: DistinguishedName, b: DistinguishedName): boolean {
  return a.length === b.length && startsWithName(a, b);
}

/** Whether a name lies at or below another in the directory tree, as name constraints ask. */
export function startsWithName(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.every((attribute, index) => {
    const other = name[index];
    return other?.type === attribute.type && sameValue(other.value, attribute.value);
  });
}

/** The form of a name under which equal names are equal strings: for lookups. */
export function nameKey(name: DistinguishedName): string {
  return JSON.stringify(name.map(({type, value}) => [type, comparable(value)]));
}

function sameValue(a: string, b: string): boolean {
  return a === b || comparable(a) === comparable(b);
}

function comparable(value: string): string {
  return value
    .replace(/[A-Z]+/g, letters => letters.toLowerCase())
    .replace(/[ \t\n\v\f\r]+/g, ' ')
    .replace(/^ | $/g, '');
}

function textTag(type: string, value: string): number {
  if ((type === 'DC' || type === 'emailAddress') && ASCII.test(value)) return TAG.ia5String;
  if (type === 'C' && !/^[A-Za-z]{2}$/.test(value)) throw new X509Error('a country is written with two letters');
  return PRINTABLE.test(value) ? TAG.printableString : TAG.utf8String;
}

function escapeValue(value: string): string {
  const escaped = value
    .replace(/["+,;<>\\]/g, char => `\\${char}`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about.
    .replace(/[\x00-\x1f\x7f-\x9f]/g, hexEscape)
    .replace(/^[ #]/, char => `\\${char}`);
  return value.length > 1 && value.endsWith(' ') ? `${escaped.slice(0, -1)}\\ ` : escaped;
}

/** RFC 4514 section 2.4: the bytes of the UTF-8 form. */
function hexEscape(char: string): string {
  return [...Buffer.from(char, 'utf8')].map(byte => `\\${byte.toString(16).padStart(2, '0')}`).join('');
}
