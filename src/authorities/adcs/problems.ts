import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Order} from '../../engine/ports/authority.ts';
import type {AdcsSite} from './settings.ts';

/** Everything that can go wrong with an enterprise CA, by its stable code. */
const PROBLEMS = {
  CA_NOT_CHOSEN: 'No CA can be chosen',
  CA_NOT_ASKED: 'The CA could not be asked',
  CA_ANSWER_UNREADABLE: "The CA's answer could not be read",
  CA_ANSWER_LOST: 'Nobody knows whether the CA answered',
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
