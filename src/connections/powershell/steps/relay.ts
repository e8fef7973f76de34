import {isMapping} from '../../../core/mapping.ts';
import type {RelayAnswer, StepResult} from '../../../engine/ports/connection.ts';
import {checkSpki} from '../../request-notes.ts';
import {readCas, readTemplates} from '../ca-list.ts';
import {objectsOf} from '../facts/shape.ts';
import {nonsense} from '../problems.ts';
import type {JsonObject} from '../session/answer.ts';
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

/** More CAs than a forest has; each costs a question. */
const MOST_CAS = 20;

function readRelay({exitCode, output, certificate, chain}: JsonObject): RelayAnswer {
  if (typeof exitCode !== 'number' || typeof output !== 'string') throw nonsense('It did not say how certreq ended.');
  return {
    exitCode,
    output,
    ...(typeof certificate === 'string' && certificate !== '' && {certificate}),
    ...(typeof chain === 'string' && chain !== '' && {chain}),
  };
}

/** Two questions: who is there, then what each of them issues. */
async function findCas(cx: StepContext): Promise<RelayAnswer> {
  const what = 'the looking for the CAs of the forest (certutil)';
  const seconds = programSeconds(cx, 'cas');
  const listed = await tell(cx, {verb: 'cas', input: {list: true, templatesOf: [], seconds}}, what);
  const list = isMapping(listed.ok['list']) ? listed.ok['list'] : {};
  const {exitCode, output} = readRelay(list);
  const found = readCas(output).slice(0, MOST_CAS);
  const each = Math.max(5, Math.floor(seconds / Math.max(1, found.length)));
  const {ok} = await tell(cx, {verb: 'cas', input: {list: false, templatesOf: found, seconds: each}}, what);
  const told = objectsOf(ok['templates'], 'The templates of the CAs');
  const cas = found.map(ca => {
    const one = told.find(answer => answer['ca'] === ca);
    const issues = one?.['exitCode'] === 0 && typeof one['output'] === 'string' ? one['output'] : undefined;
    return issues === undefined ? {ca} : {ca, templates: readTemplates(issues)};
  });
  return {exitCode, output, cas};
}
