/**
 * What comes back from an authority is verified before it is stored: the key, every declared property that the CA
 * decides, and the chain up to the authority's own roots. A response never brings its own trust.
 */
import type {AuthorityState} from '../../core/model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../../core/model/certificate.ts';
import type {Slot} from '../../core/model/desired.ts';
import type {CheckEntry} from '../../core/policy/check.ts';
import {CHECKS, judge} from '../../core/policy/checks.ts';
import {climb, fingerprint, isDeclaredRoot} from '../../core/policy/climb.ts';
import {expired} from '../../core/policy/life.ts';
import {describeName} from '../../core/policy/names.ts';
import {verifyChain} from '../../x509/chain.ts';
import {X509Error} from '../../x509/error.ts';
import {readCertificate, readThoseReadable} from '../../x509/facts.ts';

export interface Issued {
  /** Of the key that it must be for; absent where the one that asked made the key itself. */
  readonly spki?: string;
  /** Base64 DER. */
  readonly leaf: string;
  readonly chain: readonly string[];
}

/** What is to become of an answer. */
export type Verdict =
  /**
   * Only what holds the path is handed on, whatever else came with it. `chain`: intermediates, from the leaf's issuer
   * upwards; `roots`: declared ones that the answer brought and that the server may not have yet.
   */
  | {
      readonly ok: CertificateFacts;
      readonly chain: readonly CertificateFacts[];
      readonly roots: readonly CertificateFacts[];
    }
  /** The CA did something else than it was asked: the same request would bring the same again. */
  | {readonly refused: string}
  | Blocked;

/** The answer may be good but cannot be trusted until a person has added what is missing. */
export interface Blocked {
  readonly blocked: string;
  /** What is to be added, as the beginning of a sentence. */
  readonly help: string;
}

/** Time is the store's business, not the answer's, but an answer that has already ended is none. */
const ANSWER_CHECKS: readonly CheckEntry[] = [
  ...CHECKS.filter(({decidedBy}) => decidedBy === 'ca'),
  {check: expired, decidedBy: 'time'},
];

export interface Against {
  readonly slot: Slot;
  readonly authority: AuthorityState;
  readonly now: Date;
}

/** In base64. No certificate in use has a tenth of it, also with hundreds of names. */
const MOST_LEAF = 128 * 1024;
/** Of the whole chain, in base64, and in certificates: a few bundles of CAs that somebody sends along. */
const MOST_CHAIN = 2 * 1024 * 1024;
const MOST_CERTIFICATES = 200;
/** What is said of an answer may repeat what is in it; so many characters tell enough. */
const MOST_SAID = 2000;

/** Judges an answer by itself: nothing is asked of anybody. */
export function verifyIssued(issued: Issued, against: Against): Verdict {
  const verdict = sizeProblem(issued) ?? verifyContents(issued, against);
  return 'refused' in verdict ? {refused: inBrief(verdict.refused)} : verdict;
}

function inBrief(text: string): string {
  return text.length <= MOST_SAID ? text : `${text.slice(0, MOST_SAID - 1)}…`;
}

/** Before anything is decoded, for the other side chooses how much it sends. */
function sizeProblem({leaf, chain}: Issued): Verdict | undefined {
  if (leaf.length > MOST_LEAF) return {refused: `it has ${kib(leaf.length)}, which no certificate has`};
  if (chain.length > MOST_CERTIFICATES)
    return {refused: `${chain.length} certificates came with it, which is no chain`};
  const total = chain.reduce((sum, one) => sum + one.length, 0);
  return total > MOST_CHAIN ? {refused: `its chain has ${kib(total)}, which no chain has`} : undefined;
}

const kib = (base64: number): string => `${Math.ceil((base64 * 3) / 4 / 1024)} KiB`;

function verifyContents(issued: Issued, against: Against): Verdict {
  try {
    const leaf = readCertificate(Buffer.from(issued.leaf, 'base64'));
    const refused = keyProblem(leaf, issued.spki) ?? contentProblem(leaf, against);
    return refused === undefined ? verifyOrigin(leaf, issued, against) : {refused};
  } catch (error) {
    if (error instanceof X509Error) return {refused: `it is not a readable certificate: ${error.message}`};
    throw error;
  }
}

function keyProblem(leaf: CertificateFacts, spki: string | undefined): string | undefined {
  if (spki !== undefined && leaf.spki !== spki) return 'it is for another key than the request';
  return leaf.ca ? 'it is a CA certificate' : undefined;
}

function contentProblem(leaf: CertificateFacts, {slot, authority, now}: Against): string | undefined {
  const certificate: StoredCertificate = {...leaf, hasPrivateKey: true};
  const findings = judge({slot, certificate, authority, issuers: [], now, answer: true}, ANSWER_CHECKS);
  const drifts = findings.filter(finding => finding.severity === 'drift');
  return drifts.length === 0 ? undefined : drifts.map(finding => finding.message).join('; ');
}

/** Up to a root that the authority declares: in a file, by fingerprint, or, a named risk, whatever the answer brings. */
function verifyOrigin(leaf: CertificateFacts, {chain}: Issued, {slot, authority, now}: Against): Verdict {
  if (!('ok' in authority.chain) || authority.chain.ok === 'made on first use') {
    return {
      blocked: "the authority's own chain is not known",
      help: `Look at the settings of the authority "${slot.spec.authority}"`,
    };
  }
  const declared = authority.chain.ok;
  const brought = readThoseReadable(chain.map(der => Buffer.from(der, 'base64')));
  const roots = brought.filter(one => one.selfIssued && isDeclaredRoot(one, declared));
  const verdict = verifyChain({
    leaf: leaf.der,
    intermediates: [...chain, ...declared.intermediates.map(one => one.der)],
    roots: [...declared.roots, ...roots].map(one => one.der),
    // A certificate from a CA whose clock is ahead is stored and waits; its chain is judged at its beginning.
    at: new Date(Math.max(now.getTime(), Date.parse(leaf.notBefore))),
    purpose: 'serverAuth',
  });
  if (verdict.ok) {
    const used = new Set(verdict.path.map(one => one.thumbprint));
    const issuers = verdict.path.slice(1).filter(one => !one.selfIssued);
    return {ok: leaf, chain: issuers, roots: roots.filter(root => used.has(root.thumbprint))};
  }
  if (verdict.code !== 'ISSUER_MISSING' && verdict.code !== 'ROOT_UNTRUSTED')
    return {refused: `its chain does not hold: ${verdict.message}`};
  return {
    blocked: `its chain does not reach a declared root: ${verdict.message}`,
    help: whatIsMissing(leaf, brought, slot),
  };
}

/** An undeclared root in the answer is named with the line that would declare it; else the missing issuer is. */
function whatIsMissing(leaf: CertificateFacts, brought: readonly CertificateFacts[], slot: Slot): string {
  const end = climb(leaf, brought);
  if ('missing' in end) return `Put the certificate of ${end.missing} beside the answer`;
  const [root = leaf] = end.roots;
  return `If you trust ${describeName(root.subject)}, add "sha256:${fingerprint(root)}" to the roots of the authority "${slot.spec.authority}"`;
}
