import {hash} from 'node:crypto';
import {sha256Hex} from '../core/digest.ts';
import type {CertificateFacts} from '../core/model/certificate.ts';
import {readKeyFacts} from './algorithm.ts';
import {type ParsedCertificate, parseCertificate} from './certificate.ts';
import {sameName} from './distinguished-name.ts';
import {unlessBroken} from './error.ts';
import type {PemBlock} from './pem.ts';
import {
  readAuthorityKeyId,
  readBasicConstraints,
  readExtKeyUsage,
  readKeyUsage,
  readSubjectAltName,
  readSubjectKeyId,
  readTemplate,
} from './read-extensions.ts';

/** What a certificate says of itself. Throws X509Error, and nothing else, when it cannot be read. */
export function readCertificate(der: Uint8Array): CertificateFacts {
  return certificateFacts(parseCertificate(der));
}

/** The same of those that can be read. What cannot is nobody's issuer, and no reason to refuse what came with it. */
export function readThoseReadable(ders: readonly Uint8Array[]): readonly CertificateFacts[] {
  return ders.flatMap(der => unlessBroken(() => readCertificate(der)) ?? []);
}

/** The same of one in PEM, whose base64 need not be written anew. */
export function readPemCertificate({der, base64}: Pick<PemBlock, 'der' | 'base64'>): CertificateFacts {
  return certificateFacts(parseCertificate(der), base64);
}

/** The part of a parsed certificate that plans compare. Decodes only the extensions that it needs. */
export function certificateFacts(certificate: ParsedCertificate, base64?: string): CertificateFacts {
  const {der, extensions, issuer, subject, spkiSpan} = certificate;
  const constraints = readBasicConstraints(extensions);
  const facts: Writable<CertificateFacts> = {
    thumbprint: hash('sha1', der, 'hex').toUpperCase(),
    spki: sha256Hex(der.subarray(spkiSpan.start, spkiSpan.end)),
    subject,
    issuer,
    serial: certificate.serial,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    names: readSubjectAltName(extensions),
    key: readKeyFacts(certificate.spki),
    signature: certificate.signature,
    ca: constraints?.ca ?? false,
    selfIssued: sameName(subject, issuer),
    der: base64 ?? Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64'),
  };
  addOptional(facts, 'eku', readExtKeyUsage(extensions));
  addOptional(facts, 'keyUsage', readKeyUsage(extensions));
  addOptional(facts, 'pathLength', constraints?.pathLength);
  addOptional(facts, 'subjectKeyId', readSubjectKeyId(extensions));
  addOptional(facts, 'authorityKeyId', readAuthorityKeyId(extensions));
  addOptional(facts, 'template', readTemplate(extensions));
  return facts;
}

type Writable<T> = {-readonly [K in keyof T]: T[K]};

/** Leaves the field out when there is nothing to say. */
function addOptional<K extends 'eku' | 'keyUsage' | 'pathLength' | 'subjectKeyId' | 'authorityKeyId' | 'template'>(
  facts: Writable<CertificateFacts>,
  key: K,
  value: CertificateFacts[K] | undefined,
): void {
  if (value !== undefined) facts[key] = value;
}
