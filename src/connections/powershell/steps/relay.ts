import type {StepResult} from '../../../engine/ports/connection.ts';
import {checkSpki} from '../../request-notes.ts';
import {findCas} from '../find-cas.ts';
import {readRelay} from '../read-relay.ts';
import {done, programSeconds, type StepContext, type StepOf, tell} from './context.ts';

/** Has the server ask the CA about a request of its own. What it said is for the authority to judge. */
export async function relay({spki, call}: StepOf<'relay'>, cx: StepContext): Promise<StepResult> {
  checkSpki(spki);
  if (call.ask === 'cas') return done({spki, relay: await findCas(cx)});
  const common = {ca: call.ca, asComputer: call.as === 'computer', ask: call.ask, seconds: programSeconds(cx, 'relay')};
  const input =
    call.ask === 'submit'
      ? // Attributes are separated by a line break that certreq knows as the two characters \\n.
        {...common, request: `${spki}.req`, attributes: call.attributes.join('\\n')}
      : {...common, ticket: call.ticket};
  const {ok} = await tell(cx, {verb: 'relay', input}, 'the asking of the CA (certreq)');
  return done({spki, relay: readRelay(ok)});
}
