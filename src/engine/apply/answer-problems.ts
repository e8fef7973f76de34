/** What is said of an answer that was not stored. */
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Slot} from '../../core/model/desired.ts';
import type {Answer} from '../ports/authority.ts';

/** A certificate that an authority says it has issued. */
export type IssuedAnswer = Answer & {readonly state: 'issued'};

interface NotStored {
  readonly answer: IssuedAnswer;
  /** The rest of a sentence. */
  readonly why: string;
}

/** It may be right, but leads to no declared root; `help` says what is to be added and what to run then. */
export function notTrusted(slot: Slot, {help, ...what}: NotStored & {readonly help: string}): Diagnostic {
  return {
    severity: 'error',
    code: 'ANSWER_NOT_TRUSTED',
    summary: "The authority's answer cannot be trusted yet",
    detail: describe(slot, what),
    help,
    address: slot.address,
  };
}

/** It is not what was asked for. `replaceable`: a person has put it there and can put a better one there. */
export function refused(slot: Slot, {replaceable, ...what}: NotStored & {readonly replaceable: boolean}): Diagnostic {
  const help = replaceable
    ? 'Have the CA answer the request as it is, or change what is declared. Put the right answer beside this one: it is taken then.'
    : 'Have the CA or its template put right, or change what is declared. No second request is made for the same specification.';
  return {
    severity: 'error',
    code: 'ANSWER_REFUSED',
    summary: "The authority's answer does not fit the request",
    detail: describe(slot, what),
    help,
    address: slot.address,
  };
}

function describe({address, spec}: Slot, {answer: {where}, why}: NotStored): string {
  const place = where === undefined ? '' : ` (${where})`;
  return `${address}: what came from the authority "${spec.authority}"${place} was not stored, because ${why}.`;
}

/** The authority said no. */
export function denied(slot: Slot, reason: string): Diagnostic {
  return {
    severity: 'error',
    code: 'REQUEST_DENIED',
    summary: 'The authority denied the request',
    detail: `${slot.address}: the authority "${slot.spec.authority}" says: ${reason}`,
    help: 'Change what is declared, or the rules of the authority. It is not asked again for the same specification.',
    address: slot.address,
  };
}
