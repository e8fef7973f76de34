/** Reading what a server says: nothing is taken for what it should be before it has been looked at. */
import {decodeBase64} from '../../../core/base64.ts';
import {isMapping} from '../../../core/mapping.ts';
import {nonsense} from '../problems.ts';
import type {JsonObject} from '../session/answer.ts';

/** More things of one kind than any server has. */
const MOST = 50_000;
const LONGEST = 256 * 1024;

/** Throws StepTrouble when it is not a list of objects. */
export function objectsOf(value: unknown, what: string): readonly JsonObject[] {
  if (!Array.isArray(value) || value.length > MOST || !value.every(isMapping))
    throw nonsense(`${what}: it is not a list of objects.`);
  return value;
}

/** Throws StepTrouble when it is not a text. */
export function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.length > LONGEST) throw nonsense(`${what}: it is not a text.`);
  return value;
}

/** Null, and a text that is empty, are undefined. Throws StepTrouble for anything else that is no text. */
export function optionalText(value: unknown, what: string): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : textOf(value, what);
}

/** Throws StepTrouble when it is neither true nor false. */
export function flagOf(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw nonsense(`${what}: it is neither true nor false.`);
  return value;
}

/** Throws StepTrouble when it is not base64. */
export function bytesOf(value: unknown, what: string): Buffer {
  const bytes = decodeBase64(textOf(value, what));
  if (bytes === undefined) throw nonsense(`${what}: it is not base64.`);
  return bytes;
}
