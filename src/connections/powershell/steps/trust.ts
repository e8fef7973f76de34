import type {StepResult} from '../../../engine/ports/connection.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {checkBelongs} from '../../chain-rules.ts';
import {diagnose} from '../problems.ts';
import type {Answer} from '../session/answer.ts';
import {alreadyDone, done, givenBy, type StepContext, type StepOf, verify} from './context.ts';

type Trust = StepOf<'trust'>;

/** One certificate or a whole chain, in one frame. As many results as were tried: all, or up to the first that failed. */
export async function trust(steps: readonly Trust[], cx: StepContext): Promise<readonly StepResult[]> {
  const {made: wishes, failed: refused} = upToFailure(steps, wishOf, cx);
  const calls = wishes.map(input => ({verb: 'trust', input}) as const);
  const answers = calls.length === 0 ? [] : await cx.session.call(calls, cx.call);
  const {made: results, failed} = upToFailure(answers, (answer, at) => resultOf(wishes[at], answer, cx), cx);
  const end = failed ?? refused;
  return end === undefined ? results : [...results, end];
}

/** What is wrong with one certificate is the end of its own step, and none is tried after it. */
function upToFailure<A, B>(
  items: readonly A[],
  make: (item: A, at: number) => B,
  {server}: StepContext,
): {readonly made: readonly B[]; readonly failed?: StepResult} {
  const made: B[] = [];
  for (const [at, item] of items.entries()) {
    try {
      made.push(make(item, at));
    } catch (error) {
      return {made, failed: {outcome: 'failed', problem: diagnose(error, server)}};
    }
  }
  return {made};
}

type Wish = {
  readonly store: Trust['store'];
  readonly thumbprint: string;
  readonly der: string;
};

function wishOf({store, der}: Trust): Wish {
  const facts = readCertificate(Buffer.from(der, 'base64'));
  checkBelongs(facts, store);
  return {store, thumbprint: facts.thumbprint, der};
}

function resultOf(wish: Wish | undefined, answer: Answer, cx: StepContext): StepResult {
  if (wish === undefined) throw new Error('more answers than were asked for');
  const {store, thumbprint} = wish;
  const {ok} = givenBy(answer, cx, `the adding of a CA to ${store}`);
  verify(ok['there'] === true, cx, `the certificate ${thumbprint} in ${store}`);
  return ok['changed'] === true ? done({thumbprint}) : alreadyDone({thumbprint});
}
