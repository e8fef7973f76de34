/**
 * The roots that an authority declares, in which the chains of its answers must end: files beside the configuration, and
 * fingerprints of roots that arrive with the answers. No other root ever becomes trusted.
 */
import {resolve} from 'node:path';
import type {Diagnostic, Part} from '../core/diagnostic.ts';
import type {CertificateFacts} from '../core/model/certificate.ts';
import {systemCodeOf} from '../core/system-error.ts';
import type {Files} from '../engine/ports/host.ts';
import {type ParsedCertificate, parseCertificate} from '../x509/certificate.ts';
import {formatName} from '../x509/distinguished-name.ts';
import {X509Error} from '../x509/error.ts';
import {certificateFacts} from '../x509/facts.ts';
import {readCertificates} from '../x509/response.ts';

/** A bundle of a few roots; not that of a whole operating system. */
const ROOT_FILE_LIMIT = 1024 * 1024;

const FINGERPRINT = 'sha256:';

/** A file of declared roots. */
export interface RootFile {
  /** Absolute. */
  readonly path: string;
  /** As it is configured, for people. */
  readonly shown: string;
}

/** Roots as they are declared. */
export interface DeclaredRoots {
  readonly rootFiles: readonly RootFile[];
  /** SHA-256 of roots, 64 lower-case hex digits. */
  readonly pinned: readonly string[];
}

/** A root that was found in a file, taken apart. */
export interface FoundRoot {
  readonly facts: CertificateFacts;
  readonly parsed: ParsedCertificate;
  /** The file that it was found in. */
  readonly path: string;
}

/** Reads the list; the problem is a fingerprint that is none. */
export function declaredRoots(
  roots: readonly string[],
  {name, base}: {readonly name: string; readonly base: string},
): Part<DeclaredRoots> {
  const pinned = roots.filter(isFingerprint).map(text => text.slice(FINGERPRINT.length).toLowerCase());
  const wrong = pinned.find(hex => !/^[0-9a-f]{64}$/.test(hex));
  if (wrong !== undefined) return {problem: badFingerprint(name, wrong)};
  const rootFiles = roots.filter(text => !isFingerprint(text)).map(path => ({path: resolve(base, path), shown: path}));
  return {ok: {rootFiles, pinned}};
}

const isFingerprint = (text: string): boolean => text.toLowerCase().startsWith(FINGERPRINT);

/** The certificates of the declared files, each self-issued. The first file that is not what it should be is told. */
export async function readRootFiles(
  {rootFiles}: DeclaredRoots,
  {name, files}: {readonly name: string; readonly files: Files},
): Promise<Part<readonly FoundRoot[]>> {
  const roots: FoundRoot[] = [];
  for (const file of rootFiles) {
    const read = await readRootFile(files, name, file);
    if ('problem' in read) return read;
    roots.push(...read.ok);
  }
  return {ok: roots};
}

async function readRootFile(files: Files, name: string, {path, shown}: RootFile): Promise<Part<readonly FoundRoot[]>> {
  try {
    const data = await files.read(path, ROOT_FILE_LIMIT);
    if (data === undefined) return {problem: missing(name, shown)};
    const {certificates, kind} = readCertificates(data);
    if (kind === 'pfx') return {problem: invalid(shown, 'it is a PFX; a root is declared as a certificate alone')};
    const found = certificates.map((der): FoundRoot => {
      const parsed = parseCertificate(der);
      return {facts: certificateFacts(parsed), parsed, path: shown};
    });
    const stranger = found.find(({facts}) => !facts.selfIssued);
    return stranger === undefined ? {ok: found} : {problem: notSelfIssued(shown, stranger)};
  } catch (error) {
    if (error instanceof X509Error) return {problem: invalid(shown, error.message)};
    return {problem: invalid(shown, `the system says ${systemCodeOf(error)}`)};
  }
}

/** What can be wrong with declared roots, by its stable code. */
const PROBLEMS = {
  AUTHORITY_SETTING_INVALID: 'A setting of the authority is not valid',
  ROOT_FILE_MISSING: 'A file of roots is missing',
  ROOT_FILE_INVALID: 'A file of roots does not hold roots',
} as const;

function problem(code: keyof typeof PROBLEMS, words: Pick<Diagnostic, 'detail' | 'help'>): Diagnostic {
  return {severity: 'error', code, summary: PROBLEMS[code], ...words};
}

function badFingerprint(authority: string, hex: string): Diagnostic {
  return problem('AUTHORITY_SETTING_INVALID', {
    detail: `authorities.${authority}.roots holds the fingerprint ${JSON.stringify(hex.slice(0, 80))}, which is not 64 hex digits.`,
    help: 'Write sha256: and the SHA-256 of the root: openssl x509 -in ROOT -outform DER | openssl sha256',
  });
}

function missing(authority: string, shown: string): Diagnostic {
  return problem('ROOT_FILE_MISSING', {
    detail: `authorities.${authority}.roots names ${shown}, but there is no such file.`,
    help: `Put the certificate of the CA's root there, from a source that you trust, or declare its fingerprint (sha256:…).`,
  });
}

function notSelfIssued(shown: string, {facts}: FoundRoot): Diagnostic {
  return invalid(
    shown,
    `${formatName(facts.subject)} was issued by ${formatName(facts.issuer)}, so it is no root; intermediate CAs come with the answers`,
  );
}

function invalid(shown: string, why: string): Diagnostic {
  return problem('ROOT_FILE_INVALID', {
    detail: `${shown}: ${why}.`,
    help: 'Put nothing but self-issued root certificates into it, as DER or PEM.',
  });
}
