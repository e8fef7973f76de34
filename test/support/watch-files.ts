/** What lies in folders while something goes on: files that are gone again at its end, too, if they last long enough. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {Place} from './canary.ts';
import {pause} from './pause.ts';

const EVERY_MS = 25;

/** Reads every file below the folders that is new or has changed, again and again until the work is done. */
export async function watchFiles(folders: readonly string[], work: Promise<unknown>): Promise<readonly Place[]> {
  const found: Place[] = [];
  const known = new Map<string, string>();
  let going = true;
  const done = work.finally(() => {
    going = false;
  });
  while (going) {
    for (const folder of folders) look(folder, known, found);
    await Promise.race([pause(EVERY_MS), done]);
  }
  for (const folder of folders) look(folder, known, found);
  await done;
  return found;
}

function look(folder: string, known: Map<string, string>, found: Place[]): void {
  for (const name of namesBelow(folder)) {
    const path = join(folder, name);
    try {
      const {mtimeMs, size, ino} = statSync(path);
      const version = `${ino} ${mtimeMs} ${size}`;
      if (known.get(path) === version || !statSync(path).isFile()) continue;
      known.set(path, version);
      found.push({name: path, content: readFileSync(path)});
    } catch {
      // It has gone meanwhile.
    }
  }
}

function namesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, {recursive: true, encoding: 'utf8'});
  } catch {
    return [];
  }
}
