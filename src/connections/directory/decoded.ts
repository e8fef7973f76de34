import {readMark} from '../../core/mark.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import {keepLatest} from '../../core/remember.ts';
import {storedCertificate} from '../../core/stored-certificate.ts';
import {type CertificateFile, decodeCertificateFile} from './certificate-file.ts';
import type {KeyEntry} from './keys.ts';

/** A certificate file with what was made of it. */
export interface Decoded {
  readonly text: string;
  readonly file: CertificateFile;
  /** As it lay in a store last. */
  stored?: StoredCertificate;
}

const latest = keepLatest<Decoded>(64);

/** Thumbprints that were seen once: what only one server has would fill the memory with files that nobody asks for again. */
const seen = keepLatest<true>(512);

/** Longer than any certificate that several servers have. */
const LONGEST_KEPT = 16_384;

/**
 * Servers have the same CA certificates, and what the product replicates: each is decoded, and kept, once for all of them.
 * It is found by the thumbprint that the file's name says, which is looked up much sooner than its text; but it counts
 * only for the very same text. Throws X509Error as `decodeCertificateFile` does.
 */
export function decodeOnce(thumbprint: string, text: string): Decoded {
  const known = latest.get(thumbprint);
  if (known?.text === text) return known;
  const decoded: Decoded = {text, file: decodeCertificateFile(text)};
  if (seen.get(thumbprint) === undefined) seen.set(thumbprint, true);
  else if (text.length <= LONGEST_KEPT) latest.set(thumbprint, decoded);
  return decoded;
}

/** The certificate as it lies in a store with its key, or without one: the same object where it lay so before. */
export function storedAs(decoded: Decoded, key: Pick<KeyEntry, 'exportable'> | undefined): StoredCertificate {
  const {file, stored} = decoded;
  if (stored?.hasPrivateKey === (key !== undefined) && stored.exportable === key?.exportable) return stored;
  decoded.stored = storedCertificate(file.facts, {
    hasPrivateKey: key !== undefined,
    ...(key && {exportable: key.exportable}),
    ...(file.friendlyName !== undefined && readMark(file.friendlyName, file.facts.spki)),
  });
  return decoded.stored;
}
