import {createRequire} from 'node:module';
import type {ErrorObject, ValidateFunction} from 'ajv';
import type {Diagnostic, Part} from '../core/diagnostic.ts';
import {messageOf} from '../core/system-error.ts';
import {clean} from './clean.ts';

/** A kind of document that cscert writes and reads again. */
export interface DocumentKind {
  /** How each thing that can be wrong with it is called. */
  readonly problems: Readonly<Record<'tooLarge' | 'notJson' | 'otherFormat' | 'damaged', Naming>>;
  /** The format that this version writes and reads. */
  readonly format: number;
  /** Largest size in bytes. */
  readonly limit: number;
  /** Names of schema files, the document's own first; the others are referred to. */
  readonly schemas: readonly [string, ...string[]];
  readonly help: string;
  /** The schema describes what stands beside the format, and that alone is given back. */
  readonly beside?: true;
}

/** A code and its constant summary. */
interface Naming {
  readonly code: string;
  readonly summary: string;
}

/** Reads a document. It comes from outside: size, format and schema are checked. */
export function readDocument<T>(text: string, kind: DocumentKind): Part<T> {
  const {problems, limit, format} = kind;
  if (Buffer.byteLength(text) > limit) {
    return refuse(kind, problems.tooLarge, `It is larger than ${limit / 1024 / 1024} MiB.`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return refuse(kind, problems.notJson, `${clean(messageOf(error))}.`);
  }
  const found = formatOf(data);
  if (found !== format) {
    const detail =
      found === undefined
        ? 'It has no field "format".'
        : `Its format is ${clean(JSON.stringify(found))}; this version of cscert reads format ${format}.`;
    return refuse(kind, problems.otherFormat, detail);
  }
  const validate = validatorOf<T>(kind);
  const body = kind.beside ? withoutFormat(data) : data;
  return validate(body) ? {ok: body} : damaged(kind, describeErrors(validate.errors ?? []));
}

/** Said of a document that its schema, or what a schema cannot say, refuses. */
export function damaged(kind: DocumentKind, detail: string): {readonly problem: Diagnostic} {
  return refuse(kind, kind.problems.damaged, detail);
}

function formatOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'format' in data ? data.format : undefined;
}

function withoutFormat(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const {format: _, ...body} = data as {readonly format?: unknown};
  return body;
}

const compiled = new Map<string, ValidateFunction>();

/** Loaded and compiled on first use: most commands read no document. */
function validatorOf<T>({schemas}: DocumentKind): ValidateFunction<T> {
  const [own, ...others] = schemas;
  const known = compiled.get(own);
  if (known !== undefined) return known as ValidateFunction<T>;
  const load = createRequire(import.meta.url);
  const {Ajv2020} = load('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const read = (name: string) => load(`../../schemas/${name}.schema.json`);
  const ajv = new Ajv2020({strict: true, schemas: others.map(read)});
  const made = ajv.compile<T>(read(own));
  compiled.set(own, made);
  return made;
}

/** The deepest mistake is the telling one: those above it only say that no alternative fits. */
function describeErrors(errors: readonly ErrorObject[]): string {
  const deepest = errors.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0];
  if (!deepest) return 'It does not follow the schema.';
  return `At ${clean(deepest.instancePath) || 'the top'}: ${clean(deepest.message ?? 'not as the schema says')}.`;
}

function refuse({help}: DocumentKind, naming: Naming, detail: string): {readonly problem: Diagnostic} {
  return {problem: {severity: 'error', ...naming, detail, help}};
}
