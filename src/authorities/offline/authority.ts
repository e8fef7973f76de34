/**
 * A CA that a person asks. Requests are written to a folder of the repository; what people bring back into it is known
 * by its public key, whatever it is called. There is nothing to remember: the request on the holder and the files in
 * the folder are all that is needed, so that every call looks anew.
 */
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import type {RevocationReason} from '../../core/model/revocation.ts';
import {describeName} from '../../core/policy/names.ts';
import {type Common, whileRunning} from '../../core/while-running.ts';
import type {Answer, Authority, Order} from '../../engine/ports/authority.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import {verifyChain} from '../../x509/chain.ts';
import {X509Error} from '../../x509/error.ts';
import {encodePem} from '../../x509/pem.ts';
import {type RequestFacts, readRequest} from '../../x509/request.ts';
import {escapeControls} from '../../x509/text.ts';
import {readRootFiles} from '../declared-roots.ts';
import {offlineCapabilities} from './capabilities.ts';
import {findAnswer, type Match, type Wanted} from './match.ts';
import {attempt, problem} from './problems.ts';
import {remarksOn} from './remarks.ts';
import {showPath, writeRequestFiles} from './request-files.ts';
import {requestPage} from './request-page.ts';
import {type RequestPlace, requestPlace} from './request-place.ts';
import {chainOf, trustedRoots} from './roots.ts';
import {certificatesIn, requestsByKey, type Scan, scanFolder} from './scan.ts';
import type {OfflineSite} from './settings.ts';

export function offlineAuthority(site: OfflineSite): Authority {
  // A run asks for many orders. A file that concerns all of them is told with the first.
  const told = new Set<string>();
  const look = whileRunning((cx: CallContext) => lookAround(site, cx));
  // Nothing is noted before writing: the same files are written again and again without harm.
  const submit = async (order: Order, _note: unknown, cx: CallContext) =>
    withoutTold(await answer(site, order, {cx, look}), told);
  return {
    can: offlineCapabilities,
    async chain(_options, cx) {
      const roots = await readRootFiles(site, site);
      if ('problem' in roots) return roots;
      const scan = await scanOf(site);
      return 'problem' in scan ? scan : {ok: chainOf(site, roots.ok, {scan: scan.ok, now: cx.now()})};
    },
    submit,
    resume: submit,
    find: async (spki, cx) => find(site, spki, await look.ask(cx)),
    async listIssued(thumbprint) {
      const scan = await scanOf(site);
      if ('problem' in scan) return scan;
      const all = certificatesIn(scan.ok).map(({facts}) => facts);
      return {ok: all.filter(one => !one.ca && one.thumbprint.startsWith(thumbprint)).map(({der}) => der)};
    },
    revoke: async (certificate, reason) => ({problem: revokedElsewhere(site, certificate, reason)}),
  };
}

/** What concerns one order alone bears its address, and is told with that order every time. */
function withoutTold(answer: Answer, told: Set<string>): Answer {
  if (answer.state !== 'waiting' || answer.remarks === undefined) return answer;
  const {remarks, ...rest} = answer;
  const fresh = remarks.filter(({address, detail}) => address !== undefined || !told.has(detail));
  for (const {detail} of fresh) told.add(detail);
  return fresh.length === 0 ? rest : {...rest, remarks: fresh};
}

const scanOf = (site: OfflineSite): Promise<Part<Scan>> =>
  attempt('REQUEST_FOLDER_UNREADABLE', site.shown, () => scanFolder(site));

interface Asking {
  readonly cx: CallContext;
  /** Into the folder, for all orders that come at the same time. */
  readonly look: Common<[CallContext], Part<Surroundings>>;
}

/** An answer that is there already goes before writing: a finished request leaves nothing behind for a person. */
async function answer(site: OfflineSite, order: Order, {cx, look}: Asking): Promise<Answer> {
  const place = requestPlace(order);
  if ('problem' in place) return failed(place.problem);
  const request = readOrder(order);
  if ('problem' in request) return failed(request.problem, {repeatable: false});
  const seen = await look.ask(cx);
  if ('problem' in seen) return failed(seen.problem);
  const {scan, judging} = seen.ok;
  const {names, eku = []} = request.ok;
  const asked = {spki: order.spki, names: names.map(({value}) => value.toLowerCase()), eku};
  const match = findAnswer(scan, {...asked, ...judging});
  if (match !== undefined) return issued(site, match);
  const written = await write(site, {place: place.ok, order, request: request.ok}).finally(look.forget);
  return 'problem' in written ? failed(written.problem) : waiting(site, {order, place: place.ok, scan, cx});
}

