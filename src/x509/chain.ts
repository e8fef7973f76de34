import type {CertificateFacts} from '../core/model/certificate.ts';
import {type ParsedCertificate, parseCertificate} from './certificate.ts';
import {formatName, nameKey} from './distinguished-name.ts';
import {unlessBroken} from './error.ts';
import {certificateFacts} from './facts.ts';
import {findPathProblem, label, type PathProblem, type Purpose} from './path-rules.ts';
import {isSignedBy} from './signature.ts';

/**
 * Path building and validation (RFC 5280 section 6.1). From the leaf upwards every certificate that can be the issuer
 * is tried, trusted roots first, so that cross-signed CAs are found whatever the order of the stores; the first path
 * that breaks no rule wins. The verdicts are those of `openssl verify -x509_strict -purpose …`, except for the rules
 * of mere form that the strict mode adds (a CA without key identifiers or key usage, constraints not marked critical,
 * a root of version 1), and for CAs that are for any purpose: CAs in wide use are such, and neither Windows nor Lync minds.
 */

/** OpenSSL stops at 100; real paths have at most five certificates. */
const MAX_PATH = 10;
/** Stores with many CAs of the same name could ask for very many checks. */
const MAX_CHECKS = 100;
const MAX_REMEMBERED = 2_000;

export type ChainCode = PathProblem['code'] | 'ISSUER_MISSING' | 'ROOT_UNTRUSTED' | 'BAD_SIGNATURE' | 'TOO_COMPLEX';

/** Whether there is a valid path; if not, what stood in the way of the one that came furthest. */
export type ChainVerdict =
  /** Leaf first, root last. */
  | {readonly ok: true; readonly path: readonly CertificateFacts[]}
  /** `at` is the certificate that the problem is about. */
  | {readonly ok: false; readonly code: ChainCode; readonly message: string; readonly at: CertificateFacts};

/** Certificates are base64 DER. */
export interface ChainQuestion {
  readonly leaf: string;
  readonly intermediates: readonly string[];
  readonly roots: readonly string[];
  readonly at: Date;
  /** `serverAuth` unless it is said. */
  readonly purpose?: Purpose;
}

interface Failure {
  readonly code: ChainCode;
  readonly message: string;
  readonly at: ParsedCertificate;
}

type Result = {readonly path: readonly ParsedCertificate[]} | {readonly failure: Failure};

interface Search {
  readonly byName: ReadonlyMap<string, readonly ParsedCertificate[]>;
  readonly trusted: ReadonlySet<ParsedCertificate>;
  readonly judge: (path: readonly ParsedCertificate[]) => PathProblem | undefined;
  checks: number;
}

/**
 * Looks for a valid path from the leaf to a root. Throws X509Error when the leaf cannot be read; other certificates
 * that cannot be read are passed over, as they can be nobody's issuer.
 */
export function verifyChain(question: ChainQuestion): ChainVerdict {
  const {at, purpose = 'serverAuth'} = question;
  if (memory.size > MAX_REMEMBERED) memory.clear();
  const roots = question.roots.flatMap(base64 => remembered(base64) ?? []).filter(isSelfIssued);
  const others = question.intermediates.flatMap(base64 => remembered(base64) ?? []);
  // Leaves are too many to be kept, but one that is a root itself has to be the same object.
  const leaf = memory.get(question.leaf) ?? readWhole(question.leaf);
  const search: Search = {
    byName: groupByName([...new Set([...roots, ...others])]),
    trusted: new Set(roots),
    judge: path => findPathProblem({path, at, purpose}),
    checks: 0,
  };
  const result = extend(search, [leaf]);
  if ('path' in result) return {ok: true, path: result.path.map(factsOf)};
  const {code, message, at: culprit} = result.failure;
  return {ok: false, code, message, at: factsOf(culprit)};
}

/** Goes on upwards from the last certificate of the path. */
function extend(search: Search, path: readonly ParsedCertificate[]): Result {
  const top = path.at(-1);
  if (top === undefined) throw new Error('a path has at least a leaf');
  if (search.trusted.has(top)) {
    const problem = search.judge(path);
    return problem === undefined ? {path} : {failure: problem};
  }
  const issuers = isSelfSigned(top) ? [] : issuersOf(search, path, top);
  if (issuers.length === 0) return {failure: deadEnd(top)};
  let worst: Failure | undefined;
  for (const issuer of issuers) {
    const result = step(search, path, {top, issuer});
    if ('path' in result) return result;
    worst = moreTelling(worst, result.failure);
  }
  return {failure: worst ?? deadEnd(top)};
}

