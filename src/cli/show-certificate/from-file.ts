import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import {describeName} from '../../core/policy/names.ts';
import type {CertificateInFile, ReportedCertificate} from '../../report/certificate-report.ts';
import {X509Error} from '../../x509/error.ts';
import {readCertificate} from '../../x509/facts.ts';
import {readCertificates} from '../../x509/response.ts';
import {problem} from '../problem.ts';
import {judgeInFile} from './chain-report.ts';
import {reported} from './reported.ts';

/** The certificates of a file that are of servers, or all of them where all are of CAs. */
export function certificatesOfFile(path: string, bytes: Buffer, now: Date): Part<readonly ReportedCertificate[]> {
  try {
    const {kind, certificates} = readCertificates(bytes);
    if (kind === 'pfx') return {problem: sealed(path)};
    const all = certificates.map(der => readCertificate(der));
    const leaves = all.filter(({ca}) => !ca);
    return {ok: (leaves.length > 0 ? leaves : all).map(one => ofFile(one, all, {path, kind, now}))};
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    return {problem: notReadable({detail: `${path}: ${error.message}.`})};
  }
}

function notReadable(rest: Pick<Diagnostic, 'detail' | 'help'>): Diagnostic {
  return problem('CERTIFICATE_NOT_READ', 'The file does not show a certificate', rest);
}

function sealed(path: string): Diagnostic {
  return notReadable({
    detail: `${path} is a PFX file: its certificate is sealed with a password.`,
    help: 'Declare it (use: {pfx: PATH, password: env:NAME}); cscert plan then says what is wrong with it, if anything.',
  });
}

interface FileView extends Pick<CertificateInFile, 'path' | 'kind'> {
  readonly now: Date;
}

function ofFile(
  one: CertificateFacts,
  all: readonly CertificateFacts[],
  {path, kind, now}: FileView,
): ReportedCertificate {
  const beside = all
    .filter(other => other !== one)
    .map(({subject, thumbprint, notAfter, ca, selfIssued}) => ({
      subject: describeName(subject),
      thumbprint,
      notAfter,
      is: ca ? (selfIssued ? ('root' as const) : ('ca' as const)) : ('certificate' as const),
    }));
  return {...reported(one, []), file: {path, kind, chain: judgeInFile(one, all, now), beside}};
}
