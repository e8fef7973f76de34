/** What all parts of one apply share, and what it knows of the authorities while it lasts. */
import {isUnmade, unmadeOf} from '../../core/diff/away.ts';
import type {Actual, AuthorityState} from '../../core/model/actual.ts';
import {chainFacts} from '../inspect.ts';
import type {CallContext} from '../ports/context.ts';
import {lookUp} from '../world.ts';
import type {ApplyInput, Run} from './run.ts';

export function startRun(input: ApplyInput): Run {
  const cx = {signal: input.stop.cancelling, now: () => input.clock.now()};
  const {authorities} = input.actual;
  const unmade = unmadeOf(input.actual);
  const chains = new Map<string, Promise<AuthorityState>>();
  const chainOf = (name: string): Promise<AuthorityState> => {
    const known = chains.get(name);
    if (known !== undefined) return known;
    const asked = readChain(name, {input, cx, create: true});
    chains.set(name, asked);
    return asked;
  };
  const madeSince = async (): Promise<Actual['authorities'] | undefined> => {
    const states = await Promise.all(
      unmade.map(
        async name => [name, await (chains.get(name) ?? readChain(name, {input, cx, create: false}))] as const,
      ),
    );
    const made = states.filter(([, state]) => 'ok' in state.chain && !isUnmade(state));
    // What is made stays as it is: from then on nobody asks again.
    for (const [name, state] of made) chains.set(name, Promise.resolve(state));
    return made.length === 0 ? undefined : {...authorities, ...Object.fromEntries(made)};
  };
  return {...input, cx, chainOf, madeSince};
}

interface Reading {
  readonly input: ApplyInput;
  readonly cx: CallContext;
  readonly create: boolean;
}

async function readChain(name: string, {input, cx, create}: Reading): Promise<AuthorityState> {
  return {chain: await chainFacts(lookUp(input.world.authorities, name, 'authority'), {name, create}, cx)};
}
