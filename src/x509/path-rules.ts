import type {KeyUsage} from '../core/model/certificate.ts';
import type {ParsedCertificate} from './certificate.ts';
import {formatName, sameName} from './distinguished-name.ts';
import {X509Error} from './error.ts';
import {EXTENSION} from './extensions.ts';
import {findNameViolation} from './name-constraints.ts';
import {readBasicConstraints, readExtKeyUsage, readKeyUsage} from './read-extensions.ts';

/** What the leaf of a path is to be used for. */
export type Purpose = 'serverAuth' | 'clientAuth';

/** What is wrong with a complete path, and with which of its certificates. */
export interface PathProblem {
  readonly code:
    | 'EXPIRED'
    | 'NOT_YET_VALID'
    | 'NOT_A_CA'
    | 'PATH_TOO_LONG'
    | 'NAME_NOT_PERMITTED'
    | 'WRONG_PURPOSE'
    | 'UNKNOWN_CRITICAL'
    | 'MALFORMED';
  readonly message: string;
  readonly at: ParsedCertificate;
}

interface PathQuestion {
  /** Leaf first, root last. */
  readonly path: readonly ParsedCertificate[];
  readonly at: Date;
  readonly purpose: Purpose;
}

/** Purposes by object identifier; "server gated cryptography" is what old CAs wrote for servers. */
const PURPOSES: Readonly<Record<Purpose, readonly string[]>> = {
  serverAuth: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.4.1.311.10.3.3', '2.16.840.1.113730.4.1'],
  clientAuth: ['1.3.6.1.5.5.7.3.2'],
};

/** anyExtendedKeyUsage: what a CA has that is not to be restricted (RFC 5280 section 4.2.1.12); AD CS calls it "Any Purpose". */
const ANY_PURPOSE = '2.5.29.37.0';

/** One of these is needed by a leaf that says for what its key may be used. */
const LEAF_USAGES: Readonly<Record<Purpose, readonly KeyUsage[]>> = {
  serverAuth: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  clientAuth: ['digitalSignature', 'keyAgreement'],
};

/**
 * Critical extensions that do not stop a path: what is checked here, and policies and revocation lists, which need
 * inputs that a path alone does not have (OpenSSL does the same by default).
 */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  EXTENSION.keyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.crlDistributionPoints,
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.policyConstraints,
  EXTENSION.extKeyUsage,
  EXTENSION.inhibitAnyPolicy,
]);

/** The rules of RFC 5280 section 6.1 but signatures, over a path that ends in a trusted root. */
export function findPathProblem(question: PathQuestion): PathProblem | undefined {
  const {path, at, purpose} = question;
  let intermediates = 0;
  for (const [depth, certificate] of path.entries()) {
    const problem = guarded(certificate, () => {
      return (
        validityProblem(certificate, at) ??
        criticalProblem(certificate) ??
        (depth > 0 ? authorityProblem(certificate, intermediates) : undefined) ??
        purposeProblem(certificate, {purpose, isLeaf: depth === 0})
      );
    });
    if (problem !== undefined) return problem;
    // A CA that certifies its own new key does not lengthen the path (RFC 5280 section 6.1.4 l).
    if (depth > 0 && !sameName(certificate.subject, certificate.issuer)) intermediates += 1;
  }
  return nameProblem(path);
}

/** Contents that cannot be read make a path invalid, never an exception. */
function guarded(at: ParsedCertificate, check: () => PathProblem | undefined): PathProblem | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    return {code: 'MALFORMED', message: `in ${label(at)}, ${error.message}`, at};
  }
}

function validityProblem(certificate: ParsedCertificate, at: Date): PathProblem | undefined {
  const {notBefore, notAfter} = certificate;
  if (at.getTime() < Date.parse(notBefore)) {
    return {code: 'NOT_YET_VALID', message: `${label(certificate)} is valid only from ${notBefore}`, at: certificate};
  }
  if (at.getTime() >= Date.parse(notAfter)) {
    return {code: 'EXPIRED', message: `${label(certificate)} expired ${notAfter}`, at: certificate};
  }
  return undefined;
}

function criticalProblem(certificate: ParsedCertificate): PathProblem | undefined {
  for (const [oid, {critical}] of certificate.extensions) {
    if (!critical || UNDERSTOOD.has(oid)) continue;
    const message = `${label(certificate)} has the critical extension ${oid}, which is not known`;
    return {code: 'UNKNOWN_CRITICAL', message, at: certificate};
  }
  return undefined;
}

function authorityProblem(certificate: ParsedCertificate, below: number): PathProblem | undefined {
  const constraints = readBasicConstraints(certificate.extensions);
  const usages = readKeyUsage(certificate.extensions);
  if (!(constraints?.ca ?? isOldRoot(certificate))) {
    return {code: 'NOT_A_CA', message: `${label(certificate)} is not a CA`, at: certificate};
  }
  if (usages !== undefined && !usages.includes('keyCertSign')) {
    const message = `the key usage of ${label(certificate)} does not allow it to sign certificates`;
    return {code: 'NOT_A_CA', message, at: certificate};
  }
  const limit = constraints?.pathLength;
  if (limit === undefined || below <= limit) return undefined;
  const message = `${label(certificate)} allows ${limit} intermediate CAs below it, and there are ${below}`;
  return {code: 'PATH_TOO_LONG', message, at: certificate};
}

/** Roots of version 1 cannot say that they are a CA; that they are trusted is what counts. */
function isOldRoot({version, subject, issuer}: ParsedCertificate): boolean {
  return version === 1 && sameName(subject, issuer);
}

/**
 * Extended key usage binds CAs as well as leaves, as in OpenSSL and Windows. A CA may be for any purpose, as in Windows; a
 * leaf has to say what it is for.
 */
function purposeProblem(
  certificate: ParsedCertificate,
  {purpose, isLeaf}: {readonly purpose: Purpose; readonly isLeaf: boolean},
): PathProblem | undefined {
  const allowed = readExtKeyUsage(certificate.extensions);
  const fitting = isLeaf ? PURPOSES[purpose] : [...PURPOSES[purpose], ANY_PURPOSE];
  if (allowed !== undefined && !fitting.some(oid => allowed.includes(oid))) {
    const message = `the extended key usage of ${label(certificate)} does not allow ${purpose}`;
    return {code: 'WRONG_PURPOSE', message, at: certificate};
  }
  const usages = isLeaf ? readKeyUsage(certificate.extensions) : undefined;
  if (usages === undefined || LEAF_USAGES[purpose].some(usage => usages.includes(usage))) return undefined;
  return {
    code: 'WRONG_PURPOSE',
    message: `the key usage of ${label(certificate)} does not allow ${purpose}`,
    at: certificate,
  };
}

function nameProblem(path: readonly ParsedCertificate[]): PathProblem | undefined {
  const [leaf] = path;
  if (leaf === undefined) return undefined;
  return guarded(leaf, () => {
    const violator = findNameViolation(path);
    if (violator === undefined) return undefined;
    const message = `a name of ${label(violator)} is outside of what a CA above it may certify`;
    return {code: 'NAME_NOT_PERMITTED', message, at: violator};
  });
}

/** How a certificate is called in messages: its subject, else its serial number. */
export function label({subject, serial}: ParsedCertificate): string {
  return subject.length > 0 ? formatName(subject) : `the certificate with serial number ${serial}`;
}
