import {posix} from 'node:path';
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Document} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';
import {showPlace} from './walk.ts';

/** A folder of keys or stores belongs to one authority or connection. */
export const checkFolders: Rule = ({document, places}) => {
  const first = new Map<string, ValuePath>();
  return foldersOf(document).flatMap(({folder, path}): Diagnostic[] => {
    if (folder.includes('\0')) {
      const detail = `${quote(folder)} contains a NUL character, which no path can.`;
      return [complainAt(places, {code: 'CFG_FOLDER', path, what: 'value', detail, help: 'delete it'})];
    }
    const id = normalise(folder);
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, path);
      return [];
    }
    const detail = `${quote(folder)} is also the folder at ${showPlace(places, before)}; each needs one of its own.`;
    return [complainAt(places, {code: 'CFG_FOLDER', path, what: 'value', detail, help: 'choose another folder'})];
  });
};

function foldersOf(document: Document): readonly {folder: string; path: ValuePath}[] {
  return (['authorities', 'connections'] as const).flatMap(section =>
    Object.entries<object>(document[section] ?? {}).flatMap(([name, one]) =>
      'folder' in one && typeof one.folder === 'string' ? [{folder: one.folder, path: [section, name, 'folder']}] : [],
    ),
  );
}

/** `./a/`, `a` and `a\` are one folder, and on Windows and macOS so are `a` and `A`. */
function normalise(folder: string): string {
  return posix.normalize(`${folder.replaceAll('\\', '/')}/`).toLowerCase();
}
