import {requestsOn} from '../core/answered.ts';
import type {Part} from '../core/diagnostic.ts';
import type {Actual, HolderState, PendingRequest} from '../core/model/actual.ts';
import type {CallContext} from './ports/context.ts';
import type {World} from './world.ts';

/**
 * What authorities that can be asked say of the requests that wait, so that a plan can tell "there is an answer" from
 * "still waiting". Nothing is fetched or noted. An authority that cannot be asked now leaves it at waiting.
 */
export async function askForAnswers(
  holders: readonly Part<HolderState>[],
  world: World,
  cx: CallContext,
): Promise<NonNullable<Actual['answers']>> {
  const waiting = holders
    .map(part => ('ok' in part ? requestsOn(part.ok).open : part))
    .flatMap(requests => ('ok' in requests ? requests.ok : []))
    .filter(isWaiting);
  const answers = waiting.map(async ({authority: name, spki}) => {
    const answer = await world.authorities
      .get(name)
      ?.find?.(spki, cx)
      .catch(() => undefined);
    if (answer === undefined || answer === 'none') return [];
    return answer.state === 'issued' || answer.state === 'denied' ? [[spki, answer.state] as const] : [];
  });
  return Object.fromEntries((await Promise.all(answers)).flat());
}

const isWaiting = ({progress}: PendingRequest): boolean => progress.state === 'waiting';
