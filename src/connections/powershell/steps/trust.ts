import type {StepResult} from '../../../engine/ports/connection.ts';
import {readCertificate} from '../../../x509/facts.ts';
import {checkBelongs} from '../../chain-rules.ts';
import {diagnose} from '../problems.ts';
import type {Answer} from '../session/answer.ts';
import {alreadyDone, done, givenBy, type StepContext, type StepOf, verify} from './context.ts';

type Trust = StepOf<'trust'>;

/** One certificate or a whole chain, in one frame. As many results as were tried: all, or up to the first that failed. */
export async function trust(steps: readonly Trust[], cx: StepContext): Promise<readonly StepResult[]> {
  const wishes = steps.map(step => attempt(cx, () => wishOf(step)));
  const bad = wishes.findIndex(wish => 'outcome' in wish);
  const asked = wishes.slice(0, bad < 0 ? wishes.length : bad).filter(isWish);
  const answers =
    asked.length === 0
      ? []
      : await cx.session.call(
          asked.map(input => ({verb: 'trust', input})),
          cx.call,
        );
  const results = answers.map((answer, at) => attempt(cx, () => resultOf(asked[at], answer, cx)));
  const all = [...results, ...(results.length === asked.length ? wishes.filter(isFailure).slice(0, 1) : [])];
  const failed = all.findIndex(({outcome}) => outcome === 'failed');
  return failed < 0 ? all : all.slice(0, failed + 1);
}

type Wish = {
  readonly store: Trust['store'];
  readonly thumbprint: string;
  readonly der: string;
};

const isWish = (one: Wish | StepResult): one is Wish => !('outcome' in one);
const isFailure = (one: Wish | StepResult): one is StepResult => 'outcome' in one;

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

/** What is wrong with one certificate is the end of its own step. */
function attempt<T>({server}: StepContext, work: () => T): T | StepResult {
  try {
    return work();
  } catch (error) {
    return {outcome: 'failed', problem: diagnose(error, server)};
  }
}
