import {isMapping} from '../../core/mapping.ts';
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

export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
