/**
 * From a request on the holder to a certificate in its store. Key and request are durable before the authority hears
 * of them; progress is durable before every step that can't be repeated; what comes back is verified before it is
 * stored. A run that ends anywhere in between is gone on with by the next one, from what the holder remembers.
 */

import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {Progress} from '../../core/model/actual.ts';
import type {Slot} from '../../core/model/desired.ts';
import {unreachable} from '../../core/unreachable.ts';
import type {Answer, Authority, EnrollCall, Note, Order} from '../ports/authority.ts';
import type {Enrolled, RelayAnswer, RelayCall, Step} from '../ports/connection.ts';
import {lookUp, unexpected} from '../world.ts';
import {denied, type IssuedAnswer, notTrusted, refused} from './answer-problems.ts';
import type {Run} from './run.ts';
import type {Session} from './session.ts';
import {type Blocked, verifyIssued} from './verify-issued.ts';

/** How far a request came in this run. */
export type Delivery =
  | {readonly state: 'installed'; readonly thumbprint: string; readonly already: boolean}
  | {readonly state: 'waiting'; readonly message: string}
  | {readonly state: 'failed'; readonly problem: Diagnostic};

/** A request that lies on the holder of the session. */
export interface IssueInput {
  readonly slot: Slot;
  readonly spki: string;
  /** PKCS#10, base64 DER. */
  readonly csr: string;
  readonly progress: Progress;
}

/** Asks the authority, or goes on asking, and stores what it issued. Whatever goes wrong is a delivery too. */
export async function issue(input: IssueInput, session: Session, run: Run): Promise<Delivery> {
  const {slot, spki, csr, progress} = input;
  const authority = lookUp(run.world.authorities, slot.spec.authority, 'authority');
  const {server} = session;
  const relay = (call: RelayCall): Promise<Part<RelayAnswer>> => relayBy(session, spki, call);
  const enroll: Order['enroll'] = call => enrollBy(session, {slot, spki}, call);
  const order: Order = {csr, spki, spec: slot.spec, server, slot: slot.address, progress, relay, enroll};
  const note: Note = async next => {
    const problem = await noteProgress(spki, next, session);
    if (problem !== undefined) throw new NotNoted(problem);
  };
  // A CA is asked beside the calls of the session, and what it issued is issued.
  const lost = await session.whyNot();
  if (lost !== undefined) return {state: 'failed', problem: lost};
  try {
    // What is issued is verified against it, and some authorities give it once: where it cannot be read, nobody is asked.
    const {chain} = await run.chainOf(slot.spec.authority);
    if ('problem' in chain) return {state: 'failed', problem: chain.problem};
    return await settle(await ask(authority, order, {note, run}), {input, session, run});
  } catch (error) {
    if (error instanceof NotNoted) return {state: 'failed', problem: error.problem};
    return {state: 'failed', problem: unexpected(error, slot.address)};
  }
}

async function relayBy(session: Session, spki: string, call: RelayCall): Promise<Part<RelayAnswer>> {
  const [result] = await session.perform([{do: 'relay', spki, call}]);
  if (result?.outcome === 'failed') return {problem: result.problem};
  const answer = result?.after.relay;
  return answer === undefined ? {problem: unexpected('no answer to a relay', session.server)} : {ok: answer};
}

async function enrollBy(
  session: Session,
  {slot, spki}: Pick<IssueInput, 'slot' | 'spki'>,
  call: EnrollCall,
): Promise<Part<Enrolled>> {
  const {spec, usages} = slot;
  const step: Step =
    call.ask === 'find'
      ? {do: 'findEnrolled', spki, ...(call.numbered && {usages})}
      : {do: 'enroll', spki, spec, usages, ca: call.ca, account: call.account, password: call.password};
  const [result] = await session.perform([step]);
  if (result?.outcome === 'failed') return {problem: result.problem};
  const found = result?.after.enrolled;
  return found === undefined ? {problem: unexpected('no answer to an enrolment', session.server)} : {ok: found};
}

/** Carries the problem out of the authority that was told to note something. */
class NotNoted extends Error {
  readonly problem: Diagnostic;

  constructor(problem: Diagnostic) {
    super(problem.summary);
    this.problem = problem;
  }
}

async function noteProgress(spki: string, progress: Progress, session: Session): Promise<Diagnostic | undefined> {
  const [result] = await session.perform([{do: 'note', spki, progress}]);
  if (result === undefined) return unexpected('no answer to a note', session.server);
  return result.outcome === 'failed' ? result.problem : undefined;
}

/**
 * A request that was sent but has no ticket may have been answered and the answer lost: the CA is asked for it where
 * it can be; else the same request is sent again, which is harmless where the same CSR gets the same certificate.
 */
async function ask(authority: Authority, order: Order, {note, run}: {note: Note; run: Run}): Promise<Answer> {
  const {cx} = run;
  if (order.progress.state === 'waiting') return authority.resume(order, note, cx);
  if (order.progress.state === 'sent' && authority.find) {
    const found = await authority.find(order.spki, cx);
    if (found !== 'none') return found;
  }
  return authority.submit(order, note, cx);
}

