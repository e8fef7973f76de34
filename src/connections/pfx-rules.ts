/** What a PFX must be that a server is to take. */
import type {CertificateFacts} from '../core/model/certificate.ts';
import type {Secret} from '../core/secret.ts';
import {sentence} from '../core/sentence.ts';
import {X509Error} from '../x509/error.ts';
import {readCertificate, readThoseReadable} from '../x509/facts.ts';
import {spkiHash} from '../x509/key.ts';
import {type PfxContents, readPfx} from '../x509/pkcs12/read.ts';
import {stepTrouble} from './step-problems.ts';

/** A PFX with a key and the certificate of just this key. */
export interface OpenedPfx {
  readonly facts: CertificateFacts;
  readonly contents: PfxContents & Required<Pick<PfxContents, 'key' | 'certificate'>>;
  /** Roots are never put anywhere because a file brought them; what else is in it has nothing to do with the certificate. */
  readonly intermediates: readonly CertificateFacts[];
}

/** Base64 of the PFX, and its password. Throws StepTrouble when it is not what it should be. */
export function openPfx({pfx, password}: {readonly pfx: Secret; readonly password: Secret}): OpenedPfx {
  const contents = read(Buffer.from(pfx.reveal(), 'base64'), password);
  if (!isComplete(contents)) {
    throw stepTrouble('PFX_INCOMPLETE', {
      detail: 'The PFX does not hold a private key together with its certificate.',
      help: 'Export it again, with the private key.',
    });
  }
  const facts = readCertificate(contents.certificate);
  if (facts.spki !== spkiHash(contents.key)) {
    throw stepTrouble('KEY_MISMATCH', {detail: 'The private key in the PFX is not that of its certificate.'});
  }
  const others = readThoseReadable(contents.others);
  return {facts, contents, intermediates: others.filter(({ca, selfIssued}) => ca && !selfIssued)};
}

function read(pfx: Buffer, password: Secret): PfxContents {
  try {
    return readPfx(pfx, password);
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    throw stepTrouble('PFX_UNREADABLE', {
      detail: `${sentence(error.message)} Nothing was stored.`,
      help: 'Export it again, and give the password that it was exported with.',
    });
  }
}

const isComplete = (contents: PfxContents): contents is OpenedPfx['contents'] =>
  contents.key !== undefined && contents.certificate !== undefined;
