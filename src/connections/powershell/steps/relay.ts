import type {RelayAnswer, StepResult} from '../../../engine/ports/connection.ts';
import {checkSpki} from '../../request-notes.ts';
import {nonsense} from '../problems.ts';
import type {JsonObject} from '../session/answer.ts';
import {done, programSeconds, type StepContext, type StepOf, tell} from './context.ts';

/** Has the server ask the CA about a request of its own. What it said is for the authority to judge. */
export async function relay({spki, call}: StepOf<'relay'>, cx: StepContext): Promise<StepResult> {
  checkSpki(spki);
  const common = {ca: call.ca, asComputer: call.as === 'computer', ask: call.ask, seconds: programSeconds(cx, 'relay')};
  const input =
    call.ask === 'submit'
      ? // Attributes are separated by a line break that certreq knows as the two characters \\n.
        {...common, request: `${spki}.req`, attributes: call.attributes.join('\\n')}
      : {...common, ticket: call.ticket};
  const {ok} = await tell(cx, {verb: 'relay', input}, 'the asking of the CA (certreq)');
  return done({spki, relay: readRelay(ok)});
}

function readRelay({exitCode, output, certificate, chain}: JsonObject): RelayAnswer {
  if (typeof exitCode !== 'number' || typeof output !== 'string') throw nonsense('It did not say how certreq ended.');
  return {
    exitCode,
    output,
    ...(typeof certificate === 'string' && certificate !== '' && {certificate}),
    ...(typeof chain === 'string' && chain !== '' && {chain}),
  };
}
