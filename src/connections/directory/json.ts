import {isMapping} from '../../core/mapping.ts';
import type {Place} from './layout.ts';
import {broken, type OpenPlace, readText} from './place.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Undefined for what is no JSON, and for what is no object. */
export function parseJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined when the file does not exist. */
export async function readJson(place: OpenPlace, path: string): Promise<JsonObject | undefined> {
  const text = await readText(place, path);
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (value === undefined) throw broken(place, path, 'it is not a JSON object');
  return value;
}

/** The strings under these keys, all of which must be there. */
export function strings<K extends string>(
  value: JsonObject,
  keys: readonly K[],
  where: {readonly place: Place; readonly path: string},
): Readonly<Record<K, string>> {
  const entries = keys.map(key => {
    const found = value[key];
    if (typeof found !== 'string') throw broken(where.place, where.path, `"${key}" is not a string`);
    return [key, found] as const;
  });
  return Object.fromEntries(entries) as Record<K, string>;
}

export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
