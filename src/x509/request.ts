import {createPublicKey, type KeyObject, verify} from 'node:crypto';
import {sha256Hex} from '../core/digest.ts';
import {
  type DistinguishedName,
  EKU_OIDS,
  type GeneralName,
  type KeyFacts,
  type KeyUsage,
  type SignatureFacts,
} from '../core/model/certificate.ts';
import type {CertificateSpec} from '../core/model/desired.ts';
import {keepLatest, remember} from '../core/remember.ts';
import {readKeyFacts, readSignatureFacts, signersOf} from './algorithm.ts';
import {
  type Asn1,
  childrenOf,
  contextTag,
  fromBinary,
  parseDer,
  readBitStringBytes,
  readOid,
  readSequence,
  readSet,
  readSmallInteger,
  spanOf,
  toBinary,
} from './der.ts';
import {oid, sequence, setOf, smallNumber, tagged} from './der-write.ts';
import {readTextName, subjectName, writeName} from './distinguished-name.ts';
import {X509Error} from './error.ts';
import {type Extension, extKeyUsage, keyUsage, subjectAltName, templateName, writeExtensions} from './extensions.ts';
import {publicKeyDer} from './key.ts';
import {
  type RawExtensions,
  readExtensions,
  readExtKeyUsage,
  readKeyUsage,
  readSubjectAltName,
  readTemplate,
} from './read-extensions.ts';
import {signed} from './signing.ts';

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
/** Attributes of a request that carry extensions: PKCS#9, and Microsoft's older one. */
const EXTENSION_REQUESTS = [EXTENSION_REQUEST, '1.3.6.1.4.1.311.2.1.14'];

/**
 * Bytes of a request that may be made, signed or wait: several times what any server is content with, and what a
 * certificate for it needs is taken for an answer.
 */
export const REQUEST_LIMIT = 64 * 1024;

/** What a PKCS#10 request asks for. */
export interface RequestFacts {
  /** SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hex digits. */
  readonly spki: string;
  readonly subject: DistinguishedName;
  readonly names: readonly GeneralName[];
  /** OIDs; undefined when it asks for none. */
  readonly eku?: readonly string[];
  readonly keyUsage?: readonly KeyUsage[];
  /** Name of the template. */
  readonly template?: string;
  readonly key: KeyFacts;
  readonly signature: SignatureFacts;
  readonly publicKeyDer: Buffer;
  /** Whether the requester has proved to have the private key. */
  readonly signatureValid: boolean;
}

/** A PKCS#10 request (RFC 2986) for what the specification declares, signed with its own key; DER. */
export function createRequest(input: {readonly spec: CertificateSpec; readonly key: KeyObject}): Buffer {
  const {spec, key} = input;
  const body = sequence(
    smallNumber(0),
    writeName(subjectName(spec.subject)),
    parseDer(toBinary(publicKeyDer(key)), 'the public key'),
    tagged(0, sequence(oid(EXTENSION_REQUEST), setOf(writeExtensions(requestedExtensions(spec))))),
  );
  const request = signed(body, key, spec.signature);
  own.set(request.toString('base64'), true);
  return request;
}

/** Requests that were signed here. OpenSSL proves what it signs with an RSA key, so that need not be done again. */
const own = keepLatest<true>(128);

function requestedExtensions(spec: CertificateSpec): readonly Extension[] {
  const names = spec.names.map(({value}) => ({type: 'dns', value}) satisfies GeneralName);
  return [
    ...(names.length > 0 ? [subjectAltName(names)] : []),
    ...(spec.keyUsage.length > 0 ? [keyUsage(spec.keyUsage)] : []),
    ...(spec.eku.length > 0 ? [extKeyUsage(spec.eku.map(eku => EKU_OIDS[eku]))] : []),
    ...(spec.template === '' ? [] : [templateName(spec.template)]),
  ];
}

/** Reads a request. Throws X509Error, and nothing else, when it is not one; a false signature is a fact, not an error. */
export function readRequest(der: Uint8Array): RequestFacts {
  return readOnce(Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64'));
}

/** Who makes a request, notes it, answers it and takes the answer reads it, and proves its signature, each for himself. */
const readOnce = remember(base64 => decodeRequest(Buffer.from(base64, 'base64'), own.get(base64)), 128);

/** `isSigned` where that is known. */
function decodeRequest(der: Buffer, known?: boolean): RequestFacts {
  const [body, algorithm, signature, surplus] = readSequence(parseDer(toBinary(der), 'the request'), 'the request');
  if (surplus !== undefined) throw new X509Error('the request has more than three parts');
  const [version, subject, spki, ...rest] = readSequence(body, 'the request');
  if (readSmallInteger(version, 'the version of the request') !== 0) {
    throw new X509Error('the request is of an unknown version');
  }
  if (body === undefined || spki === undefined) throw new X509Error('the request has no public key');
  const [signed, key] = [spanOf(body), spanOf(spki)];
  const keyDer = Buffer.from(der.subarray(key.start, key.end));
  const extensions = requestExtensions(rest);
  const signatureFacts = readSignatureFacts(algorithm);
  const ekus = readExtKeyUsage(extensions);
  const usages = readKeyUsage(extensions);
  const template = readTemplate(extensions)?.name;
  return {
    spki: sha256Hex(keyDer),
    subject: readTextName(subject, 'the subject of the request'),
    names: readSubjectAltName(extensions),
    ...(ekus && {eku: ekus}),
    ...(usages && {keyUsage: usages}),
    ...(template !== undefined && {template}),
    key: readKeyFacts(spki),
    signature: signatureFacts,
    publicKeyDer: keyDer,
    signatureValid:
      known ??
      isSigned({
        body: der.subarray(signed.start, signed.end),
        signature: fromBinary(readBitStringBytes(signature, 'the signature of the request')),
        facts: signatureFacts,
        keyDer,
      }),
  };
}

function requestExtensions(rest: readonly Asn1[]): RawExtensions {
  const attributes = rest.find(node => contextTag(node) === 0);
  for (const attribute of attributes ? childrenOf(attributes, 'the attributes of the request') : []) {
    const [type, values] = readSequence(attribute, 'an attribute of the request');
    if (!EXTENSION_REQUESTS.includes(readOid(type, 'an attribute of the request'))) continue;
    return readExtensions(readSet(values, 'the requested extensions')[0]);
  }
  return new Map();
}

interface SignedRequest {
  readonly body: Uint8Array;
  readonly signature: Buffer;
  readonly facts: SignatureFacts;
  readonly keyDer: Buffer;
}

/** PSS and unknown schemes count as not signed: no authority here would take them. */
function isSigned({body, signature, facts, keyDer}: SignedRequest): boolean {
  if (facts.scheme === 'pss' || facts.scheme === 'other') return false;
  try {
    const key = createPublicKey({key: keyDer, format: 'der', type: 'spki'});
    if (!signersOf(facts).includes(key.asymmetricKeyType ?? '')) return false;
    return verify(facts.hash ?? null, body, key, signature);
  } catch {
    // A key or hash that OpenSSL does not take proves nothing.
    return false;
  }
}
