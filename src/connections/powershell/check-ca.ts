import type {Diagnostic} from '../../core/diagnostic.ts';
import {isMapping} from '../../core/mapping.ts';
import type {AskedCa, Obstacle} from '../../engine/ports/check.ts';
import {readTemplates} from './ca-list.ts';
import {oneLineOf, problem} from './problems.ts';
import {readRelay} from './read-relay.ts';
import type {JsonObject} from './session/answer.ts';

/** Codes with which Windows says that who asks is not known or not allowed, however well the CA is reached. */
const DENIED = /0x(80070005|8009030c|8009030e|80090311|80070721)/i;

/**
 * What `certutil -ping` and `-CATemplates` told. They ask under the account of the session. That one being refused says
 * nothing of the computer's account, which `certreq -AdminForceMachine` uses, or of one whose password is given: whether
 * that is known and may enroll is seen only when it asks, for a try with a wrong password could lock it.
 */
export function checkCa({ca, as, templates}: AskedCa, told: JsonObject, server: string): readonly Obstacle[] {
  const output = typeof told['output'] === 'string' ? told['output'] : '';
  if (told['exitCode'] !== 0) {
    const denied = DENIED.test(output);
    if (denied && as !== 'session') return [{problem: notLookedAt(ca, as, server), of: {ca}}];
    return [{problem: unreached({ca, server, denied, said: oneLineOf(output)}), of: {ca}}];
  }
  if (!isMapping(told['templates'])) return [];
  const {exitCode, output: listed} = readRelay(told['templates']);
  if (exitCode !== 0)
    return templates.length === 0 ? [] : [{problem: unlisted(ca, server, oneLineOf(listed)), of: {ca}}];
  const published = new Set(readTemplates(listed));
  return templates
    .filter(template => !published.has(template.toLowerCase()))
    .map(template => ({of: {ca, templates: [template]}, problem: unpublished(template, ca, server)}));
}

function unpublished(template: string, ca: string, server: string): Diagnostic {
  return problem('CA_TEMPLATE_UNPUBLISHED', {
    detail: `${ca} does not issue the template "${template}", as certutil -CATemplates lists on ${server}.`,
    help: 'Have the CA issue the template (Certification Authority, Certificate Templates, New), or correct template: its name is wanted, not its display name.',
    address: server,
  });
}

/** The request may go well all the same. */
function unlisted(ca: string, server: string, said: string): Diagnostic {
  return problem('CA_UNREACHABLE', {
    severity: 'warning',
    detail: `${ca} answers ${server}, but does not tell which templates it issues. certutil -CATemplates says: ${said}`,
    address: server,
  });
}

interface Unreached {
  readonly ca: string;
  readonly server: string;
  readonly denied: boolean;
  readonly said: string;
}

function unreached({ca, server, denied, said}: Unreached): Diagnostic {
  return problem('CA_UNREACHABLE', {
    detail: `${server} does not get through to ${ca}. certutil -ping says: ${said}`,
    help: denied
      ? 'A session from another computer cannot pass on who it is (second hop): have the computer ask (enrollAs: computer), run cscert on the server, or have delegation set up.'
      : 'Look at the name of the CA (certutil without arguments lists them), whether its service runs, and at the network between both (RPC).',
    address: server,
  });
}

const OTHERS = {
  computer: 'The request is made under the account of the computer, which needs no such right.',
  account: 'The request is made under an account of its own, with its password, which needs no such right.',
} as const;

function notLookedAt(ca: string, as: keyof typeof OTHERS, server: string): Diagnostic {
  return problem('CA_UNREACHABLE', {
    severity: 'warning',
    detail: `Whether ${server} gets through to ${ca} cannot be seen from this session, which cannot pass on who it is (second hop). ${OTHERS[as]}`,
    address: server,
  });
}
