import type {CallRef, Emit} from '../events.ts';
import {withoutAbsent} from '../every.ts';
import type {Authority} from '../ports/authority.ts';
import {describeAnswer, describeChain, describeIssued, describeOrder, describeRevoked} from './describe-answer.ts';
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
    madeAs: authority.madeAs,
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
