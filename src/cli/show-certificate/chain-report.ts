import type {HolderState} from '../../core/model/actual.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import {describeName} from '../../core/policy/names.ts';
import type {ChainReport} from '../../report/certificate-report.ts';
import {type ChainVerdict, verifyChain} from '../../x509/chain.ts';
import {X509Error} from '../../x509/error.ts';

/** Whether a server that holds the certificate can trust it as that of a server, by its own Root and CA stores alone. */
export function judgeOnServer(certificate: CertificateFacts, {stores}: HolderState, at: Date): ChainReport {
  for (const [name, part] of Object.entries({CA: stores.CA, Root: stores.Root})) {
    if ('problem' in part) return notJudged(`${name} could not be read (${part.problem.code})`);
  }
  const [intermediates, roots] = [stores.CA, stores.Root].map(part => ('ok' in part ? part.ok.map(derOf) : []));
  return report(certificate, ask(certificate, {intermediates, roots}, at));
}

/** A file has no stores that say what is trusted. What it has of a chain is told all the same. */
export function judgeInFile(
  certificate: CertificateFacts,
  all: readonly CertificateFacts[],
  at: Date,
): ChainReport & {readonly verdict: 'not-judged'} {
  const others = all.filter(one => one.thumbprint !== certificate.thumbprint || one.selfIssued);
  const verdict = ask(
    certificate,
    {intermediates: others.map(derOf), roots: others.filter(one => one.selfIssued).map(derOf)},
    at,
  );
  const within = report(certificate, verdict);
  const why = "a file does not say what is trusted, as a server's stores do";
  if (within.verdict === 'valid') {
    const root = within.path.at(-1) ?? describeName(certificate.subject);
    return notJudged(`${why}. In the file it leads to ${root}`);
  }
  return notJudged(`${why}. In the file: ${within.reason}`);
}

interface Known {
  readonly intermediates: readonly string[] | undefined;
  readonly roots: readonly string[] | undefined;
}

const derOf = ({der}: CertificateFacts): string => der;

function ask({der}: CertificateFacts, {intermediates = [], roots = []}: Known, at: Date): ChainVerdict | X509Error {
  try {
    return verifyChain({leaf: der, intermediates, roots, at, purpose: 'serverAuth'});
  } catch (error) {
    if (error instanceof X509Error) return error;
    throw error;
  }
}

function report(certificate: CertificateFacts, verdict: ChainVerdict | X509Error): ChainReport {
  if (verdict instanceof X509Error) return notJudged(verdict.message);
  if (verdict.ok) return {verdict: 'valid', path: verdict.path.slice(1).map(one => describeName(one.subject))};
  // Purposes are looked at when a path to a trusted root is found, and a CA is no server.
  const isCa = certificate.ca && verdict.code === 'WRONG_PURPOSE' && verdict.at.thumbprint === certificate.thumbprint;
  if (isCa) return notJudged("it is a CA's certificate, and its signatures lead to a trusted root");
  return {verdict: 'invalid', code: verdict.code, reason: verdict.message};
}

function notJudged(reason: string): {readonly verdict: 'not-judged'; readonly reason: string} {
  return {verdict: 'not-judged', reason};
}
