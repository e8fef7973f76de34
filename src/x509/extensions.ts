import {createHash} from 'node:crypto';
import {type GeneralName, KEY_USAGES, type KeyUsage} from '../core/model/certificate.ts';
import {type Asn1, fromBinary, parseDer, readBitStringBytes, readSequence, TAG, toBinary} from './der.ts';
import {
  boolean,
  encodeDer,
  flags,
  implicit,
  octetString,
  oid,
  sequence,
  smallNumber,
  tagged,
  text,
} from './der-write.ts';
import {NAME_TAG, writeGeneralName} from './general-name.ts';

/** Object identifiers of the extensions that are read or written here. */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  /** Template of AD CS version 1, by name. */
  templateName: '1.3.6.1.4.1.311.20.2',
  /** Template of AD CS version 2 and later, by object identifier. */
  templateOid: '1.3.6.1.4.1.311.21.7',
} as const;

/** An extension to be written: `value` is the DER of its contents. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

/** Critical for a CA, as RFC 5280 section 4.2.1.9 demands. */
export function basicConstraints(limits: {readonly ca: boolean; readonly pathLength?: number}): Extension {
  if (!limits.ca) return extension(EXTENSION.basicConstraints, false, sequence());
  const length = limits.pathLength === undefined ? [] : [smallNumber(limits.pathLength)];
  return extension(EXTENSION.basicConstraints, true, sequence(boolean(true), ...length));
}

/** Critical (RFC 5280 section 4.2.1.3). */
export function keyUsage(usages: readonly KeyUsage[]): Extension {
  return extension(EXTENSION.keyUsage, true, flags(KEY_USAGES.map(usage => usages.includes(usage))));
}

/** By object identifiers; not critical, as CAs write it. */
export function extKeyUsage(oids: readonly string[]): Extension {
  return extension(EXTENSION.extKeyUsage, false, sequence(...oids.map(oid)));
}

/** Critical where the subject is empty (RFC 5280 section 4.2.1.6). */
export function subjectAltName(names: readonly GeneralName[], critical = false): Extension {
  return extension(EXTENSION.subjectAltName, critical, sequence(...names.map(writeGeneralName)));
}

/** The usual identifier of a key: SHA-1 of its bits (RFC 5280 section 4.2.1.2), lower-case hex. */
export function keyIdentifier(publicKeyDer: Uint8Array): string {
  const [, bits] = readSequence(parseDer(toBinary(publicKeyDer), 'the public key'), 'the public key');
  const key = fromBinary(readBitStringBytes(bits, 'the public key'));
  return createHash('sha1').update(key).digest('hex');
}

/** @param keyId lower-case hex, as `keyIdentifier` gives it. */
export function subjectKeyIdentifier(keyId: string): Extension {
  return extension(EXTENSION.subjectKeyIdentifier, false, octetString(Buffer.from(keyId, 'hex')));
}

/** @param keyId the subject key identifier of the issuer, lower-case hex. */
export function authorityKeyIdentifier(keyId: string): Extension {
  const contents = sequence(implicit(0, toBinary(Buffer.from(keyId, 'hex'))));
  return extension(EXTENSION.authorityKeyIdentifier, false, contents);
}

/** The template by its name, as `certreq` writes it into a request (MS-WCCE section 2.2.2.7.7.1). */
export function templateName(name: string): Extension {
  return extension(EXTENSION.templateName, false, text(TAG.bmpString, name));
}

/** Addresses of revocation lists, each a point of its own. */
export function crlDistributionPoints(urls: readonly string[]): Extension {
  const points = urls.map(url => sequence(tagged(0, tagged(0, implicit(NAME_TAG.uri, url)))));
  return extension(EXTENSION.crlDistributionPoints, false, sequence(...points));
}

/** The Extensions sequence of a certificate or a request. */
export function writeExtensions(extensions: readonly Extension[]): Asn1 {
  return sequence(
    ...extensions.map(({oid: type, critical, value}) =>
      // FALSE is the default and must be left out in DER.
      sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value)),
    ),
  );
}

function extension(type: string, critical: boolean, contents: Asn1): Extension {
  return {oid: type, critical, value: encodeDer(contents)};
}
