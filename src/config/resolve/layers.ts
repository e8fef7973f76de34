import type {Place} from '../../core/model/desired.ts';
import type {Certificate, Defaults} from '../generated/document.ts';
import type {LoadedDocument, ValuePath} from '../loaded.ts';

/** What can be set about a certificate: a certificate's own entry and a `defaults` each set a part of it. */
export type Settings = Certificate & Pick<Defaults, 'publicAuthority' | 'maintenance' | 'restart'>;

/** A place in the document that may set something about a certificate. */
export interface Layer {
  readonly settings: Settings;
  readonly path: ValuePath;
}

/** A value and the path where it was written. */
export interface Picked<T> {
  readonly value: T;
  readonly path: ValuePath;
}

/** The value of the first layer that sets it; `within` is its path inside of the layer. */
export function pick<T>(
  layers: readonly Layer[],
  within: ValuePath,
  get: (settings: Settings) => T | undefined,
): Picked<T> | undefined {
  for (const {settings, path} of layers) {
    const value = get(settings);
    if (value !== undefined) return {value, path: [...path, ...within]};
  }
  return undefined;
}

/** As `pick`, for the value alone. */
export function setting<T>(layers: readonly Layer[], get: (settings: Settings) => T | undefined): T | undefined {
  for (const {settings} of layers) {
    const value = get(settings);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Where a path was written. Falls back to what is around it, and at last to the beginning of the first file. */
export function placeOf({places, files}: Pick<LoadedDocument, 'places' | 'files'>, path: ValuePath): Place {
  for (let length = path.length; length > 0; length -= 1) {
    const range = places.at(path.slice(0, length));
    if (range !== undefined) return {file: range.file, line: range.line, column: range.column};
  }
  return {file: files[0] ?? '', line: 1, column: 1};
}

/** A layer for each value that is there. */
export function layer(settings: Settings | null | undefined, path: ValuePath): readonly Layer[] {
  return settings === undefined || settings === null ? [] : [{settings, path}];
}
