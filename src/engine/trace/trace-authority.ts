import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {AuthorityChain} from '../../core/model/actual.ts';
import type {Revoked} from '../../core/model/revocation.ts';
import type {Shown} from '../../core/shown.ts';
import {unreachable} from '../../core/unreachable.ts';
import type {CallRef, Emit} from '../events.ts';
import {withoutAbsent} from '../every.ts';
import type {Answer, Authority, Order} from '../ports/authority.ts';
import {describeProgress} from './describe-progress.ts';
import {describeSpec} from './describe-step.ts';
import {tellCall} from './tell-call.ts';

/** The same authority; every call is told, with what is asked and what it answers. */
export function traceAuthority(name: string, authority: Authority, emit: Emit): Authority {
  const {listIssued, revoke} = authority;
  const ref = (call: keyof Authority): CallRef => ({to: 'authority', name, call});
  const ofOrder =
    (call: 'submit' | 'resume'): Authority['submit'] =>
    (order, note, cx) =>
      tellCall(
        {
          ref: {...ref(call), server: order.server, slot: order.slot},
          asked: describeOrder(order),
          work: () => authority[call](order, note, cx),
          describe: describeAnswer,
        },
        emit,
        cx,
      );
  const find: Authority['find'] = (spki, cx) =>
    tellCall(
      {
        ref: ref('find'),
        asked: {spki},
        work: async () => (await authority.find?.(spki, cx)) ?? 'none',
        describe: describeAnswer,
      },
      emit,
      cx,
    );
  return withoutAbsent<Authority>({
    can: authority.can,
    asked: authority.asked,
    chain: (options, cx) =>
      tellCall(
        {
          ref: ref('chain'),
          asked: {create: options.create},
          work: () => authority.chain(options, cx),
          describe: describeChain,
        },
        emit,
        cx,
      ),
    submit: ofOrder('submit'),
    resume: ofOrder('resume'),
    find: authority.find && find,
    listIssued:
      listIssued &&
      ((thumbprint, cx) =>
        tellCall(
          {
            ref: ref('listIssued'),
            asked: {thumbprint},
            work: () => listIssued.call(authority, thumbprint, cx),
            describe: describeIssued,
          },
          emit,
          cx,
        )),
    revoke:
      revoke &&
      ((certificate, reason, cx) =>
        tellCall(
          {
            ref: ref('revoke'),
            asked: {thumbprint: certificate.thumbprint, serial: certificate.serial, reason},
            work: () => revoke.call(authority, certificate, reason, cx),
            describe: describeRevoked,
          },
          emit,
          cx,
        )),
  });
}

const describeOrder = ({spki, csr, spec, progress}: Order): Shown => ({
  spki,
  ...describeProgress(progress),
  ...describeSpec(spec),
  csr,
});

interface Described {
  readonly result: 'done' | 'failed';
  readonly answer: Shown;
}

function describeAnswer(answer: Answer | 'none'): Described {
  if (answer === 'none') return {result: 'done', answer: {state: 'none'}};
  switch (answer.state) {
    case 'issued':
      return {result: 'done', answer: {state: 'issued', leaf: answer.leaf, chain: answer.chain.join(' ')}};
    case 'waiting': {
      const {progress, who, retryAfterMs} = answer;
      const again = retryAfterMs === undefined ? {} : {retryAfterMs};
      return {result: 'done', answer: {state: 'waiting', ...describeProgress(progress), who, ...again}};
    }
    case 'denied':
      return {result: 'done', answer: {state: 'denied', reason: answer.reason}};
    case 'failed': {
      const {problem, repeatable} = answer;
      return {result: 'failed', answer: {code: problem.code, detail: problem.detail, repeatable}};
    }
    default:
      return unreachable(answer);
  }
}

const describeProblem = ({code, detail}: Diagnostic): Described => ({result: 'failed', answer: {code, detail}});

function describeIssued(part: Part<readonly string[]>): Described {
  return 'problem' in part ? describeProblem(part.problem) : {result: 'done', answer: {certificates: part.ok.length}};
}

function describeRevoked(part: Part<Revoked>): Described {
  return 'problem' in part ? describeProblem(part.problem) : {result: 'done', answer: {...part.ok}};
}

function describeChain(part: Part<AuthorityChain | 'made on first use'>): Described {
  if ('problem' in part) return describeProblem(part.problem);
  if (part.ok === 'made on first use') return {result: 'done', answer: {state: part.ok}};
  const {roots, intermediates, pinned = [], fromResponse = false} = part.ok;
  return {
    result: 'done',
    answer: {roots: roots.length, intermediates: intermediates.length, pinned: pinned.length, fromResponse},
  };
}
