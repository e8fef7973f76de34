import type {Diagnostic} from '../core/diagnostic.ts';
import {type SchemaError, validate} from './generated/validate.ts';
import type {Places, ValuePath} from './loaded.ts';
import {complainAt} from './problem.ts';
import {childOf, findAlternatives, typeOf, valueAt} from './schema-node.ts';
import {describeViolation} from './schema-words.ts';

/*
 * The validator tells every violation that it meets; one mistake can be several of them. They are told to people once:
 * 1. noise is dropped: alternatives that the data did not mean, and what only repeats another violation;
 * 2. each that is left becomes a complaint in words, from what the schema says at that place;
 * 3. of several complaints about one place the first counts.
 */

/** A violation of the schema, and which part of the document it makes unusable. */
export interface Violation {
  readonly path: ValuePath;
  readonly diagnostic: Diagnostic;
}

/** Every violation of the schema, each place once. */
export function checkSchema(data: unknown, places: Places): readonly Violation[] {
  const errors = validate(data).map(error => ({error, path: pathOf(error, data)}));
  const seen = new Set<string>();
  return dropNoise(errors, data).flatMap(({error, path}) => {
    const complaint = describeViolation({error, path, data});
    const id = JSON.stringify(complaint.path);
    if (seen.has(id)) return [];
    seen.add(id);
    return [{path: complaint.path, diagnostic: complainAt(places, complaint)}];
  });
}

interface Located {
  readonly error: SchemaError;
  /** To the value that the violation is about. */
  readonly path: ValuePath;
}

function pathOf(error: SchemaError, data: unknown): ValuePath {
  const path: (string | number)[] = [];
  let value = data;
  for (const part of error.instancePath.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(key) : key;
    path.push(step);
    value = childOf(value, step);
  }
  return path;
}

/**
 * All alternatives of the schema (anyOf) differ in the type of the value: where the data has the type of one, only
 * that one's violations are about what was meant; where it has none, the only thing to say is which types there are.
 */
function dropNoise(errors: readonly Located[], data: unknown): readonly Located[] {
  const hopeless = new Set<string>();
  const meant = new Set<string>();
  for (const {error, path} of errors) {
    if (error.keyword !== 'anyOf') continue;
    const around = findAlternatives(data, path);
    (around.includes(typeOf(valueAt(data, path))) ? meant : hopeless).add(error.instancePath);
  }
  return errors.filter(({error, path}) => {
    if (error.keyword === 'propertyNames') return false;
    if (error.keyword === 'discriminator') return error.params['tagValue'] !== undefined;
    if (meant.has(error.instancePath)) {
      const ofAnother = error.keyword === 'enum' && typeOf(valueAt(data, path)) !== 'string';
      return !ofAnother && error.keyword !== 'anyOf' && error.keyword !== 'type';
    }
    if (hopeless.has(error.instancePath)) return error.keyword === 'anyOf';
    return true;
  });
}
