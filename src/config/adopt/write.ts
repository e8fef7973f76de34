/** A configuration as text, with comments, always the same for the same. */
import {isNode, isScalar, isSeq, LineCounter, parseDocument, type Document as YamlDocument} from 'yaml';
import type {Document} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {placeholderNotes} from '../topology/placeholders.ts';
import {commentAbove, type PairAt, pairFinder, plain, textOf, yamlOf} from '../write-yaml.ts';
import {pathOf} from './place.ts';
import type {Remark} from './remarks.ts';

const HEADER = `# yaml-language-server: $schema=./cscert.schema.json
#
# Written by "cscert adopt" from what the servers have. "cscert plan" shows what differs from it: at first only that
# certificates are not marked as cscert's, which "cscert adopt --mark" cures without issuing anything.

`;

export function writeDocument(document: Document, remarks: readonly Remark[]): string {
  const yaml = yamlOf(document);
  const find = pairFinder(yaml);
  for (const {path, lines} of placeholderNotes(document)) {
    const key = find(path)?.key;
    if (isScalar(key)) commentAbove(key, lines);
  }
  for (const remark of remarks) comment(find, document, remark);
  return textOf(yaml, HEADER);
}

/** Where the setting stands: with the server, where that has its own, else with the pool. */
function comment(find: PairAt, document: Document, {unit, within, lines, items}: Remark): void {
  const places = [pathOf(document, unit.found, unit.server), pathOf(document, unit.found)];
  for (const place of places) {
    const pair = find([...place, ...within]);
    if (pair === undefined) continue;
    if (isScalar(pair.key)) commentAbove(pair.key, lines);
    if (items !== undefined && isSeq(pair.value)) {
      const {value} = pair;
      value.flow = false;
      items.forEach((text, index) => {
        const item = value.items[index];
        if (isScalar(item)) item.comment = ` ${plain(text)}`;
      });
    }
    return;
  }
}

/** The first and last line of what a path holds, counted from 1. */
export type RangeOf = (path: ValuePath) => {readonly first: number; readonly last: number} | undefined;

/** Answers for the paths of a text, many of them. */
export function rangesIn(text: string): RangeOf {
  const lines = new LineCounter();
  const yaml = parseDocument(text, {lineCounter: lines, uniqueKeys: false}) as unknown as YamlDocument;
  const pairAt = pairFinder(yaml);
  return path => {
    const {key, value} = pairAt(path) ?? {};
    if (!isScalar(key) || !key.range) return undefined;
    const [start, endOfKey] = key.range;
    const end = isNode(value) && value.range ? Math.max(endOfKey, value.range[1]) : endOfKey;
    return {first: lines.linePos(start).line, last: lines.linePos(Math.max(0, end - 1)).line};
  };
}
