import {parseCertificate} from './certificate.ts';
import {type Asn1, contextTag, isUniversal, parseDer, readOid, readSequence, TAG, toBinary} from './der.ts';
import {X509Error} from './error.ts';
import {decodePem, type PemBlock, pemLabels} from './pem.ts';
import {readPkcs7} from './pkcs7.ts';
import {OID} from './pkcs12/oids.ts';
import {decodeBareBase64, decodeText, describeText, isBinary} from './response-text.ts';

/** Far above any answer of a CA, and above any bundle of CAs in use. */
const MAX_BYTES = 4 * 1024 * 1024;
const PFX_VERSION = '\x03';
/** Sealed with a password, and with a signature. */
const PFX_CONTENTS: readonly string[] = [OID.data, OID.signedData];
const ARMOUR = /^(?:X509 )?CERTIFICATE$|^PKCS ?#?7(?: SIGNED DATA)?$|^CMS$|^PKCS ?#?12$|^PFX$/;

/** What was found in a file that a person gives as the answer of a CA. */
export interface CertificateFile {
  /** DER, in the order of the file. Empty for a PFX, which takes a password. */
  readonly certificates: readonly Buffer[];
  readonly kind: 'der' | 'pem' | 'pkcs7' | 'pfx';
}

/**
 * Reads the answer of a CA in whatever form it was saved: a certificate or PKCS#7, binary, as base64 or in PEM armour
 * (AD CS writes `CERTIFICATE` over PKCS#7 too), in UTF-8 or UTF-16, with any text around. `kind` is that of the
 * contents; `pem` is one or more certificates in armour. Throws X509Error, and nothing else, when there is no
 * certificate in it, and says what it is instead where that can be told.
 */
export function readCertificates(data: Uint8Array): CertificateFile {
  const found = findCertificates(data);
  // What is handed on can be read: a broken one is told here, where its file is known.
  for (const der of found.certificates) parseCertificate(der);
  return found;
}

/** The same, as they came: whoever takes them has to see which of them can be read. */
export function findCertificates(data: Uint8Array): CertificateFile {
  if (data.length === 0) throw new X509Error('the file is empty');
  if (data.length > MAX_BYTES) throw new X509Error(`the file is larger than ${MAX_BYTES} bytes`);
  const text = isBinary(data) ? undefined : decodeText(data);
  const found = text === undefined ? readBinary(data) : readText(text);
  if (found.kind !== 'pfx' && found.certificates.length === 0) throw new X509Error('the file holds no certificate');
  return found;
}

function readText(text: string): CertificateFile {
  const blocks = decodePem(text, label => ARMOUR.test(label));
  if (blocks.length > 0) return readBlocks(blocks);
  const labels = pemLabels(text);
  if (labels.length > 0) throw new X509Error(`it holds no certificate, but ${blockNames(labels)}`);
  const other = describeText(text);
  if (other !== undefined) throw new X509Error(other);
  const bare = decodeBareBase64(text);
  if (bare === undefined || !isBinary(bare)) throw new X509Error('it is a text without a certificate');
  return readBinary(bare);
}

/** Keys, requests and parameters beside certificates were passed over, whatever is in them. */
function readBlocks(blocks: readonly PemBlock[]): CertificateFile {
  const files = blocks.map(({der}) => readBinary(der));
  const pfx = files.find(({kind}) => kind === 'pfx');
  if (pfx) return pfx;
  const kind = files.every(file => file.kind === 'pkcs7') ? 'pkcs7' : 'pem';
  return {kind, certificates: files.flatMap(({certificates}) => certificates)};
}

function blockNames(labels: readonly string[]): string {
  if (labels.some(label => label.endsWith('CERTIFICATE REQUEST'))) return 'a certificate request';
  if (labels.some(label => label.endsWith('PRIVATE KEY'))) return 'a private key';
  return `a PEM block "${labels[0]}"`;
}

/** The formats differ in what comes first: a PFX has its version, PKCS#7 its type, a certificate what is signed. */
function readBinary(data: Uint8Array): CertificateFile {
  if (!isBinary(data)) throw new X509Error('it is not a certificate in any known form');
  const parts = readSequence(parseDer(toBinary(data), 'the file'), 'the file');
  if (isPfx(parts)) return {kind: 'pfx', certificates: []};
  const [first] = parts;
  if (isUniversal(first, TAG.oid)) return {kind: 'pkcs7', certificates: readPkcs7(data)};
  if (isUniversal(first, TAG.integer)) throw new X509Error('it is not a certificate, but perhaps a private key');
  if (isRequest(first)) throw new X509Error('it is a certificate request, not a certificate');
  return {kind: 'der', certificates: [Buffer.from(data)]};
}

function isPfx([version, content]: readonly Asn1[]): boolean {
  if (!isUniversal(version, TAG.integer) || version.value !== PFX_VERSION) return false;
  if (!isUniversal(content, TAG.sequence)) return false;
  const [type] = readSequence(content, 'the file');
  return isUniversal(type, TAG.oid) && PFX_CONTENTS.includes(readOid(type, 'the file'));
}

/** What is signed in a request ends with attributes under tag 0, where a certificate has the times of its validity. */
function isRequest(signed: Asn1 | undefined): boolean {
  return isUniversal(signed, TAG.sequence) && contextTag(readSequence(signed, 'the file')[3]) === 0;
}
