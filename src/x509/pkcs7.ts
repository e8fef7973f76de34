import {contextTag, parseDer, readOid, readSequence, toBinary} from './der.ts';
import {childSpans, type Span} from './der-tree.ts';
import {encodeDer, oid, sequence, setOf, smallNumber, tagged, taggedBytes} from './der-write.ts';
import {X509Error} from './error.ts';
import {OID} from './pkcs12/oids.ts';

/** PKCS#7 as a bag of certificates: the SignedData of RFC 2315 section 9 without anything signed (`.p7b`). */

const SEQUENCE = 0x30;
const CERTIFICATES = 0xa0;

/**
 * The certificates of a SignedData, DER or BER, as the bytes that they came as and in their order, which means nothing.
 * Attribute certificates and the like are passed over; signatures are not looked at. Throws X509Error, and nothing
 * else, when it is not a SignedData.
 */
export function readPkcs7(data: Uint8Array): readonly Buffer[] {
  const bytes = toBinary(data);
  const [type, holder] = readSequence(parseDer(bytes, 'the PKCS#7 file'), 'the PKCS#7 file');
  if (readOid(type, 'the type of the PKCS#7 file') !== OID.signedData) {
    throw new X509Error('the PKCS#7 file is not of the kind that carries certificates (SignedData)');
  }
  if (contextTag(holder) !== 0) throw new X509Error('the PKCS#7 file is empty');
  const [, content] = childSpans(bytes, 0);
  const [signedData] = content ? childSpans(bytes, content.start) : [];
  if (!signedData || bytes.charCodeAt(signedData.start) !== SEQUENCE) {
    throw new X509Error('the PKCS#7 file is not a SignedData');
  }
  const [certificates] = childSpans(bytes, signedData.start).filter(startsWith(bytes, CERTIFICATES));
  if (!certificates) return [];
  const members = childSpans(bytes, certificates.start).filter(startsWith(bytes, SEQUENCE));
  return members.map(({start, end}) => Buffer.from(data.subarray(start, end)));
}

/**
 * A PKCS#7 file that holds only certificates, DER. They stay in the order given, as OpenSSL and Windows write them,
 * although a SET has none in DER.
 */
export function writePkcs7(certificates: readonly Uint8Array[]): Buffer {
  const signedData = sequence(
    smallNumber(1),
    setOf(),
    sequence(oid(OID.data)),
    taggedBytes(0, Buffer.concat(certificates)),
    setOf(),
  );
  return encodeDer(sequence(oid(OID.signedData), tagged(0, signedData)));
}

function startsWith(bytes: string, tag: number): (span: Span) => boolean {
  return ({start}) => bytes.charCodeAt(start) === tag;
}
