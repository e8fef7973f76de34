import type {Diagnostic} from '../core/diagnostic.ts';
import {isMapping} from '../core/mapping.ts';
import type {ValuePath} from './loaded.ts';
import type {ParsedFile} from './parse.ts';
import type {PlaceNode} from './places.ts';
import {complain, quote, showPath} from './problem.ts';

/** Several files as if they were one. */
export interface MergedFiles {
  readonly value: unknown;
  readonly place: PlaceNode;
}

/** The mappings whose entries may come from several files; everything below an entry comes from one. */
const MERGED: ReadonlySet<string> = new Set([
  '',
  'authorities',
  'connections',
  'pools',
  'deployment',
  'deployment.certificates',
  'defaults',
]);

/** Merges by key; the same key in two files is a problem that names both places, and the first file's entry counts. */
export function mergeFiles(files: readonly [ParsedFile, ...ParsedFile[]]): {
  readonly merged: MergedFiles;
  readonly diagnostics: readonly Diagnostic[];
} {
  const found: Diagnostic[] = [];
  // A file with nothing but comments says nothing; it is no reason to refuse the others.
  const [first, ...rest] = files.filter(file => file.value !== null);
  if (first === undefined) return {merged: files[0], diagnostics: []};
  const merged = mergeValues([first, ...rest], {path: [], found});
  return {merged, diagnostics: found};
}

/** All at once: to merge them one by one would copy what is merged already for every file. */
function mergeValues(
  parts: readonly [MergedFiles, ...MergedFiles[]],
  at: {readonly path: ValuePath; readonly found: Diagnostic[]},
): MergedFiles {
  const [first, ...rest] = parts;
  const {path, found} = at;
  if (rest.length === 0) return first;
  const mergeable = MERGED.has(path.join('.')) && isMapping(first.value);
  const [accepted, refused] = partition(rest, ({value}) => mergeable && isMapping(value));
  for (const {place} of refused) found.push(refuseSecond(first.place, place, path));
  if (accepted.length === 0) return first;
  const value: Record<string, unknown> = Object.create(null);
  const children = new Map<string | number, PlaceNode>();
  for (const [key, entries] of entriesByKey([first, ...accepted])) {
    const merged = mergeValues(entries, {path: [...path, key], found});
    value[key] = merged.value;
    children.set(key, merged.place);
  }
  return {value, place: {...first.place, children}};
}

/** What each mapping has under a key, in the order in which the keys first occur. */
function entriesByKey(mappings: readonly MergedFiles[]): ReadonlyMap<string | number, [MergedFiles, ...MergedFiles[]]> {
  const byKey = new Map<string | number, [MergedFiles, ...MergedFiles[]]>();
  for (const {value, place} of mappings) {
    if (!isMapping(value)) continue;
    for (const [key, child] of place.children ?? []) {
      const entry = {value: value[key], place: child};
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [entry]);
      else known.push(entry);
    }
  }
  return byKey;
}

function partition<T>(items: readonly T[], accept: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(accept), items.filter(item => !accept(item))];
}

function refuseSecond(first: PlaceNode, second: PlaceNode, path: ValuePath): Diagnostic {
  const span = second.key ?? second.value;
  const firstSpan = first.key ?? first.value;
  const {file, line, column} = first.source.range(firstSpan.start, firstSpan.end);
  const name = path.at(-1);
  const detail =
    name === undefined
      ? `The files are merged, and each has to be a mapping; ${file} or this one is not.`
      : `${quote(name)} (${showPath(path)}) stands in two files, first at ${file}:${line}:${column}.`;
  const help = name === undefined ? 'begin with keys such as "pools:"' : 'keep one of the two';
  return complain({code: 'CFG_DUPLICATE_KEY', detail, help}, second.source.range(span.start, span.end));
}
