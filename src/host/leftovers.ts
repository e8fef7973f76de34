import {lstatSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {TEMPORARY_PREFIX} from './read-file.ts';
import {removeQuietly} from './write-file.ts';

/** See `Files.removeLeftovers`. What cannot be looked at stays: it is in nobody's way. */
export function removeLeftovers(folder: string, before: Date): void {
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if (isLeftover(name) && isOlder(path, before)) removeQuietly(path);
  }
}

/** Just the names that `writeTemporary` gives. */
const isLeftover = (name: string): boolean =>
  name.startsWith(TEMPORARY_PREFIX) && /^[0-9a-f]{24}$/.test(name.slice(TEMPORARY_PREFIX.length));

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isOlder(path: string, before: Date): boolean {
  try {
    const status = lstatSync(path);
    return status.isFile() && status.mtimeMs < before.getTime();
  } catch {
    return false;
  }
}
