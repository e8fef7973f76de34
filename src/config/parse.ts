import {Composer, type CST, isMap, isScalar, isSeq, type Node, type Pair, type YAMLError, type YAMLMap} from 'yaml';
import type {Diagnostic} from '../core/diagnostic.ts';
import {LIMITS} from './limits.ts';
import {isPrivateKey, maskKey} from './mask.ts';
import type {PlaceNode, Span} from './places.ts';
import {complain, quote} from './problem.ts';
import type {SourceText} from './source-text.ts';
import {describeSyntaxError} from './syntax-error.ts';
import {readTokens} from './yaml-tokens.ts';

/** One file as plain values. Mappings have no prototype, so that a key such as `constructor` is what was written or nothing. */
export interface ParsedFile {
  readonly source: SourceText;
  readonly value: unknown;
  readonly place: PlaceNode;
}

/** What came of reading a text. With an error there may still be a file, so that its other mistakes are found in the same run. */
export interface Parsing {
  readonly file?: ParsedFile;
  /** How many values were read, against the limits. */
  readonly values: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads YAML 1.2. */
export function parseYaml(source: SourceText): Parsing {
  const {tokens, values, diagnostics} = readTokens(source);
  if (tokens === undefined) return {values, diagnostics};
  const {contents, errors} = compose(tokens, source);
  if (errors.length > 0) return {values, diagnostics: errors};
  const reading: Reading = {source, found: []};
  const {value, place} = readNode(contents, reading, undefined);
  return {file: {source, value, place}, values, diagnostics: reading.found};
}

interface Reading {
  readonly source: SourceText;
  readonly found: Diagnostic[];
}

interface Read {
  readonly value: unknown;
  readonly place: PlaceNode;
}

function compose(tokens: readonly CST.Token[], source: SourceText): {contents: Node | null; errors: Diagnostic[]} {
  // The library's own check for unique keys compares every key with every other; ours is in readMap.
  const composer = new Composer({uniqueKeys: false, schema: 'core', version: '1.2', merge: false});
  const [document] = [...composer.compose(tokens, true, source.text.length)];
  const problems: readonly YAMLError[] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  // What stands at one place is one mistake, and the first that the parser says of it.
  const byPlace = new Map(problems.toReversed().map(error => [error.pos[0], error]));
  const first = [...byPlace.values()].sort((a, b) => a.pos[0] - b.pos[0]).slice(0, LIMITS.mistakes);
  const errors = first.map(error => complain(describeSyntaxError(error), source.range(...error.pos)));
  return {contents: document?.contents ?? null, errors};
}

function readNode(node: unknown, reading: Reading, key: Span | undefined): Read {
  const {source} = reading;
  const placeAt = (value: Span, children?: PlaceNode['children']): PlaceNode => ({
    source,
    value,
    ...(key && {key}),
    ...(children && {children}),
  });
  if (isMap(node)) {
    const {entries, children} = readMap(node, reading);
    return {value: entries, place: placeAt(spanOf(node), children)};
  }
  if (isSeq(node)) {
    const items = node.items.map(item => readNode(item, reading, undefined));
    const children = new Map(items.map((item, index) => [index, item.place]));
    return {value: items.map(item => item.value), place: placeAt(spanOf(node), children)};
  }
  if (isScalar(node)) {
    const value = spanOf(node);
    if (typeof node.value === 'string' && isPrivateKey(node.value))
      reading.found.push(refusePrivateKey(source, key ?? value));
    return {value: node.value, place: placeAt(value)};
  }
  return {value: null, place: placeAt(key ?? {start: 0, end: 0})};
}

function readMap(map: YAMLMap, reading: Reading): {entries: object; children: Map<string, PlaceNode>} {
  const {source, found} = reading;
  const entries: Record<string, unknown> = Object.create(null);
  const children = new Map<string, PlaceNode>();
  for (const pair of map.items) {
    const key = readKey(pair, reading);
    if (key === undefined) continue;
    const first = children.get(key.name)?.key;
    if (first !== undefined) {
      const {line, column} = source.range(first.start, first.end);
      const detail = `${quote(maskKey(key.name))} stands twice in one mapping, first at ${source.file}:${line}:${column}.`;
      const help = 'keep one of the two';
      found.push(complain({code: 'CFG_DUPLICATE_KEY', detail, help}, source.range(key.span.start, key.span.end)));
      continue;
    }
    const read = readNode(pair.value, reading, key.span);
    entries[key.name] = read.value;
    children.set(key.name, read.place);
  }
  return {entries, children};
}

/** The key's text; a key that looks like a number or a truth value counts as the text that was written. */
function readKey(pair: Pair, {source, found}: Reading): {name: string; span: Span} | undefined {
  if (!isScalar(pair.key) || pair.key.source === '') {
    const span = pair.key === null ? {start: 0, end: 0} : spanOf(pair.key as Node);
    const detail = 'A key has to be a single text.';
    const help =
      'write a name, a colon and a blank, as in "role: frontEnd"; is a comma or a colon before it out of place?';
    found.push(complain({code: 'CFG_YAML_NOT_PLAIN', detail, help}, source.range(span.start, span.end)));
    return undefined;
  }
  const span = spanOf(pair.key);
  const name = typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? String(pair.key.value));
  if (name === '<<' || name === '__proto__') {
    const detail = `The key ${quote(name)} has a meaning of its own to programs that read mappings.`;
    const help =
      name === '<<' ? 'merge keys are not supported; write the values out, or put them into "defaults"' : undefined;
    found.push(complain({code: 'CFG_YAML_NOT_PLAIN', detail, help}, source.range(span.start, span.end)));
    return undefined;
  }
  return {name, span};
}

function refusePrivateKey(source: SourceText, span: Span): Diagnostic {
  const detail = 'A private key stands in the configuration, where everybody who can read it can use it.';
  const help = 'treat the key as disclosed; keep keys out of the configuration';
  return complain({code: 'CFG_SECRET_IN_CLEAR', detail, help}, source.range(span.start, span.end));
}

function spanOf(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return {start, end};
}
