import type {KeyObject} from 'node:crypto';
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {ServerId, SignatureHash} from '../../core/model/desired.ts';
import {isValidAt} from '../../core/policy/life.ts';
import {X509Error} from '../../x509/error.ts';
import {readCertificate} from '../../x509/facts.ts';
import {REQUEST_LIMIT, type RequestFacts, readRequest} from '../../x509/request.ts';
import {type CaCertificates, loadCa, openIssuingKey} from './ca-folder.ts';
import {makeCa} from './make-ca.ts';
import {refusal} from './policy.ts';
import {BEGIN_ANEW, damaged, problem} from './problems.ts';
import {enter, type IssuedEntry, requestHash} from './register.ts';
import type {LocalSite, Profile} from './settings.ts';
import {signLeaf} from './sign-leaf.ts';

/** What is asked of the CA. */
export interface Wanted {
  /** PKCS#10, DER. */
  readonly csr: Buffer;
  readonly spki: string;
  /** Of the specification; what the request itself names goes before it. */
  readonly template: string;
  readonly signature: SignatureHash;
  readonly server: ServerId;
}

export interface Permitted {
  readonly request: RequestFacts;
  readonly profile: Profile;
}

/** What the rules say of it; `denied` is why it can never be issued as it is. */
export function permit(site: LocalSite, wanted: Wanted): Permitted | {readonly denied: string} {
  const request = readOrRefuse(wanted.csr);
  if (typeof request === 'string') return {denied: request};
  if (request.spki !== wanted.spki)
    return {denied: 'The request is for another key than the one that was ordered for.'};
  const template = request.template ?? wanted.template;
  const profile = site.profiles.get(template);
  if (profile === undefined) {
    const known = [...site.profiles.keys()].join(', ');
    return {
      denied: `There is no profile for the template ${JSON.stringify(template)}; there is ${known}. Declare authorities.${site.name}.profiles.${template}, or write template: ${[...site.profiles.keys()][0]}.`,
    };
  }
  const denied = refusal({request, profile, authority: site.name});
  return denied === undefined ? {request, profile} : {denied};
}

/** One of any size could be signed, but what is written of it could not be read again. */
function readOrRefuse(csr: Buffer): RequestFacts | string {
  if (csr.length > REQUEST_LIMIT) {
    return `The request has ${Math.ceil(csr.length / 1024)} KiB; ${REQUEST_LIMIT / 1024} KiB are allowed. Declare fewer names, or several certificates.`;
  }
  try {
    return readRequest(csr);
  } catch (error) {
    if (error instanceof X509Error) return `The request could not be read: ${error.message}.`;
    throw error;
  }
}

/** The CA that is there, or a new one where none ever was. */
export async function ensureCa(site: LocalSite, now: Date): Promise<Part<CaCertificates>> {
  const found = await loadCa(site);
  if ('problem' in found) return found;
  if (found.ok !== 'absent') return {ok: found.ok};
  const made = await makeCa(site, now);
  if ('problem' in made) return made;
  const loaded = await loadCa(site);
  if ('problem' in loaded) return loaded;
  return loaded.ok === 'absent' ? {problem: damaged(site.shown, 'the CA has gone')} : {ok: loaded.ok};
}

/** A CA that can sign now. */
export interface Signer {
  readonly ca: CaCertificates;
  readonly key: KeyObject;
  readonly now: Date;
}

export async function openSigner(site: LocalSite, ca: CaCertificates, now: Date): Promise<Part<Signer>> {
  const late = lifetimeProblem(site, ca, now);
  if (late !== undefined) return {problem: late};
  const key = await openIssuingKey(site, ca.issuing);
  return 'problem' in key ? key : {ok: {ca, key: key.ok, now}};
}

/** Entered before it is handed out: what nobody heard of cannot be asked for again. */
export function issueOne(
  site: LocalSite,
  {csr, signature, server, request, profile}: Wanted & Permitted,
  {ca, key, now}: Signer,
): Promise<Part<IssuedEntry>> {
  const issuer = {facts: ca.issuing, key};
  const der = signLeaf({request, profile, hash: signature, issuer, now, random: site.host.random});
  const entry = {
    request: requestHash(csr),
    profile: profile.name,
    issuedAt: now.toISOString(),
    server,
    certificate: readCertificate(der),
  };
  return enter(site, entry);
}

function lifetimeProblem(site: LocalSite, {issuing}: CaCertificates, now: Date): Diagnostic | undefined {
  if (isValidAt(issuing, now)) return undefined;
  return problem('AUTHORITY_EXPIRED', {
    detail: `${site.shown}: the issuing CA is valid from ${issuing.notBefore} to ${issuing.notAfter}; it is ${now.toISOString()}.`,
    help: `Check the clock. If the CA has expired, begin with a new CA, ${BEGIN_ANEW}.`,
  });
}
