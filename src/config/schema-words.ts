import {helpWith, suggest} from '../core/suggest.ts';
import type {SchemaError} from './generated/validate.ts';
import {findHint} from './hints.ts';
import type {ValuePath} from './loaded.ts';
import {warnOfDeception} from './look-alike.ts';
import {isSecretKey, maskKey} from './mask.ts';
import {type PlacedComplaint, quote, showPath} from './problem.ts';
import {type Expectation, findAlternatives, findExpectation, typeOf, valueAt} from './schema-node.ts';

/** A violation of the schema as the validator tells it, and the document that it is about. */
export interface ToldViolation {
  readonly error: SchemaError;
  /** To the value that the violation is about. */
  readonly path: ValuePath;
  readonly data: unknown;
}

/** Says a violation in words, from what the schema says at its place. */
export function describeViolation({error, path, data}: ToldViolation): PlacedComplaint {
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
  const shown = maskKey(key);
  const otherwise = allowed.length > 0 ? `allowed are ${allowed.join(', ')}` : 'nothing is allowed here';
  return {
    code: 'CFG_UNKNOWN_KEY',
    path: [...path, key],
    detail: `There is no key ${quote(shown)} ${place}.${warnOfDeception(shown)}`,
    help: shown === key ? helpWith(suggest(key, allowed), findHint(key, allowed) ?? otherwise) : SECRET_IN_KEY,
  };
}

const SECRET_IN_KEY =
  'a colon and a blank stand behind a key; write env:NAME or file:PATH there, and replace the secret if it was committed';

function describeMissingKey(key: string, path: ValuePath, data: unknown): PlacedComplaint {
  const description = findExpectation(data, path)?.node.properties?.[key]?.description;
  const expectation = findExpectation(data, [...path, key]);
  return {
    code: 'CFG_MISSING_KEY',
    path: [...path, key],
    detail: `${capitalise(showPath(path))} needs ${quote(key)}.`,
    help:
      sayWhat(description === undefined ? expectation : {node: {...expectation?.node, description}}) ??
      `allowed: ${typeNames(data, path).join(', ')}`,
  };
}

function describeChoice(path: ValuePath, value: unknown, allowed: readonly string[]): PlacedComplaint {
  const known = typeof value === 'string' ? suggest(value, allowed) : undefined;
  return {
    code: 'CFG_NOT_ALLOWED_VALUE',
    path,
    what: 'value',
    detail: `${capitalise(quote(value))} is not possible for ${nameOf(path)}.${warnIfText(value)}`,
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
    detail: `${quote(key)} is ${long ? 'too long for' : 'not possible as'} a name here.${warnOfDeception(key)}`,
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
  if (keyword === 'enum') return describeWord({path, value, allowed: expectation?.node.enum ?? [], types});
  if (keyword === 'type' || keyword === 'anyOf') return describeType(error, {path, value, expectation, types});
  if (keyword === 'minLength' || keyword === 'minItems' || keyword === 'minProperties') {
    return {...base, code: 'CFG_EMPTY_VALUE', detail: `${name} is empty.`};
  }
  if (keyword === 'maxLength') {
    const detail = `${name} has more than ${params['limit']} characters.`;
    return {...base, code: 'CFG_TOO_LONG', detail};
  }
  return {
    ...base,
    code: 'CFG_NOT_ALLOWED_VALUE',
    detail: `${quote(value)} is not possible for ${name}.${warnIfText(value)}`,
  };
}

function warnIfText(value: unknown): string {
  return typeof value === 'string' ? warnOfDeception(value) : '';
}

/** A word that is not one of a few, or one item where a list could stand. */
function describeWord({
  path,
  value,
  allowed,
  types,
}: {
  readonly path: ValuePath;
  readonly value: unknown;
  readonly allowed: readonly string[];
  readonly types: readonly string[];
}): PlacedComplaint {
  const choice = describeChoice(path, value, allowed);
  if (!types.includes('array') || suggest(String(value), allowed) !== undefined) return choice;
  return {...choice, help: `write a list, as in [${String(value)}], or ${allowed.join(', ')}`};
}

function describeType(error: SchemaError, at: Omit<BadValue, 'error'>): PlacedComplaint {
  const {path, value, expectation} = at;
  const types = error.keyword === 'anyOf' ? at.types : [String(error.params['type'])];
  const wanted = [...new Set(types.filter(type => type !== 'null').map(type => TYPE_WORDS[type] ?? type))].join(' or ');
  const detail =
    value === null
      ? `${capitalise(nameOf(path))} has no value; ${wanted} is expected.`
      : `${capitalise(nameOf(path))} is ${TYPE_WORDS[typeOf(value)] ?? typeOf(value)}; ${wanted} is expected.`;
  const numberAsText =
    types.includes('string') &&
    expectation?.node.enum === undefined &&
    (typeof value === 'number' || typeof value === 'boolean');
  const textAsNumber = types.includes('integer') && typeof value === 'string' && /^\d+$/.test(value);
  const help = numberAsText
    ? sayQuoted(value)
    : textAsNumber
      ? `write it without quotes: ${value}`
      : types.includes('boolean') && typeof value === 'string'
        ? 'write true or false; yes, no, on and off are texts in YAML 1.2'
        : path.length === 0
          ? 'begin with keys at the start of a line, such as "deployment:" and "pools:"'
          : sayWhat(expectation);
  return {code: 'CFG_WRONG_TYPE', path, what: value === null ? 'key' : 'value', detail, help};
}

/** YAML has read a long number by then: its digits are no longer those that were written. */
function sayQuoted(value: number | boolean): string {
  return typeof value === 'number' && !Number.isSafeInteger(value) && value > 1e9
    ? 'put it into quotes'
    : `put it into quotes: "${value}"`;
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

/** The first letter of a sentence that begins with our own words, and not with what somebody wrote. */
function capitalise(text: string): string {
  return /^(the|a) /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
