import {findUnsafe} from '../../core/unsafe-text.ts';
import {describeDeception} from '../look-alike.ts';
import {type Complaint, quote} from '../problem.ts';

const MOST_CHARACTERS = 253;
const MOST_IN_LABEL = 63;

/** What is wrong with a fully qualified name, if anything; RFC 1123 section 2.1, and no names beyond ASCII (the product has none). */
export function judgeHostName(name: string): Complaint | undefined {
  const shown = quote(name);
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[?[0-9a-f]*:[0-9a-f:.]+\]?$/i.test(name)) {
    const detail = `${shown} is an IP address. Servers and certificates of the product go by names.`;
    return {code: 'CFG_NAME_IS_ADDRESS', detail, help: 'write the fully qualified domain name'};
  }
  const deception = describeDeception(name);
  if (deception !== undefined) {
    const help = 'write it anew with Latin letters, digits and hyphens';
    const code = findUnsafe(name) === undefined ? 'CFG_NAME_INTERNATIONAL' : 'CFG_NAME_SYNTAX';
    return {code, detail: `${shown} ${deception}.`, help};
  }
  if (/[\u0080-\uffff]/.test(name) || /(^|\.)xn--/i.test(name)) {
    const detail = `${shown} is an internationalised name, which the product does not support, also not in its xn-- form.`;
    return {code: 'CFG_NAME_INTERNATIONAL', detail, help: 'use a name of letters, digits and hyphens'};
  }
  if (name.includes('*')) {
    const detail = `${shown} has a wildcard, which is possible only in names: {add: [...]} of a web services certificate.`;
    return {code: 'CFG_WILDCARD_NOT_ALLOWED', detail, help: 'write the full name'};
  }
  const reason = findReason(name);
  if (reason === undefined) return undefined;
  return {code: 'CFG_NAME_SYNTAX', detail: `${shown} ${reason.detail}.`, help: reason.help};
}

/** What is wrong with a wildcard name, if anything: `*` stands for one whole label, the first of at least three. */
export function judgeWildcard(name: string): Complaint | undefined {
  const rest = name.startsWith('*.') ? name.slice(2) : undefined;
  if (rest === undefined || rest.includes('*')) {
    const detail = `In ${quote(name)} the asterisk is not the whole first label.`;
    return {code: 'CFG_WILDCARD_SYNTAX', detail, help: 'write *.contoso.com'};
  }
  return judgeHostName(rest);
}

interface Reason {
  readonly detail: string;
  readonly help: string;
}

function findReason(name: string): Reason | undefined {
  const labels = name.split('.');
  if (name === '') return {detail: 'is empty', help: 'write a fully qualified name'};
  if (/:\/\//.test(name))
    return {detail: 'is an address and not a name', help: 'write the name alone, without https://'};
  if (/:\d+$/.test(name)) return {detail: 'has a port', help: 'write the name alone'};
  if (/[/\\]/.test(name))
    return {detail: `has a ${name.includes('/') ? '' : 'back'}slash`, help: 'write the name alone, without a path'};
  if (/\s/.test(name)) return {detail: 'has a blank', help: 'write one name, as an item of its own'};
  if (name.includes('@')) return {detail: 'has an @', help: 'write the domain alone'};
  if (/^\.+$/.test(name)) return {detail: 'has only dots', help: 'write a fully qualified name'};
  if (name.endsWith('.'))
    return {detail: 'ends with a dot', help: 'leave the last dot out: certificates carry names without it'};
  if (labels.includes('')) return {detail: 'has two dots in a row, or begins with one', help: 'is a label missing?'};
  if (name.includes('_')) return {detail: 'has an underscore, which host names cannot have', help: 'use a hyphen'};
  const strange = /[^A-Za-z0-9.-]/.exec(name)?.[0];
  if (strange !== undefined) {
    return {detail: `has the character ${quote(strange)}`, help: 'host names have letters, digits and hyphens'};
  }
  return findLengthReason(name, labels);
}

function findLengthReason(name: string, labels: readonly string[]): Reason | undefined {
  if (labels.some(label => label.startsWith('-') || label.endsWith('-'))) {
    return {detail: 'has a label that begins or ends with a hyphen', help: 'a hyphen stands only inside of a label'};
  }
  if (labels.length < 2) {
    return {
      detail: 'is a short name; the product needs fully qualified ones',
      help: 'write it with its domain, as in fe01.contoso.com',
    };
  }
  if (labels.some(label => label.length > MOST_IN_LABEL)) {
    return {detail: `has a label of more than ${MOST_IN_LABEL} characters`, help: 'use a shorter name'};
  }
  if (name.length > MOST_CHARACTERS) {
    return {detail: `has more than ${MOST_CHARACTERS} characters`, help: 'use a shorter name'};
  }
  return undefined;
}
