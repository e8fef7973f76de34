import {createHash} from 'node:crypto';
import type {CertificateFacts, StoredCertificate} from '../../core/model/certificate.ts';
import type {CertificatePlace, ReportedCertificate} from '../../report/certificate-report.ts';

/** SHA-256 of a certificate's DER, 64 lower-case hex digits. */
export function fingerprintOf({der}: Pick<CertificateFacts, 'der'>): string {
  return createHash('sha256').update(Buffer.from(der, 'base64')).digest('hex');
}

/** What the certificate says of itself, without what a store says of it: that stands with its places. */
export function reported(
  certificate: CertificateFacts & Partial<StoredCertificate>,
  places: readonly CertificatePlace[],
): ReportedCertificate {
  const {der, hasPrivateKey, exportable, provider, friendlyName, mark, ...facts} = certificate;
  return {...facts, fingerprint: fingerprintOf({der}), places};
}
