import {type GeneralName, KEY_USAGES, type KeyUsage, type TemplateFacts} from '../core/model/certificate.ts';
import {remember} from '../core/remember.ts';
import {
  type Asn1,
  childrenOf,
  contentsOf,
  contextTag,
  isUniversal,
  parseDer,
  readBoolean,
  readOid,
  readPrimitive,
  readSequence,
  readSmallInteger,
  TAG,
  toHex,
} from './der.ts';
import {X509Error} from './error.ts';
import {EXTENSION} from './extensions.ts';
import {NAME_TAG, readGeneralName} from './general-name.ts';
import {escapeControls, readText} from './text.ts';

/** An extension as it stands in a certificate: the contents of its OCTET STRING are a binary string. */
export interface RawExtension {
  readonly critical: boolean;
  readonly contents: string;
}

/** By object identifier. */
export type RawExtensions = ReadonlyMap<string, RawExtension>;

/** The Extensions sequence of a certificate or a request. Refuses two of one kind (RFC 5280 section 4.2). */
export function readExtensions(node: Asn1 | undefined): RawExtensions {
  const extensions = new Map<string, RawExtension>();
  for (const item of readSequence(node, 'the extensions')) {
    const {0: type, 1: second, 2: third} = readSequence(item, 'an extension');
    const oid = readOid(type, 'the type of an extension');
    const flagged = isUniversal(second, TAG.boolean);
    const critical = flagged && readBoolean(second, `extension ${oid}`);
    const contents = readPrimitive(flagged ? third : second, TAG.octetString, `extension ${oid}`);
    if (extensions.has(oid)) throw new X509Error(`extension ${oid} occurs twice`);
    extensions.set(oid, {critical, contents});
  }
  return extensions;
}

/** Empty when the extension is absent. */
export function readSubjectAltName(extensions: RawExtensions): readonly GeneralName[] {
  const node = parsed(extensions, EXTENSION.subjectAltName);
  return node === undefined ? [] : readSequence(node, 'the subject alternative name').map(readGeneralName);
}

/**
 * Byte for byte, most certificates of a deployment have the same purposes, issuer and template: each of these is decoded
 * once, and kept once.
 */
function once<T>(oid: string, decode: (node: Asn1) => T): (extensions: RawExtensions) => T | undefined {
  const decoded = remember(contents => decode(parseDer(contents, `extension ${oid}`)), 100);
  return extensions => {
    const found = extensions.get(oid);
    return found && decoded(found.contents);
  };
}

/** Object identifiers; undefined when the extension is absent. */
export const readExtKeyUsage = once(EXTENSION.extKeyUsage, (node): readonly string[] =>
  readSequence(node, 'the extended key usage').map(item => readOid(item, 'an extended key usage')),
);

/** Undefined when the extension is absent. */
export const readKeyUsage = once(EXTENSION.keyUsage, (node): readonly KeyUsage[] => {
  const bits = readPrimitive(node, TAG.bitString, 'the key usage');
  if (bits.length === 0 || bits.charCodeAt(0) > 7) throw new X509Error('the key usage is not a bit string');
  // The first byte counts the unused bits at the end; they are zero.
  return KEY_USAGES.filter((_, bit) => (bits.charCodeAt(1 + (bit >> 3)) & (0x80 >> (bit & 7))) !== 0);
});

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number;
}

/** Undefined when the extension is absent. */
export const readBasicConstraints = once(EXTENSION.basicConstraints, (node): BasicConstraints => {
  const {0: first, 1: second} = readSequence(node, 'the basic constraints');
  const flagged = first !== undefined && isUniversal(first, TAG.boolean);
  const ca = flagged && readBoolean(first, 'the CA flag');
  const length = flagged ? second : first;
  return length === undefined ? {ca} : {ca, pathLength: readSmallInteger(length, 'the path length')};
});

/** Lower-case hex; undefined when the extension is absent. */
export function readSubjectKeyId(extensions: RawExtensions): string | undefined {
  const node = parsed(extensions, EXTENSION.subjectKeyIdentifier);
  return node && toHex(readPrimitive(node, TAG.octetString, 'the subject key identifier'));
}

/** Lower-case hex; undefined when the extension is absent or names the issuer in another way. */
export const readAuthorityKeyId = once(EXTENSION.authorityKeyIdentifier, node => {
  const keyId = readSequence(node, 'the authority key identifier').find(part => contextTag(part) === 0);
  return keyId && toHex(contentsOf(keyId, 'the authority key identifier'));
});

const readTemplateName = once(EXTENSION.templateName, node => readText(node, 'the template name'));
const readTemplateOid = once(EXTENSION.templateOid, node =>
  readOid(readSequence(node, 'the template')[0], 'the template'),
);

/** The template from both extensions in which AD CS writes one; undefined when there is neither. */
export function readTemplate(extensions: RawExtensions): TemplateFacts | undefined {
  const name = readTemplateName(extensions);
  const oid = readTemplateOid(extensions);
  if (name === undefined && oid === undefined) return undefined;
  return {...(name !== undefined && {name}), ...(oid !== undefined && {oid})};
}

/** The addresses of revocation lists; empty when there are none. */
export function readCrlDistributionPoints(extensions: RawExtensions): readonly string[] {
  const node = parsed(extensions, EXTENSION.crlDistributionPoints);
  if (node === undefined) return [];
  const what = 'a CRL distribution point';
  return readSequence(node, 'the CRL distribution points')
    .flatMap(point => readSequence(point, what).filter(part => contextTag(part) === 0))
    .flatMap(name => childrenOf(name, what).filter(part => contextTag(part) === 0))
    .flatMap(full => childrenOf(full, what).filter(part => contextTag(part) === NAME_TAG.uri))
    .map(uri => escapeControls(contentsOf(uri, what)));
}

/** The tree of an extension's contents; undefined when it is absent. */
export function parsed(extensions: RawExtensions, oid: string): Asn1 | undefined {
  const found = extensions.get(oid);
  return found && parseDer(found.contents, `extension ${oid}`);
}
