import type {Part} from '../core/diagnostic.ts';
import type {Actual} from '../core/model/actual.ts';
import {type DocumentKind, readDocument} from './document-json.ts';

const ACTUAL: DocumentKind = {
  problems: {
    tooLarge: {code: 'WORLD_TOO_LARGE', summary: 'Saved inspection is too large'},
    notJson: {code: 'WORLD_NOT_JSON', summary: 'Saved inspection is not JSON'},
    otherFormat: {code: 'WORLD_FORMAT_UNKNOWN', summary: 'Saved inspection has an unknown format'},
    damaged: {code: 'WORLD_INVALID', summary: 'Saved inspection is damaged'},
  },
  format: 1,
  // 10,000 servers with ten certificates each have about 300 MB.
  limit: 512 * 1024 * 1024,
  schemas: ['actual', 'plan'],
  help: 'make a new one with `cscert inspect --out FILE`',
  beside: true,
};

export const ACTUAL_LIMIT = ACTUAL.limit;

/** What was inspected, as a document that ends with a line break. */
export function writeActual(actual: Actual): string {
  return `${JSON.stringify(actualDocument(actual), null, 1)}\n`;
}

/** What that text says. */
export const actualDocument = (actual: Actual) => ({format: ACTUAL.format, ...actual});

/** Reads such a document. It comes from outside: size, format and schema are checked. */
export function readActual(text: string): Part<Actual> {
  return readDocument<Actual>(text, ACTUAL);
}
