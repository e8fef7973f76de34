/** What may be put where of the certificates that come with an issued one. */
import type {CertificateFacts} from '../core/model/certificate.ts';
import {readThoseReadable} from '../x509/facts.ts';
import {type StepTrouble, stepTrouble} from './step-problems.ts';

/** Roots are never put anywhere because a response carried them; what is no CA has no place in a chain, nor what cannot be read. */
export function intermediatesOf(chain: readonly string[], leaf: CertificateFacts): readonly CertificateFacts[] {
  const certificates = readThoseReadable(chain.map(der => Buffer.from(der, 'base64')));
  const others = certificates.filter(({thumbprint}) => thumbprint !== leaf.thumbprint);
  const stranger = others.find(({ca}) => !ca);
  if (stranger === undefined) return others.filter(({selfIssued}) => !selfIssued);
  throw stepTrouble('CHAIN_NOT_A_CA', {
    detail: `The authority sent ${stranger.thumbprint} as part of the chain, but it is not a CA's certificate.`,
    help: 'Ask whoever runs the authority for the right chain.',
  });
}

export function wrongKey(leaf: CertificateFacts, spki: string): StepTrouble {
  return stepTrouble('CERTIFICATE_WRONG_KEY', {
    detail: `The certificate ${leaf.thumbprint} is for the key ${leaf.spki.slice(0, 16)}…, the request for ${spki.slice(0, 16)}….`,
    help: 'The response belongs to another request; use the one for this request.',
  });
}

/**
 * Windows and the product fail in strange ways when Root holds a certificate that is not self-issued (KB2795828), so
 * none is ever put there.
 */
export function checkBelongs(facts: CertificateFacts, store: 'Root' | 'CA'): void {
  if (store !== 'Root' || facts.selfIssued) return;
  throw stepTrouble('ROOT_NOT_SELF_ISSUED', {
    detail: `The certificate ${facts.thumbprint} has an issuer other than itself: it is an intermediate and belongs into CA.`,
    help: "Correct the authority's roots in the configuration.",
  });
}
