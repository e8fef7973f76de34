import {isMapping} from '../../core/mapping.ts';
import type {RelayAnswer} from '../../engine/ports/connection.ts';
import {readCas, readTemplates} from './ca-list.ts';
import {objectsOf} from './facts/shape.ts';
import {readRelay} from './read-relay.ts';
import {programSeconds, type StepContext, secondsForEach, tell} from './steps/context.ts';

/** More CAs than a forest has; each costs a question. */
const MOST_CAS = 20;

/** The CAs that the forest publishes, in two questions: who is there, then what each of them issues. */
export async function findCas(cx: StepContext): Promise<RelayAnswer> {
  const what = 'the looking for the CAs of the forest (certutil)';
  const seconds = programSeconds(cx, 'cas');
  const listed = await tell(cx, {verb: 'cas', input: {list: true, templatesOf: [], seconds}}, what);
  const list = isMapping(listed.ok['list']) ? listed.ok['list'] : {};
  const {exitCode, output} = readRelay(list);
  const found = readCas(output).slice(0, MOST_CAS);
  const each = secondsForEach(cx, 'cas', found.length);
  const {ok} = await tell(cx, {verb: 'cas', input: {list: false, templatesOf: found, seconds: each}}, what);
  const told = objectsOf(ok['templates'], 'The templates of the CAs');
  const cas = found.map(ca => {
    const one = told.find(answer => answer['ca'] === ca);
    const issues = one?.['exitCode'] === 0 && typeof one['output'] === 'string' ? one['output'] : undefined;
    return issues === undefined ? {ca} : {ca, templates: readTemplates(issues)};
  });
  return {exitCode, output, cas};
}
