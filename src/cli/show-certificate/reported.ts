import type {CertificateFacts, StoredCertificate} from '../../core/model/certificate.ts';
import {fingerprint} from '../../core/policy/climb.ts';
import type {CertificatePlace, ReportedCertificate} from '../../report/certificate-report.ts';

/** What the certificate says of itself, without what a store says of it: that stands with its places. */
export function reported(
  certificate: CertificateFacts & Partial<StoredCertificate>,
  places: readonly CertificatePlace[],
): ReportedCertificate {
  const {der, hasPrivateKey, exportable, provider, friendlyName, mark, ...facts} = certificate;
  return {...facts, fingerprint: fingerprint({der}), places};
}
