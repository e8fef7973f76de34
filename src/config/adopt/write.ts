/** A configuration as text, with comments, always the same for the same. */
import {isCollection, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document as YamlDocument} from 'yaml';
import type {Document} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {placeholderNotes} from '../topology/placeholders.ts';
import {commentAbove, pairAt, plain, textOf, yamlOf} from '../write-yaml.ts';
import {pathOf} from './place.ts';
import type {Remark} from './remarks.ts';

const HEADER = `# yaml-language-server: $schema=./cscert.schema.json
#
# Written by "cscert adopt" from what the servers have. "cscert plan" shows what differs from it: at first only that
# certificates are not marked as cscert's, which "cscert adopt --mark" cures without issuing anything.

`;

export function writeDocument(document: Document, remarks: readonly Remark[]): string {
  const yaml = yamlOf(document);
  for (const {path, lines} of placeholderNotes(document)) {
    const key = pairAt(yaml, path)?.key;
    if (isScalar(key)) commentAbove(key, lines);
  }
  for (const remark of remarks) comment(yaml, document, remark);
  return textOf(yaml, HEADER);
}

/** Where the setting stands: with the server, where that has its own, else with the pool. */
function comment(yaml: YamlDocument, document: Document, {unit, within, lines, items}: Remark): void {
  const places = [pathOf(document, unit.found, unit.server), pathOf(document, unit.found)];
  for (const place of places) {
    const pair = pairAt(yaml, [...place, ...within]);
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
export function rangeOf(text: string, path: ValuePath): {readonly first: number; readonly last: number} | undefined {
  const {yaml, lines} = parsed(text);
  const parent = yaml.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({key}) => isScalar(key) && key.value === path.at(-1)) : undefined;
  if (pair === undefined || !isScalar(pair.key) || !pair.key.range) return undefined;
  const end = isCollection(pair.value) && pair.value.range ? pair.value.range[1] : pair.key.range[1];
  return {first: lines.linePos(pair.key.range[0]).line, last: lines.linePos(Math.max(0, end - 1)).line};
}

let last: {readonly text: string; readonly yaml: YamlDocument; readonly lines: LineCounter} | undefined;

/** Asked for many paths of one text. */
function parsed(text: string): {readonly yaml: YamlDocument; readonly lines: LineCounter} {
  if (last?.text !== text) {
    const lines = new LineCounter();
    last = {text, yaml: parseDocument(text, {lineCounter: lines, uniqueKeys: false}) as unknown as YamlDocument, lines};
  }
  return last;
}
