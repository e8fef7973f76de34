import type {Diagnostic} from '../core/diagnostic.ts';
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
  const merged = rest.reduce<MergedFiles>((into, file) => mergeValues(into, file, {path: [], found}), first);
  return {merged, diagnostics: found};
}

function mergeValues(into: MergedFiles, from: MergedFiles, at: {path: ValuePath; found: Diagnostic[]}): MergedFiles {
  const {path, found} = at;
  if (!MERGED.has(path.join('.')) || !isMapping(into.value) || !isMapping(from.value)) {
    found.push(refuseSecond(into.place, from.place, path));
    return into;
  }
  const value = Object.assign(Object.create(null), into.value);
  const children = new Map(into.place.children);
  for (const [key, fromPlace] of from.place.children ?? []) {
    const known = children.get(key);
    const mine = {value: from.value[key], place: fromPlace};
    const result =
      known === undefined ? mine : mergeValues({value: value[key], place: known}, mine, {path: [...path, key], found});
    value[key] = result.value;
    children.set(key, result.place);
  }
  return {value, place: {...into.place, children}};
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

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
