import type {Part} from '../../core/diagnostic.ts';
import {hideIn} from '../../core/hide.ts';
import type {Secret} from '../../core/secret.ts';
import {unreachable} from '../../core/unreachable.ts';
import {withoutAbsent} from '../every.ts';
import type {Answer, Authority} from '../ports/authority.ts';
import type {CallContext} from '../ports/context.ts';
import {hideInErrors, hideInPart, hideInProblem, hideInRemarks} from './hide.ts';

/** The same authority, which repeats no secret that it was given. What it says is kept on servers and in logs. */
export function guardAuthority(authority: Authority, secrets: readonly Secret[]): Authority {
  const {find, listIssued, revoke} = authority;
  const guarded = (work: () => Promise<Answer>): Promise<Answer> =>
    hideInErrors(async () => hideInAnswer(await work(), secrets), secrets);
  const guardedPart = <T>(work: () => Promise<Part<T>>): Promise<Part<T>> =>
    hideInErrors(async () => hideInPart(await work(), secrets), secrets);
  const quiet = (cx: CallContext): CallContext => hideInRemarks(cx, secrets);
  return withoutAbsent<Authority>({
    can: authority.can,
    asked: authority.asked,
    madeAs: authority.madeAs,
    chain: (options, cx) => guardedPart(() => authority.chain(options, quiet(cx))),
    submit: (order, note, cx) => guarded(() => authority.submit(order, note, quiet(cx))),
    resume: (order, note, cx) => guarded(() => authority.resume(order, note, quiet(cx))),
    find:
      find &&
      ((spki, cx) =>
        hideInErrors(async () => {
          const answer = (await authority.find?.(spki, quiet(cx))) ?? 'none';
          return answer === 'none' ? answer : hideInAnswer(answer, secrets);
        }, secrets)),
    listIssued:
      listIssued && ((thumbprint, cx) => guardedPart(() => listIssued.call(authority, thumbprint, quiet(cx)))),
    revoke:
      revoke &&
      ((certificate, reason, cx) => guardedPart(() => revoke.call(authority, certificate, reason, quiet(cx)))),
  });
}

function hideInAnswer(answer: Answer, secrets: readonly Secret[]): Answer {
  const remarks = 'remarks' in answer && answer.remarks?.map(remark => hideInProblem(remark, secrets));
  const remarked = remarks ? {remarks} : {};
  switch (answer.state) {
    case 'issued':
      return {...answer, ...remarked};
    case 'waiting':
      return {...answer, ...remarked, who: hideIn(answer.who, secrets)};
    case 'denied':
      return {...answer, reason: hideIn(answer.reason, secrets)};
    case 'failed':
      return {...answer, problem: hideInProblem(answer.problem, secrets)};
    default:
      return unreachable(answer);
  }
}
