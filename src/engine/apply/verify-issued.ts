/**
 * What comes back from an authority is verified before it is stored: the key, every declared property that the CA
 * decides, and the chain up to the authority's own roots. A response never brings its own trust.
 */
import type {AuthorityState} from '../../core/model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../../core/model/certificate.ts';
import type {Slot} from '../../core/model/desired.ts';
import type {CheckEntry} from '../../core/policy/check.ts';
import {CHECKS, judge} from '../../core/policy/checks.ts';
import {expired} from '../../core/policy/life.ts';
import {issuer} from '../../core/policy/origin.ts';
import {verifyChain} from '../../x509/chain.ts';
import {X509Error} from '../../x509/error.ts';
import {readCertificate} from '../../x509/facts.ts';

export interface Issued {
  readonly spki: string;
  /** Base64 DER. */
  readonly leaf: string;
  readonly chain: readonly string[];
}

export type Verdict = {readonly ok: CertificateFacts} | {readonly why: string};

/** Time is the store's business, not the answer's, but an answer that has already ended is none. */
const ANSWER_CHECKS: readonly CheckEntry[] = [
  ...CHECKS.filter(({decidedBy}) => decidedBy === 'ca'),
  {check: expired, decidedBy: 'time'},
  {check: issuer, decidedBy: 'holder'},
];

export function verifyIssued(
  issued: Issued,
  slot: Slot,
  {authority, now}: {authority: AuthorityState; now: Date},
): Verdict {
  try {
    const leaf = readCertificate(Buffer.from(issued.leaf, 'base64'));
    const why =
      keyProblem(leaf, issued.spki) ??
      contentProblem(leaf, slot, {authority, now}) ??
      chainProblem(leaf, issued, {authority, now});
    return why === undefined ? {ok: leaf} : {why};
  } catch (error) {
    if (error instanceof X509Error) return {why: `it is not a readable certificate: ${error.message}`};
    throw error;
  }
}

function keyProblem(leaf: CertificateFacts, spki: string): string | undefined {
  if (leaf.spki !== spki) return 'it is for another key than the request';
  return leaf.ca ? 'it is a CA certificate' : undefined;
}

function contentProblem(
  leaf: CertificateFacts,
  slot: Slot,
  {authority, now}: {authority: AuthorityState; now: Date},
): string | undefined {
  const certificate: StoredCertificate = {...leaf, hasPrivateKey: true};
  const drifts = judge({slot, certificate, authority, now}, ANSWER_CHECKS).filter(
    finding => finding.severity === 'drift',
  );
  return drifts.length === 0 ? undefined : drifts.map(finding => finding.message).join('; ');
}

function chainProblem(
  leaf: CertificateFacts,
  issued: Issued,
  {authority, now}: {authority: AuthorityState; now: Date},
): string | undefined {
  if (!('ok' in authority.chain) || authority.chain.ok === 'made on first use')
    return "the authority's own chain is not known";
  const {roots, intermediates} = authority.chain.ok;
  const start = Date.parse(leaf.notBefore);
  const verdict = verifyChain({
    leaf: leaf.der,
    intermediates: [...issued.chain, ...intermediates.map(one => one.der)],
    roots: roots.map(one => one.der),
    // A certificate from a CA whose clock is ahead is stored and waits; its chain is judged at its beginning.
    at: new Date(Math.max(now.getTime(), start)),
    purpose: 'serverAuth',
  });
  return verdict.ok ? undefined : `its chain does not hold: ${verdict.message}`;
}
