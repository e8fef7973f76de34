import type {Diagnostic} from '../../core/diagnostic.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';

/** The roots of an offline authority: files, or fingerprints that say which hash they are. */
export const checkRoots: Rule = ({document, places}) =>
  Object.entries(document.authorities ?? {}).flatMap(([name, authority]) => {
    if (authority.type !== 'offline' || typeof authority.roots === 'string') return [];
    return (authority.roots ?? []).flatMap((root, index): Diagnostic[] => {
      const complaint = judgeRoot(root);
      const path = ['authorities', name, 'roots', index];
      return complaint === undefined ? [] : [complainAt(places, {...complaint, path, what: 'value'})];
    });
  });

function judgeRoot(root: string): Complaint | undefined {
  const refuse = (detail: string, help: string): Complaint => ({code: 'CFG_ROOT', detail, help});
  const shown = quote(root);
  if (root.toLowerCase() === 'fromresponse') {
    return refuse(
      `${shown} is no file: with it there is no list.`,
      'write roots: fromResponse, and see its risk in the description',
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
