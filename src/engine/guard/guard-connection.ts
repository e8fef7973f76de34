import type {Part} from '../../core/diagnostic.ts';
import {hideIn} from '../../core/hide.ts';
import type {HolderState} from '../../core/model/actual.ts';
import type {ToldTopology} from '../../core/model/published.ts';
import {Secret} from '../../core/secret.ts';
import {withoutAbsent} from '../every.ts';
import type {Connection, Step} from '../ports/connection.ts';
import type {CallContext} from '../ports/context.ts';
import {hideInErrors, hideInPart, hideInProblem, hideInRemarks} from './hide.ts';
import {hideInResult} from './hide-in-result.ts';

/** The same connection, which repeats no secret that it was given: its own, and those of the steps that it is told to do. */
export function guardConnection(connection: Connection, own: readonly Secret[]): Connection {
  const {can, close, tellTopology, check} = connection;
  return withoutAbsent<Connection>({
    can,
    read: (server, ask, cx) =>
      hideInErrors(async () => hideInState(await connection.read(server, ask, quiet(cx, own)), own), own),
    perform(server, steps, cx) {
      const secrets = [...own, ...steps.flatMap(secretsOf)];
      return hideInErrors(async () => {
        const results = await connection.perform(server, steps, quiet(cx, secrets));
        return results.map(result => hideInResult(result, secrets));
      }, secrets);
    },
    lockOf: (server, cx) => hideInErrors(() => connection.lockOf(server, quiet(cx, own)), own),
    tellTopology:
      tellTopology &&
      ((server, cx) =>
        hideInErrors(async () => hideInTold(await tellTopology.call(connection, server, quiet(cx, own)), own), own)),
    check:
      check &&
      ((server, ask, cx) =>
        hideInErrors(async () => {
          const found = await check.call(connection, server, ask, quiet(cx, own));
          return found.map(one => ({...one, problem: hideInProblem(one.problem, own)}));
        }, own)),
    close: close && (() => connection.close?.() ?? Promise.resolve()),
  });
}

const secretsOf = (step: Step): readonly Secret[] =>
  Object.values(step).filter((value): value is Secret => value instanceof Secret);

/** Who hears meanwhile what is done, or what else is to be known, hears no secret either. */
function quiet(cx: CallContext, secrets: readonly Secret[]): CallContext {
  if (secrets.length === 0) return cx;
  const {onStep} = cx;
  return {
    ...hideInRemarks(cx, secrets),
    ...(onStep && {onStep: (step, result, elapsedMs) => onStep(step, hideInResult(result, secrets), elapsedMs)}),
  };
}

/** A server that was read may say of each part why that could not be. */
function hideInState(read: Part<HolderState>, secrets: readonly Secret[]): Part<HolderState> {
  if (secrets.length === 0) return read;
  if ('problem' in read) return hideInPart(read, secrets);
  const {stores, requests, assigned, ...others} = read.ok;
  return {
    ok: {
      ...others,
      stores: {
        My: hideInPart(stores.My, secrets),
        CA: hideInPart(stores.CA, secrets),
        Root: hideInPart(stores.Root, secrets),
      },
      requests: hideInPart(requests, secrets),
      assigned: hideInPart(assigned, secrets),
    },
  };
}

function hideInTold(told: Part<ToldTopology>, secrets: readonly Secret[]): Part<ToldTopology> {
  if ('problem' in told) return hideInPart(told, secrets);
  const {replica} = told.ok;
  if (replica === undefined) return told;
  return {ok: {...told.ok, replica: {...replica, because: hideIn(replica.because, secrets)}}};
}
