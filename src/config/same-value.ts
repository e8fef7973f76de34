import {isDeepStrictEqual} from 'node:util';

/**
 * Whether two values of a document are the same. ajv's own comparison calls what a mapping has under the names of an
 * object's methods, and a document may have anything under them.
 */
export function isSameValue(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && isDeepStrictEqual(one, other));
}
