import {hideIn} from '../../core/hide.ts';
import type {Secret} from '../../core/secret.ts';
import {unreachable} from '../../core/unreachable.ts';
import {withoutAbsent} from '../every.ts';
import type {Answer, Authority} from '../ports/authority.ts';
import {hideInErrors, hideInPart, hideInProblem, hideInRemarks} from './hide.ts';

/** The same authority, which repeats no secret that it was given. What it says is kept on servers and in logs. */
export function guardAuthority(authority: Authority, secrets: readonly Secret[]): Authority {
  const {find, listIssued, revoke} = authority;
  const guarded = (work: () => Promise<Answer>): Promise<Answer> =>
    hideInErrors(async () => hideInAnswer(await work(), secrets), secrets);
  return withoutAbsent<Authority>({
    can: authority.can,
    asked: authority.asked,
    madeAs: authority.madeAs,
    chain: (options, cx) =>
      hideInErrors(
        async () => hideInPart(await authority.chain(options, hideInRemarks(cx, secrets)), secrets),
        secrets,
      ),
    submit: (order, note, cx) => guarded(() => authority.submit(order, note, hideInRemarks(cx, secrets))),
    resume: (order, note, cx) => guarded(() => authority.resume(order, note, hideInRemarks(cx, secrets))),
    find:
      find &&
      ((spki, cx) =>
        hideInErrors(async () => {
          const answer = (await authority.find?.(spki, hideInRemarks(cx, secrets))) ?? 'none';
          return answer === 'none' ? answer : hideInAnswer(answer, secrets);
        }, secrets)),
    listIssued:
      listIssued &&
      ((thumbprint, cx) =>
        hideInErrors(
          async () => hideInPart(await listIssued.call(authority, thumbprint, hideInRemarks(cx, secrets)), secrets),
          secrets,
        )),
    revoke:
      revoke &&
      ((certificate, reason, cx) =>
        hideInErrors(
          async () =>
            hideInPart(await revoke.call(authority, certificate, reason, hideInRemarks(cx, secrets)), secrets),
          secrets,
        )),
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
