/** What is noted about a request beside its key: one JSON object, in the same form on every connection. */
import {isMapping} from '../core/mapping.ts';
import type {PendingRequest, Progress} from '../core/model/actual.ts';
import {stepTrouble} from './step-problems.ts';

/** A request without its CSR, which lies beside the note. */
export interface RequestNote extends Omit<PendingRequest, 'csr'> {
  /**
   * Hash of the key of the certificate that was enrolled for it and is being taken over: once that one has our mark in
   * My, the request was answered, whatever is left of it.
   */
  readonly enrolled?: string;
}

/** Everything but the CSR. */
export function encodeNote({csr: _, ...note}: RequestNote & Partial<Pick<PendingRequest, 'csr'>>): string {
  return `${JSON.stringify({format: 1, ...note}, undefined, 2)}\n`;
}

/** Undefined when it is not a note about the request for this key. */
export function parseNote(value: Readonly<Record<string, unknown>>, spki: string): RequestNote | undefined {
  const {specDigest, friendlyName, authority, createdAt} = value;
  const progress = parseProgress(value['progress']);
  if (value['format'] !== 1 || value['spki'] !== spki || progress === undefined) return undefined;
  if (typeof specDigest !== 'string' || typeof friendlyName !== 'string') return undefined;
  if (typeof authority !== 'string' || !isTime(createdAt)) return undefined;
  const {enrolled} = value;
  const taken = typeof enrolled === 'string' && SPKI.test(enrolled) ? {enrolled} : {};
  return {spki, specDigest, friendlyName, authority, createdAt, progress, ...taken};
}

/** What each state must have beside its name; `at` and `since` are times. */
const PROGRESS_FIELDS = {
  created: [],
  sent: ['at'],
  waiting: ['ticket', 'since'],
  denied: ['reason', 'at'],
  refused: ['why', 'at'],
} as const satisfies {readonly [S in Progress['state']]: readonly string[]};

const TIMES: readonly string[] = ['at', 'since'];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));

/** Undefined when it is not a progress. */
function parseProgress(value: unknown): Progress | undefined {
  if (!isMapping(value)) return undefined;
  const state = value['state'];
  if (typeof state !== 'string' || !Object.hasOwn(PROGRESS_FIELDS, state)) return undefined;
  const fields = PROGRESS_FIELDS[state as Progress['state']];
  const fits = (field: string): boolean =>
    TIMES.includes(field) ? isTime(value[field]) : typeof value[field] === 'string';
  if (!fields.every(fits)) return undefined;
  return Object.fromEntries([['state', state], ...fields.map(field => [field, value[field]])]) as unknown as Progress;
}

const SPKI = /^[0-9a-f]{64}$/;

/** It becomes part of a path, so it is checked wherever it comes from. */
export function checkSpki(spki: string): void {
  if (SPKI.test(spki)) return;
  throw stepTrouble('REQUEST_MISSING', {
    detail: `${JSON.stringify(spki.slice(0, 80))} is not the hash of a public key.`,
  });
}
