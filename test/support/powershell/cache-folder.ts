import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';

/** The user's own folder for what tests build once and can build again. */
export function cacheFolder(): string {
  const named = process.env['XDG_CACHE_HOME'] ?? process.env['LOCALAPPDATA'];
  const home = homedir();
  const base = named ?? (home === '' || home === '/' ? tmpdir() : join(home, '.cache'));
  return join(base, 'cscert-tests');
}
