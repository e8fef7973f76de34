/**
 * What stands in the way of an apply, told before its first step: rights, the product's commands, the ways from this
 * session to the management store and to the CA, the clock; and for people, what waits.
 */
import type {Diagnostic} from '../../core/diagnostic.ts';
import {isMapping} from '../../core/mapping.ts';
import type {CheckAsk, Obstacle} from '../../engine/ports/check.ts';
import {checkCa} from './check-ca.ts';
import {checkForest} from './check-forest.ts';
import {aheadAtLeast, clockOff} from './clock-off.ts';
import {lookAt, readCall} from './facts/look.ts';
import {objectsOf, textOf} from './facts/shape.ts';
import {diagnose, nonsense, problem} from './problems.ts';
import {replicasBehind} from './replicas.ts';
import {parseError} from './session/answer.ts';
import {troubleOf} from './session/words.ts';
import {type StepContext, secondsForEach, tellAll} from './steps/context.ts';
import {waiting} from './waiting.ts';

export async function preflight(ask: CheckAsk, cx: StepContext): Promise<readonly Obstacle[]> {
  const {server} = cx;
  const named = ask.cas.filter(({choose}) => choose === undefined);
  // Each CA is asked twice, and all of it has to fit into the time of the verb.
  const seconds = secondsForEach(cx, 'preflight', named.length * 2);
  const input = {product: ask.assigns, global: ask.global, cas: named.map(({ca}) => ca), seconds};
  const calls = [{verb: 'preflight', input} as const, readCall(['My', 'REQUEST', 'requests'])];
  const asked = cx.call.now();
  const [told, seen] = await tellAll(cx, calls, 'the look at what an apply needs');
  const answered = cx.call.now();
  if (told === undefined || seen === undefined) throw nonsense('It did not say what an apply needs.');
  const {ok} = told;
  const failures = [
    failure(ok['product'], 'the reading of the assignments (Get-CsCertificate)', cx),
    failure(ok['store'], 'the way to the central management store', cx),
  ];
  const cas = objectsOf(ok['cas'], 'The CAs');
  const general = [
    ...(ok['elevated'] === true ? [] : [notElevated(cx)]),
    ...clockOff(aheadAtLeast(Date.parse(textOf(ok['utcNow'], 'The clock')), {asked, answered}), server),
    ...failures.filter(one => one !== undefined),
    ...replicasBehind(ok['store'], cx),
    ...waiting(lookAt(seen.ok, cx), cx),
  ];
  const ofCas = named.flatMap(asked => checkCa(asked, cas.find(({ca}) => ca === asked.ca) ?? {}, server));
  return [...general.map(one => ({problem: one})), ...ofCas, ...(await checkForest(ask.cas, cx))];
}

function failure(part: unknown, what: string, {server, session}: StepContext): Diagnostic | undefined {
  if (!isMapping(part) || !isMapping(part['error'])) return undefined;
  return diagnose(troubleOf(parseError(part['error']), {server, what, user: session.host.user}), server);
}

function notElevated({server, session}: StepContext): Diagnostic {
  return problem('SERVER_ACCESS_DENIED', {
    detail: `${server}: the session of ${session.host.user} has not the rights of an administrator in force.`,
    help: 'Make the account a local administrator, and run cscert in an elevated session.',
    address: server,
  });
}
