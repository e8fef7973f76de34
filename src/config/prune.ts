import {isMapping} from '../core/mapping.ts';
import type {Document} from './generated/document.ts';
import {validate} from './generated/validate.ts';
import type {ValuePath} from './loaded.ts';
import {checkSchema} from './schema.ts';

/** What is left of a document, and the places of what is not. */
export interface Pruned {
  readonly document: Document;
  /** Written, but not valid. Rules must not say that it is missing. */
  readonly taken: readonly ValuePath[];
}

/**
 * What is left of a document without the parts that violate the schema, so that its rules can be judged in the same run.
 * A list with a bad item goes as a whole: the places of the others must not shift. Undefined when nothing usable is left.
 */
export function prune(data: unknown): Pruned | undefined {
  if (validate(data).length === 0) return {document: data as Document, taken: []};
  const taken: ValuePath[] = [];
  const rest: unknown = copy(data);
  substitute(rest);
  // Every round takes something away, and what was needed by something else takes that with it in the next.
  for (;;) {
    const bad = checkSchema(rest, NOWHERE).map(violation => violation.path);
    if (bad.length === 0) return validate(rest).length === 0 ? {document: rest as Document, taken} : undefined;
    // All are found before one is taken: what stands in something that goes must not take more with it.
    const targets = bad.flatMap(path => findEntry(rest, path) ?? []);
    if (targets.length === 0) return undefined;
    for (const {holder, key, path} of targets) {
      delete holder[key];
      taken.push(path);
    }
    substitute(rest);
  }
}

const NOWHERE = {at: () => undefined, snippet: () => undefined};

/** Needed by the schema: a mistake in them must not hide the rest. Rules take the product from productOf, which knows of this. */
const SUBSTITUTES = {name: 'unnamed', product: 'sfbse'} as const;

function substitute(data: unknown): void {
  const deployment = isMapping(data) ? data['deployment'] : undefined;
  if (!isMapping(deployment)) return;
  for (const [key, value] of Object.entries(SUBSTITUTES)) deployment[key] ??= value;
}

interface Entry {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly path: ValuePath;
}

/** The entry at the path, or the nearest thing around it that is an entry of a mapping. */
function findEntry(data: unknown, path: ValuePath): Entry | undefined {
  let entry: Entry | undefined;
  let value: unknown = data;
  for (const [index, part] of path.entries()) {
    if (!isMapping(value) || typeof part === 'number' || !Object.hasOwn(value, part)) break;
    entry = {holder: value, key: part, path: path.slice(0, index + 1)};
    value = value[part];
  }
  return entry;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, copy(child)] as const);
  return entries.reduce<Record<string, unknown>>((into, [key, child]) => {
    into[key] = child;
    return into;
  }, Object.create(null));
}
