import {compare} from '../core/compare.ts';
import type {Diagnostic} from '../core/diagnostic.ts';
import {sha256Hex} from '../core/digest.ts';
import {once} from '../core/remember.ts';
import {type DiscoverInput, type Discovery, discover, type FoundFile} from './discover.ts';
import type {Document} from './generated/document.ts';
import {TOTALS} from './limits.ts';
import type {LoadedDocument, Places} from './loaded.ts';
import {type MergedFiles, mergeFiles} from './merge.ts';
import {type ParsedFile, parseYaml} from './parse.ts';
import {makePlaces, makeSnippets} from './places.ts';
import {complain} from './problem.ts';
import {prune} from './prune.ts';
import {RULES} from './rules/index.ts';
import {checkSchema} from './schema.ts';
import {decodeText, type SourceText} from './source-text.ts';

/** Undefined `loaded` goes with at least one error; warnings may accompany either. */
export interface LoadResult {
  readonly loaded?: LoadedDocument;
  /** Sorted by file, line and column; those without a place first. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds, reads, merges and judges the configuration, as far as it goes, and tells all problems at once. Only a file
 * that cannot be read or parsed ends it early: what it would have said is not known to be missing.
 */
export async function loadConfig(input: DiscoverInput): Promise<LoadResult> {
  const {discovery, parsed, found, snippet} = await readFiles(input);
  const [first, ...rest] = parsed;
  if (first === undefined || parsed.length < discovery.found.length || discovery.diagnostics.length > 0) {
    return {diagnostics: present(found, snippet)};
  }
  const {merged, diagnostics: conflicts} = mergeFiles([first, ...rest]);
  const judged = judge(merged, snippet);
  const all = present([...found, ...conflicts, ...judged.diagnostics], snippet);
  if (judged.loaded === undefined || all.some(({severity}) => severity === 'error')) return {diagnostics: all};
  return {loaded: {...judged.loaded, ...summarise(discovery)}, diagnostics: all};
}

/** What was written so far of a configuration that need not be whole. */
export interface LoadedPart {
  readonly document: Document;
  readonly base: string;
}

/**
 * As far as the schema goes: a part of a configuration keeps few rules, and whoever makes a whole of it reads that again.
 * Undefined goes with at least one error.
 */
export async function loadPart(input: DiscoverInput): Promise<{
  readonly part?: LoadedPart;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const {discovery, parsed, found, snippet} = await readFiles(input);
  const [first, ...rest] = parsed;
  if (first === undefined || found.some(({severity}) => severity === 'error'))
    return {diagnostics: present(found, snippet)};
  const {merged, diagnostics: conflicts} = mergeFiles([first, ...rest]);
  const value = merged.value ?? Object.create(null);
  const violations = checkSchema(value, makePlaces(merged.place, snippet)).map(({diagnostic}) => diagnostic);
  const all = present([...found, ...conflicts, ...violations], snippet);
  if (all.some(({severity}) => severity === 'error')) return {diagnostics: all};
  return {part: {document: value as Document, base: discovery.base}, diagnostics: all};
}

/** Every file as far as it can be parsed, with all that was found on the way there. */
async function readFiles(input: DiscoverInput) {
  const discovery = await discover(input);
  const {sources, parsed, diagnostics} = parseAll(discovery.found);
  return {discovery, parsed, found: [...discovery.diagnostics, ...diagnostics], snippet: makeSnippets(sources)};
}

function parseAll(files: readonly FoundFile[]): {
  readonly sources: readonly SourceText[];
  readonly parsed: readonly ParsedFile[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const sources: SourceText[] = [];
  const parsed: ParsedFile[] = [];
  const found: Diagnostic[] = [];
  let values = 0;
  for (const {file, bytes} of files) {
    const {source, diagnostics} = decodeText(file, bytes);
    found.push(...diagnostics);
    if (source === undefined) continue;
    sources.push(source);
    // A control character would be taken for one of the tokenizer's own marks.
    if (diagnostics.length > 0) continue;
    const parsing = parseYaml(source);
    found.push(...parsing.diagnostics);
    if (parsing.file !== undefined) parsed.push(parsing.file);
    values += parsing.values;
    if (values <= TOTALS.values) continue;
    found.push(refuseValues(source));
    // Without the file that went too far, so that it is not taken for a configuration that was read.
    return {sources, parsed: [], diagnostics: found};
  }
  return {sources, parsed, diagnostics: found};
}

function refuseValues(source: SourceText): Diagnostic {
  const detail = `Up to the end of this file, the configuration has more than ${TOTALS.values} values; the rest is not read.`;
  const help = 'name the folder that holds nothing but the configuration, or make two deployments of it';
  return complain({code: 'CFG_TOO_LARGE', detail, help}, source.range(0, 1));
}

function judge(
  merged: MergedFiles,
  snippet: Places['snippet'],
): {loaded?: Pick<LoadedDocument, 'document' | 'places'>; diagnostics: readonly Diagnostic[]} {
  // An empty configuration is a mapping without entries: the rules say what it lacks.
  const value = merged.value ?? Object.create(null);
  const places = makePlaces(merged.place, snippet);
  const violations = checkSchema(value, places).map(({diagnostic}) => diagnostic);
  const pruned = prune(value);
  if (pruned === undefined) return {diagnostics: violations};
  const {document, taken} = pruned;
  const broken = RULES.flatMap(rule => rule({document, taken, places}));
  return {
    ...(violations.length === 0 && {loaded: {document, places}}),
    diagnostics: [...violations, ...broken],
  };
}

/** Git writes CRLF into a checkout on Windows; what was planned on another system is the same configuration. */
const withoutReturns = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n');

function summarise({found, base}: Discovery): Pick<LoadedDocument, 'files' | 'digest' | 'base'> {
  return {files: found.map(({file}) => file), digest: once(() => digestOf(found)), base};
}

function digestOf(found: Discovery['found']): string {
  // Each part is preceded by its length, so that no other division of the same text has the same digest.
  const text = found
    .map(({name, bytes}) => {
      const content = Buffer.from(withoutReturns(bytes), 'latin1').toString('base64');
      return `${name.length}:${name}${content.length}:${content}`;
    })
    .sort()
    .join('');
  return `sha256:${sha256Hex(text)}`;
}

/** Sorted, and each with the lines that it is about. */
function present(diagnostics: readonly Diagnostic[], snippet: Places['snippet']): readonly Diagnostic[] {
  return [...diagnostics].sort(byPlace).map(diagnostic => {
    const lines = diagnostic.source && snippet(diagnostic.source);
    return lines === undefined ? diagnostic : {...diagnostic, snippet: lines};
  });
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [x, y] = [a.source, b.source];
  return (
    compare(x?.file ?? '', y?.file ?? '') ||
    (x?.line ?? 0) - (y?.line ?? 0) ||
    (x?.column ?? 0) - (y?.column ?? 0) ||
    compare(a.code, b.code) ||
    compare(a.detail, b.detail)
  );
}
