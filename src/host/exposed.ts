import {realpathSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/** What all others may do, of a mode: read a file, go through a folder. */
const [READ, GO_THROUGH] = [0o004, 0o001];

/** See `Files.isExposed`. Windows has access lists instead of modes, and Node makes modes up there. */
export function isExposed(path: string, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'win32') return false;
  try {
    // What cscert makes is closed by its own mode: nothing else need be looked at.
    return isOpenToAll(path) && pathTo(dirname(realpathSync(path))).every(isOpenToAll);
  } catch {
    // What is not there, and where we may not look, nobody else can read on this way.
    return false;
  }
}

/** A path and every folder above it. */
function pathTo(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...pathTo(above)];
}

/** What a link leads to counts. */
function isOpenToAll(path: string): boolean {
  const status = statSync(path);
  return (status.mode & (status.isDirectory() ? GO_THROUGH : READ)) !== 0;
}
