import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Answer, Order} from '../../engine/ports/authority.ts';
import type {AdcsSite} from './settings.ts';

/** Everything that can go wrong with an enterprise CA, by its stable code. */
const PROBLEMS = {
  CA_NOT_CHOSEN: 'No CA can be chosen',
  CA_NOT_ASKED: 'The CA could not be asked',
  CA_ANSWER_UNREADABLE: "The CA's answer could not be read",
  CA_ANSWER_LOST: 'Nobody knows whether the CA answered',
  CA_ACCOUNT_REFUSED: 'The account that asks the CA was not let in',
  CA_REQUEST_UNKNOWN: 'The CA does not know a request that waits',
  CA_NUMBER_UNKNOWN: 'The number of a request that waits is not known',
  CA_PASSWORD_MISSING: 'The password of the account that asks the CA cannot be read',
  CA_REVOKES_ITSELF: 'This CA revokes at its own place',
  CA_NEEDS_POWERSHELL: 'The CA is asked by the server itself, and this connection cannot do that',
} as const;

export function problem(
  code: keyof typeof PROBLEMS,
  words: Pick<Diagnostic, 'detail' | 'help' | 'address'>,
): Diagnostic {
  return {severity: 'error', code, summary: PROBLEMS[code], ...words};
}

/** The connection of the server runs nothing there. */
export function noRelay({name}: AdcsSite, {slot, server}: Order): Diagnostic {
  return problem('CA_NEEDS_POWERSHELL', {
    detail: `The authority "${name}" is asked from ${server} itself (via: server), and its connection runs nothing there.`,
    help: 'Give the server a connection of type powershell, or the certificate another authority.',
    address: slot,
  });
}

/** The connection of the server has no command of the product. */
export function noEnrol({name}: AdcsSite, {slot, server}: Order): Diagnostic {
  return problem('CA_NEEDS_POWERSHELL', {
    detail: `The authority "${name}" is asked by the product's own command on ${server}, and its connection runs nothing there.`,
    help: 'Give the server a connection of type powershell, or the certificate another authority.',
    address: slot,
  });
}

/** Never to be asked again in the same way. */
export const failed = (of: Diagnostic): Answer => ({state: 'failed', problem: of, repeatable: false});

/** A run ended between sending and noting the answer; this CA cannot be asked by key. */
export function lost({ca}: AdcsSite, {slot, server, spki}: Order): Answer {
  return failed(
    problem('CA_ANSWER_LOST', {
      // Alone this is noted with the request, and every later plan says it: what to look for at the CA is in it.
      detail: `A request of ${server} was sent to ${ca}, and the run ended before the answer was noted. It may have been issued: look for the key ${spki.slice(0, 16)} among the requests of the CA.`,
      help: `Where it is not to be had any more, have another one made: cscert apply --retry ${slot}`,
      address: slot,
    }),
  );
}
