import type {Places, ValuePath} from './loaded.ts';
import {isLikelyConfiguration, maskLines} from './mask.ts';
import type {SourceText} from './source-text.ts';

/** Where one value was written; start and end are offsets into its source. */
export interface PlaceNode {
  readonly source: SourceText;
  readonly key?: Span;
  readonly value: Span;
  readonly children?: ReadonlyMap<string | number, PlaceNode>;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Answers for a tree whose parts may come from several files. */
export function makePlaces(root: PlaceNode, snippet: Places['snippet']): Places {
  return {
    at(path, what = 'key') {
      const node = find(root, path);
      const span = what === 'key' ? (node?.key ?? node?.value) : node?.value;
      return node && span && node.source.range(span.start, span.end);
    },
    snippet,
  };
}

/** A configuration on one line, such as JSON from a program, is not shown: the column says enough. */
const LONGEST_LINE = 400;

/** Cuts code frames out of the sources: the line of a range and the one before it, secrets masked. */
export function makeSnippets(sources: readonly SourceText[]): Places['snippet'] {
  const masked = new Map<string, readonly string[]>();
  return ({file, line}) => {
    const source = sources.find(one => one.file === file);
    if (source === undefined || line > source.lines.length || !isLikelyConfiguration(source.text)) return undefined;
    const lines = masked.get(file) ?? maskLines(source.lines);
    masked.set(file, lines);
    const firstLine = Math.max(1, line - 1);
    const shown = lines.slice(firstLine - 1, line);
    return shown.some(one => one.length > LONGEST_LINE) ? undefined : {firstLine, lines: shown};
  };
}

function find(root: PlaceNode, path: ValuePath): PlaceNode | undefined {
  return path.reduce<PlaceNode | undefined>((node, part) => node?.children?.get(part), root);
}
