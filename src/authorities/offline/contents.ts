/**
 * What the files of the folder hold. Every order has the folder looked at, and hundreds of files may lie there: what is
 * read is new each time, but the same bytes are taken apart once.
 */
import {sha256Hex} from '../../core/digest.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import {rememberBy} from '../../core/remember.ts';
import {type ParsedCertificate, parseCertificate} from '../../x509/certificate.ts';
import {X509Error} from '../../x509/error.ts';
import {certificateFacts} from '../../x509/facts.ts';
import {decodePem} from '../../x509/pem.ts';
import {readRequest} from '../../x509/request.ts';
import {readCertificates} from '../../x509/response.ts';

/** Files and folders that are looked at; so many files are remembered. */
export const MAX_ENTRIES = 5000;
const MAX_CERTIFICATES = 200;

/** A certificate, taken apart, so that its signature can be checked. */
export interface Certificate {
  readonly facts: CertificateFacts;
  readonly parsed: ParsedCertificate;
}

/** What a request asks for. */
export interface RequestContent {
  readonly spki: string;
  /** Lower case. */
  readonly names: readonly string[];
  /** OIDs. */
  readonly eku: readonly string[];
}

/** `foreign` is what holds no certificate, `unreadable` what does and should not be as it is. */
export type ResponseContent =
  | {readonly kind: 'certificates'; readonly found: readonly Certificate[]}
  | {readonly kind: 'pfx'}
  | {readonly kind: 'foreign'; readonly why: string}
  | {readonly kind: 'unreadable'; readonly why: string};

/** Undefined when it is no request. */
export const requestIn = byContent((data): RequestContent | undefined => {
  const read = readOr(() => {
    const block = decodePem(data.toString('latin1')).find(({label}) => label.endsWith('CERTIFICATE REQUEST'));
    return block && readRequest(block.der);
  });
  if (!('value' in read) || read.value === undefined) return undefined;
  const {spki, names, eku = []} = read.value;
  return {spki, names: names.map(({value}) => value.toLowerCase()), eku};
});

export const responseIn = byContent((data): ResponseContent => {
  const read = readOr(() => readCertificates(data));
  if ('why' in read) return {kind: 'foreign', why: read.why};
  const {kind, certificates} = read.value;
  if (kind === 'pfx') return {kind};
  if (certificates.length > MAX_CERTIFICATES) {
    const why = `it holds ${certificates.length} certificates; more than ${MAX_CERTIFICATES} are no answer`;
    return {kind: 'unreadable', why};
  }
  const found = readOr(() => certificates.map(takeApart));
  return 'value' in found ? {kind: 'certificates', found: found.value} : {kind: 'unreadable', why: found.why};
});

function takeApart(der: Buffer): Certificate {
  const parsed = parseCertificate(der);
  return {facts: certificateFacts(parsed), parsed};
}

/** The same function, which takes the same bytes apart once. */
function byContent<T>(make: (data: Buffer) => T): (data: Buffer) => T {
  // Kept are two generations, and one has room for the whole folder: one that is gone through over and over stays known.
  return rememberBy(sha256Hex, make, 2 * MAX_ENTRIES);
}

function readOr<T>(read: () => T): {readonly value: T} | {readonly why: string} {
  try {
    return {value: read()};
  } catch (error) {
    if (error instanceof X509Error) return {why: error.message};
    throw error;
  }
}
