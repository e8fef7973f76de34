import type {DistinguishedName, SignatureFacts} from '../core/model/certificate.ts';
import {remember} from '../core/remember.ts';
import {readSignatureFacts} from './algorithm.ts';
import {
  type Asn1,
  childrenOf,
  contextTag,
  parseDer,
  readPrimitive,
  readSequence,
  readSmallInteger,
  type Span,
  spanOf,
  TAG,
  toBinary,
  toHex,
} from './der.ts';
import {readName} from './distinguished-name.ts';
import {X509Error} from './error.ts';
import {type RawExtensions, readExtensions} from './read-extensions.ts';
import {readTime} from './time.ts';

/** A certificate taken apart, with the bytes that signatures and hashes are made over. */
export interface ParsedCertificate {
  readonly der: Uint8Array;
  readonly version: 1 | 2 | 3;
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly spki: Asn1;
  /** Where the original bytes of the SubjectPublicKeyInfo lie: BER is hashed as it came, never written anew. */
  readonly spkiSpan: Span;
  /** Where the signed bytes lie. */
  readonly bodySpan: Span;
  readonly signature: SignatureFacts;
  /** The AlgorithmIdentifier outside and inside of what is signed; they have to be the same. */
  readonly algorithms: readonly [outer: Asn1, inner: Asn1];
  /** The signature's BIT STRING. */
  readonly signatureBits: Asn1;
  readonly extensions: RawExtensions;
}

/**
 * Reads the structure of RFC 5280 section 4.1. Throws X509Error, and nothing else, for anything that is not that.
 * Here and wherever every certificate comes by, members of lists are taken by their places: as a pattern of a list they
 * take several times as long while a program is young, and a plan is over by the time that it is compiled.
 */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const bytes = toBinary(der);
  const tree = parseDer(bytes, 'the certificate');
  const {0: body, 1: algorithm, 2: bits, 3: surplus} = readSequence(tree, 'the certificate');
  if (body === undefined || algorithm === undefined || bits === undefined)
    throw new X509Error('the certificate is not signed');
  if (surplus !== undefined) throw new X509Error('the certificate has more than three parts');
  const parts = readSequence(body, 'the certificate');
  const first = contextTag(parts[0]) === 0 ? 1 : 0;
  const part = (place: number): Asn1 | undefined => parts[first + place];
  const signedAlgorithm = part(1);
  const spki = part(5);
  if (spki === undefined || signedAlgorithm === undefined)
    throw new X509Error('the certificate lacks some of its parts');
  const {0: notBefore, 1: notAfter} = readSequence(part(3), 'the validity');
  return {
    der,
    version: first === 0 ? 1 : readVersion(parts[0]),
    serial: signedHex(readPrimitive(part(0), TAG.integer, 'the serial number')),
    issuer: readIssuer(bytes, part(2)),
    subject: readName(part(4), 'the subject'),
    notBefore: readTime(notBefore, 'the begin of the validity'),
    notAfter: readTime(notAfter, 'the end of the validity'),
    spki,
    spkiSpan: spanOf(spki),
    bodySpan: spanOf(body),
    signature: readSignatureFacts(algorithm),
    algorithms: [algorithm, signedAlgorithm],
    signatureBits: bits,
    extensions: extensionsOf(parts),
  };
}

/** Very many certificates come from the same few CAs, whose names are read once each. */
const issuerName = remember(bytes => readName(parseDer(bytes, 'the issuer'), 'the issuer'), 200);

function readIssuer(bytes: string, issuer: Asn1 | undefined): DistinguishedName {
  if (issuer === undefined) return readName(issuer, 'the issuer');
  const {start, end} = spanOf(issuer);
  return issuerName(bytes.slice(start, end));
}

function readVersion(node: Asn1 | undefined): 1 | 2 | 3 {
  const number = node && readSmallInteger(childrenOf(node, 'the version')[0], 'the version');
  switch (number) {
    case 0:
      return 1;
    case 1:
      return 2;
    case 2:
      return 3;
    default:
      throw new X509Error('the certificate is of an unknown version');
  }
}

function extensionsOf(parts: readonly Asn1[]): RawExtensions {
  const holder = parts.find(node => contextTag(node) === 3);
  return holder === undefined ? new Map() : readExtensions(childrenOf(holder, 'the extensions')[0]);
}

/** Two's complement as hex without leading zeros; negative serials get a `-`. */
function signedHex(bytes: string): string {
  if (bytes.length === 0) throw new X509Error('the serial number is empty');
  const hex = toHex(bytes);
  if (bytes.charCodeAt(0) < 0x80) return hex.replace(/^0+(?=.)/, '');
  return `-${((1n << BigInt(bytes.length * 8)) - BigInt(`0x${hex}`)).toString(16)}`;
}
