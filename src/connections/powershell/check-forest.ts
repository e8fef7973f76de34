/** The look at `ca: auto`: what would be chosen is chosen, and what was chosen is pinged, as a request would need it. */
import {groupBy} from '../../core/group.ts';
import type {AskedCa, Obstacle} from '../../engine/ports/check.ts';
import {checkCa} from './check-ca.ts';
import {objectsOf} from './facts/shape.ts';
import {findCas} from './find-cas.ts';
import type {JsonObject} from './session/answer.ts';
import {type StepContext, secondsForEach, tell} from './steps/context.ts';

/** What is in the way of requests to CAs that the forest is to name, if there are such; the forest is asked once. */
export async function checkForest(asked: readonly AskedCa[], cx: StepContext): Promise<readonly Obstacle[]> {
  const choosing = asked.flatMap(({choose, ...one}) => (choose === undefined ? [] : [{...one, choose}]));
  if (choosing.length === 0) return [];
  const {server} = cx;
  const told = await findCas(cx);
  const choices = choosing.flatMap(({templates, choose, ca, as}) =>
    templates.map(template => ({template, ca, as, choice: choose(told, {template, server, address: server})})),
  );
  const none = choices.flatMap(({choice, ca, template}): readonly Obstacle[] =>
    'problem' in choice ? [{problem: choice.problem, of: {ca, templates: [template]}}] : [],
  );
  const chosen = choices.flatMap(({choice, ...wish}) => ('ok' in choice ? [{...wish, chosen: choice.ok}] : []));
  return [...none, ...(await checkChosen(chosen, cx))];
}

/** The CA that was chosen for a template, and the word that stands in its place. */
interface Chosen extends Pick<AskedCa, 'ca' | 'as'> {
  readonly template: string;
  readonly chosen: string;
}

async function checkChosen(all: readonly Chosen[], cx: StepContext): Promise<readonly Obstacle[]> {
  const told = await pingCas([...new Set(all.map(({chosen}) => chosen))], cx);
  return [...groupBy(all, ({as, chosen}) => `${as} ${chosen}`).values()].flatMap(same =>
    same.slice(0, 1).flatMap(({ca, as, chosen}) => {
      const of = {ca, templates: same.map(({template}) => template)};
      // That it issues them is why it was chosen.
      const found = checkCa({ca: chosen, as, templates: []}, told(chosen), cx.server);
      return found.map(({problem}) => ({problem, of}));
    }),
  );
}

async function pingCas(cas: readonly string[], cx: StepContext): Promise<(ca: string) => JsonObject> {
  if (cas.length === 0) return () => ({});
  const input = {product: false, global: false, cas, seconds: secondsForEach(cx, 'preflight', cas.length * 2)};
  const {ok} = await tell(cx, {verb: 'preflight', input}, 'the look at the CA that was found (certutil)');
  const told = objectsOf(ok['cas'], 'The CAs');
  return ca => told.find(one => one['ca'] === ca) ?? {};
}
