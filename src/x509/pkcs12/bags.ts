import type {KeyObject} from 'node:crypto';
import {
  type Asn1,
  CONTEXT,
  childrenOf,
  contextTag,
  fromBinary,
  parseDer,
  readOid,
  readSequence,
  readSet,
  TAG,
  toBinary,
  UNIVERSAL,
} from '../der.ts';
import {encodeDer} from '../der-write.ts';
import {X509Error} from '../error.ts';
import {openPkcs8} from '../key.ts';
import {readText} from '../text.ts';
import {decrypt, type Opener} from './decrypt.ts';
import {OID} from './oids.ts';

/** A key or a certificate as it lies in a PFX. */
export type Item = {readonly friendlyName?: string} & (
  | {readonly kind: 'key'; readonly key: KeyObject; readonly encrypted: boolean}
  | {readonly kind: 'certificate'; readonly der: Buffer}
);

/** The bytes of an OCTET STRING, which BER may cut into pieces; also under an implicit tag. */
export function readOctets(node: Asn1 | undefined, what: string): Buffer {
  const fits =
    node !== undefined &&
    ((node.tagClass === UNIVERSAL && node.type === TAG.octetString) || (node.tagClass === CONTEXT && node.type === 0));
  if (!fits) throw new X509Error(`${what} has the wrong ASN.1 type`);
  if (typeof node.value === 'string') return fromBinary(node.value);
  return Buffer.concat(node.value.map(piece => readOctets(piece, what)));
}

/** The value of an explicit tag 0. */
export function inTag0(node: Asn1 | undefined, what: string): Asn1 | undefined {
  if (node === undefined || contextTag(node) !== 0) throw new X509Error(`${what} is missing`);
  return childrenOf(node, what)[0];
}

/** SafeContents: keys, certificates and, passed over, everything else that a bag may hold. */
export function readBags(der: Buffer, opener: Opener): readonly Item[] {
  const bags = readSequence(parseDer(toBinary(der), 'a part of the PFX'), 'a part of the PFX');
  return bags.flatMap(bag => readBag(bag, opener));
}

/** Nesting is as deep as the ASN.1 of one part may be. */
function readBag(bag: Asn1, opener: Opener): readonly Item[] {
  const [type, holder, attributes] = readSequence(bag, 'a bag of the PFX');
  const value = inTag0(holder, 'the value of a bag');
  const named = friendlyNameOf(attributes);
  switch (readOid(type, 'the type of a bag')) {
    case OID.keyBag:
      return value === undefined ? [] : [{kind: 'key', key: readKey(encodeDer(value)), encrypted: false, ...named}];
    case OID.shroudedKeyBag:
      return [{kind: 'key', key: readKey(openKey(value, opener)), encrypted: true, ...named}];
    case OID.certificateBag:
      return readCertificateBag(value).map(der => ({kind: 'certificate', der, ...named}));
    case OID.safeContentsBag:
      return readSequence(value, 'a nested part of the PFX').flatMap(inner => readBag(inner, opener));
    default:
      return [];
  }
}

/** EncryptedPrivateKeyInfo (RFC 5958). */
function openKey(value: Asn1 | undefined, opener: Opener): Buffer {
  const [algorithm, data] = readSequence(value, 'the encrypted private key');
  const what = 'the private key';
  return decrypt({algorithm, data: readOctets(data, 'the encrypted private key'), what}, opener);
}

function readKey(pkcs8: Buffer): KeyObject {
  try {
    return openPkcs8(pkcs8, 'the private key in the PFX');
  } finally {
    pkcs8.fill(0);
  }
}

/** Certificates of another kind than X.509 have never been seen; they are nothing. */
function readCertificateBag(value: Asn1 | undefined): readonly Buffer[] {
  const [type, holder] = readSequence(value, 'a certificate of the PFX');
  if (readOid(type, 'the type of a certificate') !== OID.x509Certificate) return [];
  return [readOctets(inTag0(holder, 'a certificate of the PFX'), 'a certificate of the PFX')];
}

function friendlyNameOf(attributes: Asn1 | undefined): {readonly friendlyName?: string} {
  if (attributes === undefined) return {};
  for (const attribute of readSet(attributes, 'the attributes of a bag')) {
    const [type, values] = readSequence(attribute, 'an attribute of a bag');
    if (readOid(type, 'the type of an attribute') !== OID.friendlyName) continue;
    const name = readText(readSet(values, 'the friendly name')[0], 'the friendly name');
    return name === '' ? {} : {friendlyName: name};
  }
  return {};
}
