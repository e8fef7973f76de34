import {childrenOf, contextTag, isUniversal, parseDer, readOid, readSequence, spanOf, TAG, toBinary} from './der.ts';
import {encodeDer, oid, sequence, setOf, smallNumber, tagged, taggedBytes} from './der-write.ts';
import {X509Error} from './error.ts';
import {OID} from './pkcs12/oids.ts';

/** PKCS#7 as a bag of certificates: the SignedData of RFC 2315 section 9 without anything signed (`.p7b`). */

/**
 * The certificates of a SignedData, DER or BER, as the bytes that they came as and in their order, which means nothing.
 * Attribute certificates and the like are passed over; signatures are not looked at. Throws X509Error, and nothing
 * else, when it is not a SignedData.
 */
export function readPkcs7(data: Uint8Array): readonly Buffer[] {
  const [type, holder] = readSequence(parseDer(toBinary(data), 'the PKCS#7 file'), 'the PKCS#7 file');
  if (readOid(type, 'the type of the PKCS#7 file') !== OID.signedData) {
    throw new X509Error('the PKCS#7 file is not of the kind that carries certificates (SignedData)');
  }
  if (contextTag(holder) !== 0 || holder === undefined) throw new X509Error('the PKCS#7 file is empty');
  const [signedData] = childrenOf(holder, 'the PKCS#7 file');
  if (!isUniversal(signedData, TAG.sequence)) throw new X509Error('the PKCS#7 file is not a SignedData');
  const parts = childrenOf(signedData, 'the SignedData');
  const certificates = parts.find(part => contextTag(part) === 0 && part.constructed);
  if (certificates === undefined) return [];
  return childrenOf(certificates, 'the certificates')
    .filter(member => isUniversal(member, TAG.sequence) && member.constructed)
    .map(spanOf)
    .map(({start, end}) => Buffer.from(data.subarray(start, end)));
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
