import {detach} from '../../core/detach.ts';
import {oneLine, shorten} from '../../core/mark.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import {formatName} from '../../x509/distinguished-name.ts';
import {X509Error} from '../../x509/error.ts';
import {readPemCertificate} from '../../x509/facts.ts';
import {decodePem, encodePem} from '../../x509/pem.ts';

const FRIENDLY_NAME = 'friendlyName: ';
/** Characters of a line for people: a subject may be nearly all of a certificate, and escaped it is several times as long. */
const LONGEST_SUBJECT = 1000;

export interface CertificateFile {
  readonly facts: CertificateFacts;
  /** As stored, with our bracket. */
  readonly friendlyName?: string;
}

/**
 * A few lines for people, then the PEM block, which is all that other tools read. The friendly name comes first and
 * every line is made one line, so that nothing that a certificate says can pass for another line.
 */
export function encodeCertificateFile({facts, friendlyName}: CertificateFile): string {
  const lines = [
    ...(friendlyName === undefined ? [] : [`${FRIENDLY_NAME}${oneLine(friendlyName)}`]),
    `subject: ${shorten(oneLine(formatName(facts.subject)), LONGEST_SUBJECT)}`,
    `valid: ${facts.notBefore} to ${facts.notAfter}`,
  ];
  return `${lines.join('\n')}\n${encodePem('CERTIFICATE', Buffer.from(facts.der, 'base64'))}`;
}

/** Throws X509Error when it is not exactly one certificate. */
export function decodeCertificateFile(text: string): CertificateFile {
  const start = text.search(/^-----BEGIN /m);
  const blocks = decodePem(start < 0 ? '' : text.slice(start));
  const [block] = blocks;
  if (block === undefined || blocks.length > 1 || block.label !== 'CERTIFICATE') {
    throw new X509Error('it does not hold exactly one certificate in PEM form');
  }
  const facts = readPemCertificate(block);
  const line = text
    .slice(0, start)
    .split(/\r?\n/)
    .find(candidate => candidate.startsWith(FRIENDLY_NAME));
  return line === undefined ? {facts} : {facts, friendlyName: detach(line.slice(FRIENDLY_NAME.length).trimEnd())};
}
