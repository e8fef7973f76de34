import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {EXPORT, topologyProblem} from './problem.ts';

/** The bytes of an export as text. Windows PowerShell writes UTF-16 with a byte order mark where nothing else is said. */
export function decodeExport(file: string, bytes: Uint8Array): Part<string> {
  const [a, b] = bytes;
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return {ok: new TextDecoder(encoding, {fatal: true}).decode(bytes)};
  } catch {
    return {problem: refuse(file, encoding)};
  }
}

function refuse(file: string, encoding: string): Diagnostic {
  const detail =
    encoding === 'utf-8'
      ? `${file} is neither UTF-8 nor UTF-16, as texts in the code page of a console are.`
      : `${file} begins as UTF-16 but does not go on as such: it was cut, or something was added to it.`;
  return topologyProblem('TOPOLOGY_UNREADABLE', {detail, help: `Export it again: ${EXPORT}`});
}
