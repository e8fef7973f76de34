import {posix} from 'node:path';
import {schemasByPath} from './generated/schemas.ts';
import type {ValuePath} from './loaded.ts';

/** The keywords of a schema that messages are made of. */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly $ref?: string;
}

/** A part of a schema; its references are relative to its file. */
interface Located {
  readonly node: SchemaNode;
  readonly file: string;
  /** The reference that led to it, e.g. `#/$defs/secret`. */
  readonly via?: string;
}

/** What the schema says about a value of a document: chosen by the data where it allows one of several. */
export interface Expectation {
  readonly node: SchemaNode;
  /** Name of the definition that it comes from, e.g. `secret`. */
  readonly definition?: string | undefined;
}

/** Undefined where the schema says nothing of a path. */
export function findExpectation(data: unknown, path: ValuePath): Expectation | undefined {
  let here: Located | undefined = choose({node: rootNode(), file: ROOT}, data);
  let value = data;
  for (const part of path) {
    value = childOf(value, part);
    here = here && step(here, part);
    here = here && choose(here, value);
  }
  return here && {node: here.node, definition: here.via?.split('/').at(-1)};
}

/** The types that the alternatives at a place have. */
export function findAlternatives(data: unknown, path: ValuePath): readonly string[] {
  // Seen without the value, the schema stays at the choice instead of taking one of its alternatives.
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  const around = findExpectation(data, parent)?.node;
  const node =
    typeof last === 'number' ? around?.items : (around?.properties?.[last ?? ''] ?? around?.additionalProperties);
  return typeof node === 'object' ? typesOf(node) : [];
}

/** The value at a path of a document; undefined where there is none. */
export function valueAt(data: unknown, path: ValuePath): unknown {
  return path.reduce(childOf, data);
}

/** The types of the alternatives of a schema. */
function typesOf(node: SchemaNode): readonly string[] {
  return (node.anyOf ?? [node]).map(one => dereference({node: one, file: ROOT}).node.type ?? 'string');
}

/** The member of a document at one key or index. */
export function childOf(value: unknown, part: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, part)
    ? (value as Record<string | number, unknown>)[part]
    : undefined;
}

/** The word that JSON Schema has for the type of a value. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

const ROOT = 'config.schema.json';

function rootNode(): SchemaNode {
  return schemasByPath()[ROOT] as SchemaNode;
}

function step({node, file}: Located, part: string | number): Located | undefined {
  if (typeof part === 'number') return node.items && {node: node.items, file};
  const child = node.properties && Object.hasOwn(node.properties, part) ? node.properties[part] : undefined;
  const next = child ?? node.additionalProperties;
  return typeof next === 'object' ? {node: next, file} : undefined;
}

/** Follows references and takes the alternative that the data means: by its `type` setting, else by its type. */
function choose(located: Located, value: unknown): Located {
  const {node, file, via} = dereference(located);
  const alternatives = (node.anyOf ?? node.oneOf ?? []).map(one => dereference({node: one, file}));
  const kind = childOf(value, 'type');
  const chosen = node.oneOf
    ? alternatives.find(one => one.node.properties?.['type']?.const === kind)
    : alternatives.find(one => (one.node.type ?? 'string') === typeOf(value));
  return chosen ? choose(chosen, value) : {node, file, ...(via !== undefined && {via})};
}

function dereference({node, file, via}: Located): Located {
  if (node.$ref === undefined) return {node, file, ...(via !== undefined && {via})};
  const [path = '', pointer = ''] = node.$ref.split('#');
  const target = path === '' ? file : posix.join(posix.dirname(file), path);
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, part) => childOf(at, part), schemasByPath()[target]);
  return dereference({node: (found ?? {}) as SchemaNode, file: target, via: node.$ref});
}
