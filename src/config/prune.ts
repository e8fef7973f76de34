import {isMapping} from '../core/mapping.ts';
import type {Document} from './generated/document.ts';
import {validate} from './generated/validate.ts';
import type {ValuePath} from './loaded.ts';
import {checkSchema} from './schema.ts';

/**
 * What is left of a document without the parts that violate the schema, so that its rules can be judged in the same run.
 * A list with a bad item goes as a whole: the places of the others must not shift. Undefined when nothing usable is left.
 */
export function prune(data: unknown): Document | undefined {
  if (validate(data).length === 0) return data as Document;
  const rest: unknown = copy(data);
  substitute(rest);
  // Every round takes something away, and what was needed by something else takes that with it in the next.
  for (;;) {
    const bad = checkSchema(rest, NOWHERE).map(violation => violation.path);
    if (bad.length === 0) return validate(rest).length === 0 ? (rest as Document) : undefined;
    // All are found before one is taken: what stands in something that goes must not take more with it.
    const targets = bad.flatMap(path => findEntry(rest, path) ?? []);
    if (targets.length === 0) return undefined;
    for (const {holder, key} of targets) delete holder[key];
    substitute(rest);
  }
}

const NOWHERE = {at: () => undefined, snippet: () => undefined};

/** Needed by the schema but read by no rule that would then say something wrong: a mistake in them must not hide the rest. */
const SUBSTITUTES = {name: 'unnamed', product: 'sfbse'} as const;

function substitute(data: unknown): void {
  const deployment = isMapping(data) ? data['deployment'] : undefined;
  if (!isMapping(deployment)) return;
  for (const [key, value] of Object.entries(SUBSTITUTES)) deployment[key] ??= value;
}

interface Entry {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** The entry at the path, or the nearest thing around it that is an entry of a mapping. */
function findEntry(data: unknown, path: ValuePath): Entry | undefined {
  let entry: Entry | undefined;
  let value: unknown = data;
  for (const part of path) {
    if (!isMapping(value) || typeof part === 'number' || !Object.hasOwn(value, part)) break;
    entry = {holder: value, key: part};
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
