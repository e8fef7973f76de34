/** A configuration as a YAML document in the order and form that people write it, ready for comments. */
import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  Document as YamlDocument,
} from 'yaml';
import {rememberEach} from '../core/remember.ts';
import type {Document} from './generated/document.ts';
import type {ValuePath} from './loaded.ts';

const TOP = ['deployment', 'authorities', 'connections', 'defaults', 'pools'] as const;

export function yamlOf(document: Document): YamlDocument {
  const sorted = Object.fromEntries(TOP.flatMap(key => (document[key] === undefined ? [] : [[key, document[key]]])));
  const yaml = new YamlDocument(sorted, {aliasDuplicateObjects: false});
  flow(yaml.contents);
  return yaml;
}

/** Behind a header that ends with an empty line. */
export function textOf(yaml: YamlDocument, header: string): string {
  for (const key of TOP.slice(1)) {
    const node = pairAt(yaml, [key])?.key;
    if (isScalar(node)) node.spaceBefore = true;
  }
  return header + yaml.toString({nullStr: '', lineWidth: 0, flowCollectionPadding: false});
}

/** The key and value at a path; undefined where nothing is written there. */
export type PairAt = (path: ValuePath) => Pair | undefined;

export function pairAt(yaml: YamlDocument, path: ValuePath): Pair | undefined {
  return pairFinder(yaml)(path);
}

/** As `pairAt` for many paths, while no pair comes or goes: each mapping is looked through once. */
export function pairFinder(yaml: YamlDocument): PairAt {
  const pairsOf = rememberEach(({items}: YAMLMap) => new Map(items.map(pair => [keyOf(pair), pair] as const)));
  return path => {
    let node: unknown = yaml.contents;
    let pair: Pair | undefined;
    for (const key of path) {
      pair = isMap(node) ? pairsOf(node).get(key) : undefined;
      node = pair?.value;
    }
    return pair;
  };
}

const keyOf = ({key}: Pair): unknown => (isScalar(key) ? key.value : key);

/** Lines above a key. */
export function commentAbove(key: Scalar, lines: readonly string[]): void {
  key.commentBefore = lines.map(line => ` ${plain(line)}`).join('\n');
}

/** Names in certificates and topologies come from anywhere: a line break would end the comment. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

/** Short lists and the innermost mappings on one line each. */
function flow(node: unknown): void {
  if (!isCollection(node)) return;
  const inner = node.items.map(item => (isMap(node) ? (item as {readonly value: unknown}).value : item));
  for (const one of inner) flow(one);
  const leaf = inner.every(one => !isCollection(one));
  if (isSeq(node) && leaf && node.toString().length < 100) node.flow = true;
}
