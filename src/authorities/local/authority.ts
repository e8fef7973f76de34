import type {KeyObject} from 'node:crypto';
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {Answer, Authority, Order} from '../../engine/ports/authority.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import {X509Error} from '../../x509/error.ts';
import {readCertificate} from '../../x509/facts.ts';
import {type RequestFacts, readRequest} from '../../x509/request.ts';
import {type CaCertificates, loadCa, openIssuingKey} from './ca-folder.ts';
import {localCapabilities} from './capabilities.ts';
import {makeCa} from './make-ca.ts';
import {refusal} from './policy.ts';
import {attempt, damaged, problem} from './problems.ts';
import {enter, type IssuedEntry, listEntries, readEntry, requestHash} from './register.ts';
import type {LocalSite, Profile} from './settings.ts';
import {signLeaf} from './sign-leaf.ts';

/** A CA in a folder, with a look into its register. */
export interface LocalAuthority extends Authority {
  /** Everything that it issued, ordered by the request's hash. */
  register(): Promise<Part<readonly IssuedEntry[]>>;
}

export function localAuthority(site: LocalSite): LocalAuthority {
  // Nothing is noted before signing: a request that is handed in twice is answered from the register.
  const submit = (order: Order, _note: unknown, cx: CallContext) => answer(site, order, cx);
  return {
    can: localCapabilities,
    async chain({create}, cx) {
      const ca = create ? await ensureCa(site, cx) : await loadCa(site);
      if ('problem' in ca) return ca;
      if (ca.ok === 'absent') return {ok: 'made on first use'};
      return {ok: {roots: [ca.ok.root.der], intermediates: [ca.ok.issuing.der]}};
    },
    submit,
    resume: submit,
    find: spki => find(site, spki),
    register: () => attempt('AUTHORITY_UNREADABLE', site.shown, async () => ({ok: await listEntries(site)})),
  };
}

async function answer(site: LocalSite, order: Order, cx: CallContext): Promise<Answer> {
  const csr = Buffer.from(order.csr, 'base64');
  const hash = requestHash(csr);
  const ca = await ensureCa(site, cx);
  if ('problem' in ca) return failed(ca.problem);
  const known = await attempt('AUTHORITY_UNREADABLE', site.shown, async () => ({ok: await readEntry(site, hash)}));
  if ('problem' in known) return failed(known.problem);
  if (known.ok !== undefined) return issued(known.ok, ca.ok);
  const permitted = permit(site, order, csr);
  if ('denied' in permitted) return {state: 'denied', reason: permitted.denied};
  const late = lifetimeProblem(site, ca.ok, cx.now());
  if (late !== undefined) return failed(late);
  const key = await openIssuingKey(site, ca.ok.issuing);
  if ('problem' in key) return failed(key.problem);
  return sign(site, {hash, order, ca: ca.ok, key: key.ok, now: cx.now(), ...permitted});
}

interface Permitted {
  readonly request: RequestFacts;
  readonly profile: Profile;
}

function permit(site: LocalSite, order: Order, csr: Buffer): Permitted | {readonly denied: string} {
  const request = readOrRefuse(csr);
  if (typeof request === 'string') return {denied: request};
  if (request.spki !== order.spki) return {denied: 'The request is for another key than the one that was ordered for.'};
  const template = request.template ?? order.spec.template;
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

function readOrRefuse(csr: Buffer): RequestFacts | string {
  try {
    return readRequest(csr);
  } catch (error) {
    if (error instanceof X509Error) return `The request could not be read: ${error.message}.`;
    throw error;
  }
}

interface SignInput extends Permitted {
  readonly hash: string;
  readonly order: Order;
  readonly ca: CaCertificates;
  readonly key: KeyObject;
  readonly now: Date;
}

/** Entered before it is handed out: what nobody heard of cannot be asked for again. */
async function sign(site: LocalSite, input: SignInput): Promise<Answer> {
  const {hash, order, ca, key, now, request, profile} = input;
  const issuer = {facts: ca.issuing, key};
  const der = signLeaf({request, profile, hash: order.spec.signature, issuer, now, random: site.host.random});
  const entry = {request: hash, profile: profile.name, issuedAt: now.toISOString(), certificate: readCertificate(der)};
  const entered = await attempt('AUTHORITY_WRITE_FAILED', site.shown, async () => ({ok: await enter(site, entry)}));
  return 'problem' in entered ? failed(entered.problem) : issued(entered.ok, ca);
}

async function find(site: LocalSite, spki: string): Promise<Answer | 'none'> {
  const entries = await attempt('AUTHORITY_UNREADABLE', site.shown, async () => ({ok: await listEntries(site)}));
  if ('problem' in entries) return failed(entries.problem);
  const mine = entries.ok.filter(({certificate}) => certificate.spki === spki);
  const latest = mine.toSorted((a, b) => (a.issuedAt < b.issuedAt ? 1 : -1))[0];
  if (latest === undefined) return 'none';
  const ca = await loadCa(site);
  if ('problem' in ca) return failed(ca.problem);
  return ca.ok === 'absent' ? failed(damaged(site.shown, 'the CA has gone')) : issued(latest, ca.ok);
}

/** The CA that is there, or a new one where none ever was. */
async function ensureCa(site: LocalSite, cx: CallContext): Promise<Part<CaCertificates>> {
  const found = await loadCa(site);
  if ('problem' in found) return found;
  if (found.ok !== 'absent') return {ok: found.ok};
  const made = await makeCa(site, cx.now());
  if ('problem' in made) return made;
  const loaded = await loadCa(site);
  if ('problem' in loaded) return loaded;
  return loaded.ok === 'absent' ? {problem: damaged(site.shown, 'the CA has gone')} : {ok: loaded.ok};
}

function lifetimeProblem(site: LocalSite, {issuing}: CaCertificates, now: Date): Diagnostic | undefined {
  if (Date.parse(issuing.notBefore) <= now.getTime() && now.getTime() < Date.parse(issuing.notAfter)) return undefined;
  return problem('AUTHORITY_EXPIRED', {
    detail: `${site.shown}: the issuing CA is valid from ${issuing.notBefore} to ${issuing.notAfter}; it is ${now.toISOString()}.`,
    help: 'Check the clock. If the CA has expired, move its folder away: a new one is made, and every certificate is requested anew.',
  });
}

function issued(entry: IssuedEntry, ca: CaCertificates): Answer {
  return {state: 'issued', leaf: entry.certificate.der, chain: [ca.issuing.der]};
}

const failed = (found: Diagnostic): Answer => ({state: 'failed', problem: found, repeatable: true});