/** For a plan: is there an answer? Where the request lies here too, its names help to choose among several. */
async function find(site: OfflineSite, spki: string, seen: Part<Surroundings>): Promise<Answer | 'none'> {
  if ('problem' in seen) return failed(seen.problem);
  const {scan, judging} = seen.ok;
  const {names = [], eku = []} = requestsByKey(scan.requests).get(spki)?.[0] ?? {};
  const match = findAnswer(scan, {spki, names, eku, ...judging});
  return match === undefined ? 'none' : issued(site, match);
}

/** What lies in the folder, and what an answer in it is judged by. */
interface Surroundings {
  readonly scan: Scan;
  readonly judging: Pick<Wanted, 'now' | 'trusts'>;
}

async function lookAround(site: OfflineSite, cx: CallContext): Promise<Part<Surroundings>> {
  const scan = await scanOf(site);
  return 'problem' in scan ? scan : {ok: {scan: scan.ok, judging: await judging(site, scan.ok, cx)}};
}

/** By what an answer is preferred to another: its time, and a chain to a root. Without readable roots none is trusted. */
async function judging(site: OfflineSite, scan: Scan, cx: CallContext): Promise<Pick<Wanted, 'now' | 'trusts'>> {
  const now = cx.now();
  const roots = await readRootFiles(site, site);
  if ('problem' in roots) return {now, trusts: () => false};
  const trusted = trustedRoots(site, roots.ok, certificatesIn(scan)).map(({facts}) => facts.der);
  return {
    now,
    trusts: ({facts}, chain) =>
      verifyChain({
        leaf: facts.der,
        intermediates: chain.map(one => one.facts.der),
        roots: trusted,
        at: new Date(Math.max(now.getTime(), Date.parse(facts.notBefore))),
      }).ok,
  };
}

function readOrder({csr, spki, slot}: Order): Part<RequestFacts> {
  const unreadable = (why: string): Part<never> => ({
    problem: problem('REQUEST_UNREADABLE', {detail: `${slot}: ${why}.`, help: 'Have the request made anew.'}),
  });
  try {
    const request = readRequest(Buffer.from(csr, 'base64'));
    return request.spki === spki ? {ok: request} : unreadable('the request is for another key than was ordered for');
  } catch (error) {
    if (error instanceof X509Error) return unreadable(error.message);
    throw error;
  }
}

interface Writing {
  readonly place: RequestPlace;
  readonly order: Order;
  readonly request: RequestFacts;
}

function write(site: OfflineSite, {place, order, request}: Writing): Promise<Part<'written'>> {
  const file = `${place.stem}.csr`;
  return writeRequestFiles(site, place, {
    csr: encodePem('CERTIFICATE REQUEST', Buffer.from(order.csr, 'base64')),
    page: requestPage({order, request, file, authority: site.name}),
  });
}

interface Waiting {
  readonly order: Order;
  readonly place: RequestPlace;
  readonly scan: Scan;
  readonly cx: CallContext;
}

function waiting(site: OfflineSite, {order, place, scan, cx}: Waiting): Answer {
  const {progress: before, slot, spki} = order;
  const since = before.state === 'waiting' ? before.since : cx.now().toISOString();
  const remarks = remarksOn(scan, {place, slot, spki, since: new Date(since), shown: site.shown});
  return {
    state: 'waiting',
    progress: {state: 'waiting', ticket: place.ticket, since},
    who: `the CA's answer to ${showPath(site, `${place.folder}/${place.stem}.csr`)}, to be put beside it`,
    ...(remarks.length > 0 && {remarks}),
  };
}

function issued(site: OfflineSite, {leaf, chain, remarks}: Match): Answer {
  return {
    state: 'issued',
    leaf: leaf.facts.der,
    chain: chain.map(({facts}) => facts.der),
    where: escapeControls(showPath(site, leaf.path)),
    ...(remarks.length > 0 && {remarks}),
  };
}

const failed = (found: Diagnostic, {repeatable} = {repeatable: true}): Answer => ({
  state: 'failed',
  problem: found,
  repeatable,
});

/** Nothing but files goes between cscert and this CA, and no file revokes. */
function revokedElsewhere({name}: OfflineSite, one: CertificateFacts, reason: RevocationReason): Diagnostic {
  const issuer = describeName(one.issuer);
  return problem('CA_REVOKES_ITSELF', {
    detail: `The CA behind the authority "${name}" is reached by files alone; ${issuer} takes a revocation on its own portal or from its own officers.`,
    help: `Have the serial number ${one.serial} revoked there, with the reason ${reason}.`,
  });
}