interface Settling {
  readonly input: IssueInput;
  readonly session: Session;
  readonly run: Run;
}

async function settle(answer: Answer, {input, session, run}: Settling): Promise<Delivery> {
  const {slot, spki} = input;
  const at = run.cx.now().toISOString();
  for (const diagnostic of 'remarks' in answer ? (answer.remarks ?? []) : []) run.emit('diagnostic', {diagnostic});
  switch (answer.state) {
    case 'issued':
      return install(answer, {input, session, run});
    case 'waiting':
      return (await stopped(answer.progress, spki, session)) ?? {state: 'waiting', message: answer.who};
    case 'denied':
      return (
        (await stopped({state: 'denied', reason: answer.reason, at}, spki, session)) ?? {
          state: 'failed',
          problem: denied(slot, answer.reason),
        }
      );
    case 'failed':
      if (answer.repeatable) return {state: 'failed', problem: answer.problem};
      return (
        (await stopped({state: 'refused', why: answer.problem.detail, at}, spki, session)) ?? {
          state: 'failed',
          problem: answer.problem,
        }
      );
    default:
      return unreachable(answer);
  }
}

/** Writes down where the request stands; a problem with that goes before what it stood for. */
async function stopped(progress: Progress, spki: string, session: Session): Promise<Delivery | undefined> {
  const problem = await noteProgress(spki, inBrief(progress), session);
  return problem && {state: 'failed', problem};
}

/** What a CA says may be a whole page; so many characters of it are kept with the request. */
const MOST_SAID = 2000;

function inBrief(progress: Progress): Progress {
  const brief = (text: string): string => (text.length <= MOST_SAID ? text : `${text.slice(0, MOST_SAID - 1)}…`);
  if (progress.state === 'denied') return {...progress, reason: brief(progress.reason)};
  return progress.state === 'refused' ? {...progress, why: brief(progress.why)} : progress;
}

async function install(answer: IssuedAnswer, {input, session, run}: Settling): Promise<Delivery> {
  const {slot, spki} = input;
  const authority = await run.chainOf(slot.spec.authority);
  const {leaf, enrolled = false} = answer;
  // The key of what was enrolled was made by the command that asked for it: the holder proves it when it is taken.
  const key = enrolled ? {} : {spki};
  const verdict = verifyIssued({...key, leaf, chain: answer.chain}, {slot, authority, now: run.cx.now()});
  if ('blocked' in verdict) return block(verdict, answer, {input, session, run});
  if ('refused' in verdict) return refuse(verdict.refused, answer, {input, session, run});
  const trust: readonly Step[] = verdict.roots.map(root => ({do: 'trust', store: 'Root', der: root.der}));
  const chain = verdict.chain.map(one => one.der);
  const results = await session.perform([...trust, {do: enrolled ? 'takeEnrolled' : 'install', spki, leaf, chain}]);
  const failed = results.find(result => result.outcome === 'failed');
  if (failed?.outcome === 'failed') return {state: 'failed', problem: failed.problem};
  const last = results.at(-1);
  if (last === undefined || results.length <= trust.length) {
    return {state: 'failed', problem: unexpected('no answer to an install', session.server)};
  }
  const {thumbprint, notBefore} = verdict.ok;
  // Assigned now, it would leave the server without a working certificate.
  if (Date.parse(notBefore) > run.cx.now().getTime())
    return {state: 'waiting', message: `${thumbprint.slice(0, 8)} is stored, but valid only from ${notBefore}`};
  return {state: 'installed', thumbprint, already: last.outcome === 'already-done'};
}

/** An answer that a person put there may be replaced by a better one; what a CA issued by itself it would issue again. */
async function refuse(why: string, answer: IssuedAnswer, {input, session, run}: Settling): Promise<Delivery> {
  const {slot, spki} = input;
  const {replaceable = false} = lookUp(run.world.authorities, slot.spec.authority, 'authority').can;
  const problem = refused(slot, {answer, why, replaceable});
  if (replaceable) return {state: 'failed', problem};
  const progress: Progress = {state: 'refused', why, at: run.cx.now().toISOString()};
  return (await stopped(progress, spki, session)) ?? {state: 'failed', problem};
}

/**
 * Where the same answer can be had again it waits for what is missing. Where it cannot, another would have to be
 * issued: that is for a person to say.
 */
async function block(
  {blocked: why, help}: Blocked,
  answer: IssuedAnswer,
  {input, session, run}: Settling,
): Promise<Delivery> {
  const {slot, spki} = input;
  const {find, idempotent, replaceable} = lookUp(run.world.authorities, slot.spec.authority, 'authority').can;
  if (find || idempotent || replaceable || answer.enrolled)
    return {state: 'failed', problem: notTrusted(slot, {answer, why, help: `${help}, and run apply again.`})};
  const anew = `${help}, and have it requested anew: cscert apply --retry ${slot.address}`;
  const problem = notTrusted(slot, {answer, why, help: anew});
  const progress: Progress = {state: 'refused', why: `${why}. ${help}.`, at: run.cx.now().toISOString()};
  return (await stopped(progress, spki, session)) ?? {state: 'failed', problem};
}
