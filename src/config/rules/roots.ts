import type {Diagnostic} from '../../core/diagnostic.ts';
import {NO_ROOT} from '../no-root.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';

/** The roots that an authority declares: files, or fingerprints that say which hash they are; and none that is yet to be named. */
export const checkRoots: Rule = ({document, places}) =>
  Object.entries(document.authorities ?? {}).flatMap(([name, authority]) => {
    if (authority.type === 'local' || typeof authority.roots === 'string') return [];
    return (authority.roots ?? []).flatMap((root, index): Diagnostic[] => {
      const complaint = root === NO_ROOT ? TO_BE_NAMED : judgeRoot(root, authority.type);
      const path = ['authorities', name, 'roots', index];
      return complaint === undefined ? [] : [complainAt(places, {...complaint, path, what: 'value'})];
    });
  });

/** As `adopt --from-topology` writes it where no authority was declared. */
const TO_BE_NAMED: Complaint = {
  code: 'CFG_ROOT_PLACEHOLDER',
  severity: 'warning',
  detail:
    'No certificate has this fingerprint. It stands for a root that is yet to be named, so no answer of the CA is taken.',
  help: 'name the root of your CA (its file, or sha256: and its fingerprint), and look at the rest of the authority',
};

function judgeRoot(root: string, type: 'offline' | 'adcs'): Complaint | undefined {
  const refuse = (detail: string, help: string): Complaint => ({code: 'CFG_ROOT', detail, help});
  const shown = quote(root);
  if (root.toLowerCase() === 'fromresponse') {
    return refuse(
      `${shown} is no file: with it there is no list.`,
      type === 'offline'
        ? 'write roots: fromResponse, and see its risk in the description'
        : 'name the root of the CA: its file, or sha256: and its fingerprint',
    );
  }
  if (root.includes('\0')) return refuse(`${shown} contains a NUL character, which no path can.`, 'delete it');
  if (/^sha256:/i.test(root)) {
    if (/^sha256:[0-9a-f]{64}$/.test(root)) return undefined;
    const detail = `${shown} is not sha256: and 64 hex digits in lower case.`;
    return refuse(
      detail,
      `write ${suggestPin(root.slice('sha256:'.length)) ?? 'sha256: and the 64 digits, without blanks and colons'}`,
    );
  }
  if (/^sha-?(1|384|512):/i.test(root)) {
    return refuse(
      `${shown} is not a SHA-256 fingerprint.`,
      'write sha256: and the 64 hex digits of the SHA-256 fingerprint',
    );
  }
  const pin = suggestPin(root);
  if (pin !== undefined)
    return refuse(`${shown} looks like a fingerprint and would be taken for a file.`, `write ${pin}`);
  if (!/^([0-9A-Fa-f]{2}[\s:]?){20}$/.test(root)) return undefined;
  const detail = `${shown} looks like a SHA-1 thumbprint, which can be forged, and would be taken for a file.`;
  return refuse(detail, 'write sha256: and the 64 hex digits of the SHA-256 fingerprint');
}

/** What was meant by 64 hex digits in another spelling. */
function suggestPin(text: string): string | undefined {
  const digits = text.replace(/[\s:]/g, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? `sha256:${digits}` : undefined;
}