function step(
  search: Search,
  path: readonly ParsedCertificate[],
  {top, issuer}: {readonly top: ParsedCertificate; readonly issuer: ParsedCertificate},
): Result {
  search.checks += 1;
  if (path.length >= MAX_PATH || search.checks > MAX_CHECKS) {
    const message = `no path from ${label(top)} to a trusted root was found within ${MAX_CHECKS} steps`;
    return {failure: {code: 'TOO_COMPLEX', message, at: top}};
  }
  if (isSignedBy(top, issuer)) return extend(search, [...path, issuer]);
  const message = `the signature of ${label(top)} was not made with the key of ${label(issuer)}`;
  return {failure: {code: 'BAD_SIGNATURE', message, at: top}};
}

/** Certificates that bear the issuer's name and do not contradict the key identifier; none twice in a path. */
function issuersOf(search: Search, path: readonly ParsedCertificate[], top: ParsedCertificate): ParsedCertificate[] {
  const wanted = factsOf(top).authorityKeyId;
  return (search.byName.get(nameKey(top.issuer)) ?? []).filter(issuer => {
    const offered = factsOf(issuer).subjectKeyId;
    return !path.includes(issuer) && (wanted === undefined || offered === undefined || wanted === offered);
  });
}

function deadEnd(top: ParsedCertificate): Failure {
  if (isSelfSigned(top)) {
    return {code: 'ROOT_UNTRUSTED', message: `${label(top)} is not among the trusted roots`, at: top};
  }
  const message = `the issuer of ${label(top)}, ${formatName(top.issuer)}, is not among the known CAs`;
  return {code: 'ISSUER_MISSING', message, at: top};
}

/** Of several ways that failed, the one that came furthest says most; of equals, the first. */
function moreTelling(first: Failure | undefined, second: Failure): Failure {
  return first === undefined || weight(second) > weight(first) ? second : first;
}

function weight({code}: Failure): number {
  switch (code) {
    case 'BAD_SIGNATURE':
      return 0;
    case 'ISSUER_MISSING':
      return 1;
    case 'ROOT_UNTRUSTED':
      return 2;
    case 'TOO_COMPLEX':
      return 3;
    default:
      return 4;
  }
}

function isSelfIssued({subject, issuer}: ParsedCertificate): boolean {
  return nameKey(subject) === nameKey(issuer);
}

/** Self-issued with its own key: the end of every path. A CA's certificate for its next key is only self-issued. */
function isSelfSigned(certificate: ParsedCertificate): boolean {
  return isSelfIssued(certificate) && isSignedBy(certificate, certificate);
}

function groupByName(certificates: readonly ParsedCertificate[]): ReadonlyMap<string, readonly ParsedCertificate[]> {
  const groups = new Map<string, ParsedCertificate[]>();
  for (const certificate of certificates) {
    const key = nameKey(certificate.subject);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [certificate]);
    else group.push(certificate);
  }
  return groups;
}

const memory = new Map<string, ParsedCertificate | undefined>();

/**
 * A parsed certificate, undefined when it cannot be read. The same few CAs stand in the stores of thousands of
 * servers, so they are kept, and kept as one object each: that is what the sets above compare.
 */
function remembered(base64: string): ParsedCertificate | undefined {
  if (!memory.has(base64)) {
    memory.set(
      base64,
      unlessBroken(() => readWhole(base64)),
    );
  }
  return memory.get(base64);
}

/** With its facts, so that whatever is wrong in them comes out here and not in the middle of a search. */
function readWhole(base64: string): ParsedCertificate {
  const certificate = parseCertificate(Buffer.from(base64, 'base64'));
  factsOf(certificate);
  return certificate;
}

const knownFacts = new WeakMap<ParsedCertificate, CertificateFacts>();

function factsOf(certificate: ParsedCertificate): CertificateFacts {
  const known = knownFacts.get(certificate);
  if (known) return known;
  const facts = certificateFacts(certificate);
  knownFacts.set(certificate, facts);
  return facts;
}
