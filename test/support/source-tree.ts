import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, posix, sep} from 'node:path';
import {parseSync} from '@swc/core';

const SRC = join(__dirname, '..', '..', 'src');

export interface SourceFile {
  /** Below `src`, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: unknown;
}

export interface Import {
  readonly from: string;
  /** A path below `src`, or the name of a package. */
  readonly to: string;
  /** `type`: gone when the program runs. `lazy`: an `import()`, loaded when it is reached. */
  readonly kind: 'type' | 'eager' | 'lazy';
}

/** Every TypeScript file of `src`, parsed, in the order of the paths. */
export function readSources(): readonly SourceFile[] {
  return readdirSync(SRC, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.ts'))
    .map(name => {
      const text = readFileSync(join(SRC, name), 'utf8');
      return {path: name.split(sep).join('/'), text, tree: parseSync(text, {syntax: 'typescript', target: 'es2022'})};
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export type Node = Readonly<Record<string, unknown>>;

/** Every node of a syntax tree, the root included. */
export function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const child of Object.values(value)) yield* nodesOf(child);
}

const textOf = (value: unknown): string => String((value as Node | undefined)?.['value'] ?? '');

/** `import`, `export … from`, `import()` and `import('…').Type`. */
function importIn(node: Node): {source: string; kind: Import['kind']} | undefined {
  switch (node['type']) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node['source'] ? {source: textOf(node['source']), kind: isTypeOnly(node) ? 'type' : 'eager'} : undefined;
    case 'CallExpression': {
      const [first] = node['arguments'] as readonly Node[];
      const isImport = (node['callee'] as Node)['type'] === 'Import';
      return isImport ? {source: textOf(first?.['expression']), kind: 'lazy'} : undefined;
    }
    case 'TsImportType':
      return {source: textOf(node['argument']), kind: 'type'};
    default:
      return undefined;
  }
}

/** Said of the whole declaration or of each of its names. */
function isTypeOnly(node: Node): boolean {
  const names = (node['specifiers'] ?? []) as readonly Node[];
  return node['typeOnly'] === true || (names.length > 0 && names.every(name => name['isTypeOnly'] === true));
}

export function importsOf({path, tree}: SourceFile): readonly Import[] {
  return [...nodesOf(tree)].flatMap(node => {
    const found = importIn(node);
    if (found === undefined) return [];
    const {source, kind} = found;
    return [{from: path, to: source.startsWith('.') ? posix.join(dirname(path), source) : source, kind}];
  });
}

/** Everything that can be reached from one file. */
export function reachableFrom(start: string, edges: readonly Import[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    for (const {from, to} of edges) {
      if (from !== path || seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return seen;
}
