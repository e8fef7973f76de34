import type {Diagnostic} from '../core/diagnostic.ts';
import {suggest} from '../core/suggest.ts';
import {type SchemaError, validate} from './generated/validate.ts';
import {findHint} from './hints.ts';
import type {Places, ValuePath} from './loaded.ts';
import {isSecretKey} from './mask.ts';
import {complainAt, helpWith, type PlacedComplaint, quote, showPath} from './problem.ts';
import {childOf, type Expectation, findExpectation, typeOf, typesOf} from './schema-node.ts';

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

export function checkSchema(data: unknown, places: Places): readonly Violation[] {
  const errors = validate(data).map(error => ({error, path: pathOf(error, data)}));
  const seen = new Set<string>();
  return dropNoise(errors, data).flatMap(({error, path}) => {
    const complaint = describe(error, path, data);
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
  return errors.filter(({error}) => {
    if (error.keyword === 'propertyNames') return false;
    if (error.keyword === 'discriminator') return error.params['tagValue'] !== undefined;
    if (meant.has(error.instancePath)) return error.keyword !== 'anyOf' && error.keyword !== 'type';
    if (hopeless.has(error.instancePath)) return error.keyword === 'anyOf';
    return true;
  });
}

/** The types that the alternatives at a place have. */
function findAlternatives(data: unknown, path: ValuePath): readonly string[] {
  // Seen without the value, the schema stays at the choice instead of taking one of its alternatives.
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  const around = findExpectation(data, parent)?.node;
  const node =
    typeof last === 'number' ? around?.items : (around?.properties?.[last ?? ''] ?? around?.additionalProperties);
  return typeof node === 'object' ? typesOf(node) : [];
}

function valueAt(data: unknown, path: ValuePath): unknown {
  return path.reduce(childOf, data);
}

function describe(error: SchemaError, path: ValuePath, data: unknown): PlacedComplaint {
  const {keyword, params} = error;
  if (keyword === 'additionalProperties') return describeUnknownKey(String(params['additionalProperty']), path, data);
  if (keyword === 'required') return describeMissingKey(String(params['missingProperty']), path, data);
  if (keyword === 'discriminator') return describeChoice([...path, 'type'], params['tagValue'], typeNames(data, path));
  if (keyword === 'uniqueItems') return describeTwice([...path, Number(params['i'])], data);
  if (error.propertyName !== undefined) return describeKey(error.propertyName, path, keyword);
  const expectation = findExpectation(data, path);
  if (expectation?.definition === 'secret' || path.some(part => typeof part === 'string' && isSecretKey(part))) {
    return describeSecret(path);
  }
  return describeValue({error, path, value: valueAt(data, path), expectation, types: findAlternatives(data, path)});
}

function describeUnknownKey(key: string, path: ValuePath, data: unknown): PlacedComplaint {
  const allowed = Object.keys(findExpectation(data, path)?.node.properties ?? {});
  const place = path.length === 0 ? 'at the top of the configuration' : `in ${showPath(path)}`;
  const otherwise = allowed.length > 0 ? `allowed are ${allowed.join(', ')}` : 'nothing is allowed here';
  return {
    code: 'CFG_UNKNOWN_KEY',
    path: [...path, key],
    detail: `There is no key ${quote(key)} ${place}.`,
    help: helpWith(suggest(key, allowed), findHint(key) ?? otherwise),
  };
}

function describeMissingKey(key: string, path: ValuePath, data: unknown): PlacedComplaint {
  const description = findExpectation(data, path)?.node.properties?.[key]?.description;
  const expectation = findExpectation(data, [...path, key]);
  return {
    code: 'CFG_MISSING_KEY',
    path: [...path, key],
    detail: `${capitalise(showPath(path))} needs ${quote(key)}.`,
    help: sayWhat(description === undefined ? expectation : {node: {...expectation?.node, description}}),
  };
}

function describeChoice(path: ValuePath, value: unknown, allowed: readonly string[]): PlacedComplaint {
  const known = typeof value === 'string' ? suggest(value, allowed) : undefined;
  return {
    code: 'CFG_NOT_ALLOWED_VALUE',
    path,
    what: 'value',
    detail: `${quote(value)} is not possible for ${nameOf(path)}.`,
    help: helpWith(known, `allowed: ${allowed.join(', ')}`),
  };
}

function describeTwice(path: ValuePath, data: unknown): PlacedComplaint {
  const detail = `${quote(valueAt(data, path))} stands twice in the list.`;
  return {code: 'CFG_LISTED_TWICE', path, detail, help: 'keep one of the two'};
}

/** A key that people choose: the name of an authority, a connection, a certificate. */
function describeKey(key: string, path: ValuePath, keyword: string): PlacedComplaint {
  const long = keyword === 'maxLength';
  return {
    code: long ? 'CFG_TOO_LONG' : 'CFG_NOT_ALLOWED_VALUE',
    path: [...path, key],
    what: 'key',
    detail: `${quote(key)} is ${long ? 'too long for' : 'not possible as'} a name here.`,
    help: 'use at most 40 lower-case letters, digits and hyphens, beginning with a letter',
  };
}

/** The value is never repeated, and the place is its key: a message goes to logs that more people read. */
function describeSecret(path: ValuePath): PlacedComplaint {
  return {
    code: 'CFG_SECRET_IN_CLEAR',
    path,
    what: 'key',
    detail: `${nameOf(path)} must say where the secret is and not what it is.`,
    help: 'write env:NAME for an environment variable or file:PATH for a file, and replace the secret if it was committed',
  };
}

interface BadValue {
  readonly error: SchemaError;
  readonly path: ValuePath;
  readonly value: unknown;
  readonly expectation: Expectation | undefined;
  readonly types: readonly string[];
}

function describeValue({error, path, value, expectation, types}: BadValue): PlacedComplaint {
  const name = nameOf(path);
  const base = {path, what: 'value', help: sayWhat(expectation)} as const;
  const {keyword, params} = error;
  if (keyword === 'enum') return describeChoice(path, value, expectation?.node.enum ?? []);
  if (keyword === 'type' || keyword === 'anyOf') return describeType(error, {path, value, expectation, types});
  if (keyword === 'minLength' || keyword === 'minItems' || keyword === 'minProperties') {
    return {...base, code: 'CFG_EMPTY_VALUE', detail: `${name} is empty.`};
  }
  if (keyword === 'maxLength') {
    const detail = `${name} has more than ${params['limit']} characters.`;
    return {...base, code: 'CFG_TOO_LONG', detail};
  }
  return {...base, code: 'CFG_NOT_ALLOWED_VALUE', detail: `${quote(value)} is not possible for ${name}.`};
}

function describeType(error: SchemaError, at: Omit<BadValue, 'error'>): PlacedComplaint {
  const {path, value, expectation} = at;
  const types = error.keyword === 'anyOf' ? at.types : [String(error.params['type'])];
  const wanted = [...new Set(types.filter(type => type !== 'null').map(type => TYPE_WORDS[type] ?? type))].join(' or ');
  const detail =
    value === null
      ? `${nameOf(path)} has no value; ${wanted} is expected.`
      : `${nameOf(path)} is ${TYPE_WORDS[typeOf(value)] ?? typeOf(value)}; ${wanted} is expected.`;
  const numberAsText = types.includes('string') && (typeof value === 'number' || typeof value === 'boolean');
  const textAsNumber = types.includes('integer') && typeof value === 'string' && /^\d+$/.test(value);
  const help = numberAsText
    ? `put it into quotes: "${value}"`
    : textAsNumber
      ? `write it without quotes: ${value}`
      : types.includes('boolean') && typeof value === 'string'
        ? 'write true or false; yes, no, on and off are texts in YAML 1.2'
        : sayWhat(expectation);
  return {code: 'CFG_WRONG_TYPE', path, what: value === null ? 'key' : 'value', detail, help};
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a mapping',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
};

/** What the schema says, as a help line. */
function sayWhat(expectation: Expectation | undefined): string | undefined {
  const node = expectation?.node;
  if (node === undefined) return undefined;
  const allowed = node.enum === undefined ? '' : ` Allowed: ${node.enum.join(', ')}.`;
  return node.description === undefined ? undefined : `${node.description}${allowed}`;
}

/** The types of an authority or a connection. */
function typeNames(data: unknown, path: ValuePath): readonly string[] {
  return findExpectation(data, path)?.node.oneOf?.map(one => one.$ref?.split('/').at(-1)?.split('.')[0] ?? '') ?? [];
}

/** What a path leads to, in words: `"role"`, `item 2 of "usages"`. */
function nameOf(path: ValuePath): string {
  const name = path.findLast((part): part is string => typeof part === 'string');
  const last = path.at(-1);
  if (name === undefined) return 'the configuration';
  return typeof last === 'number' ? `item ${last + 1} of ${quote(name)}` : quote(name);
}

function capitalise(text: string): string {
  return text.startsWith('the ') ? `T${text.slice(1)}` : text;
}
