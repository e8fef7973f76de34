import type {Diagnostic} from '../../core/diagnostic.ts';
import {isDeviceName} from '../../core/folder-name.ts';
import type {Document} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';
import {certificatesOf} from './walk.ts';

/**
 * Paths that Windows takes otherwise than the systems on which pipelines run. One configuration is read by both, so
 * that is said wherever it is seen first.
 */
export const checkPaths: Rule = ({document, places}) =>
  pathsOf(document).flatMap(({text, path}): Diagnostic[] => {
    const complaint = judgePath(text);
    return complaint === undefined ? [] : [complainAt(places, {...complaint, path, what: 'value'})];
  });

interface WrittenPath {
  readonly text: string;
  readonly path: ValuePath;
}

function pathsOf(document: Document): readonly WrittenPath[] {
  const found = [
    ...(['authorities', 'connections'] as const).flatMap(section =>
      Object.entries(document[section] ?? {}).flatMap(([name, settings]) => settingsPaths(settings, [section, name])),
    ),
    ...certificatesOf(document).flatMap(({certificate: {use}, path}) => [
      {text: use?.pfx, path: [...path, 'use', 'pfx']},
      {text: fileOf(use?.password), path: [...path, 'use', 'password']},
    ]),
  ];
  return found.flatMap(({text, path}) => (typeof text === 'string' ? [{text, path}] : []));
}

function settingsPaths(settings: object, path: ValuePath): readonly {text: unknown; path: ValuePath}[] {
  const {folder, roots, passphrase} = settings as Readonly<Record<string, unknown>>;
  const files = Array.isArray(roots) ? roots : [];
  return [
    {text: folder, path: [...path, 'folder']},
    {text: fileOf(passphrase), path: [...path, 'passphrase']},
    ...files.flatMap((text, index) =>
      /^sha-?\d+:/i.test(text) || isFingerprint(text) ? [] : [{text, path: [...path, 'roots', index]}],
    ),
  ];
}

/** What another rule takes for a fingerprint in a wrong spelling. */
const isFingerprint = (text: string): boolean => /^(?:[0-9A-Fa-f]{2}[\s:]?){20,32}$/.test(text);

/** The path of a `file:` reference. */
const fileOf = (reference: unknown): string | undefined =>
  typeof reference === 'string' && reference.startsWith('file:') ? reference.slice('file:'.length) : undefined;

/** `C:\…`, `C:/…`, `\\server\share\…`: they mean nothing elsewhere, and there a backslash is what people write. */
const OF_WINDOWS = /^(?:[A-Za-z]:(?=[\\/])|[\\/]{2}(?=[^\\/]))/;
const LONGEST_NAME = 255;

function judgePath(text: string): Complaint | undefined {
  const warn = (detail: string, help: string): Complaint => ({code: 'CFG_PATH', severity: 'warning', detail, help});
  const ofWindows = OF_WINDOWS.test(text);
  if (!ofWindows && text.includes('\\')) {
    const detail = `${quote(text)} has a backslash, which only Windows takes for the end of a folder's name.`;
    return warn(detail, `write it with slashes, which every system understands: ${text.replaceAll('\\', '/')}`);
  }
  const names = text.replace(OF_WINDOWS, '').split(/[\\/]/);
  const [found] = names.flatMap(name => faultOf(name) ?? []);
  return found === undefined
    ? undefined
    : warn(`${quote(text)}: ${found}.`, 'choose a name that every system can have');
}

/** What keeps Windows from having a file of this name. */
function faultOf(name: string): string | undefined {
  if (name === '.' || name === '..') return undefined;
  const character = /[<>:"|?*]/.exec(name)?.[0];
  if (character !== undefined) return `no name on Windows can have the character ${quote(character)}`;
  if (/[. ]$/.test(name)) return 'Windows leaves out the dot or blank at the end of a name';
  if (isDeviceName(name)) return `Windows takes ${quote(name)} for a device`;
  return name.length > LONGEST_NAME ? `no name can have more than ${LONGEST_NAME} characters` : undefined;
}
