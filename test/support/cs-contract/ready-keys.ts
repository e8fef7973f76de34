import {generateKeyPairSync} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {cacheFolder} from '../powershell/cache-folder.ts';
import {withFileLock} from '../powershell/file-lock.ts';

/** More than any forest of a test asks for; what goes beyond is made on the spot. */
const COUNT = 32;
const SIZE = 2048;
const LIMIT_MS = 120_000;

/**
 * A folder of RSA keys, `2048-000.key` and so on (PKCS#8, PEM), made once on this machine and kept in the user's cache.
 * Finding primes takes longer than everything else that a simulated server does; each forest uses every key at most once.
 */
export function readyKeys(): string {
  const cache = cacheFolder();
  const folder = join(cache, `keys-${SIZE}-${COUNT}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, {recursive: true, mode: 0o700});
  return withFileLock(join(cache, 'keys.lock'), LIMIT_MS, () => {
    if (!existsSync(folder)) make(cache, folder);
    return folder;
  });
}

function make(cache: string, folder: string): void {
  const draft = mkdtempSync(join(cache, 'making-keys-'));
  try {
    for (let index = 0; index < COUNT; index++) {
      const {privateKey} = generateKeyPairSync('rsa', {modulusLength: SIZE});
      const pem = privateKey.export({type: 'pkcs8', format: 'pem'});
      writeFileSync(join(draft, `${SIZE}-${String(index).padStart(3, '0')}.key`), pem, {mode: 0o600});
    }
    renameSync(draft, folder);
  } finally {
    rmSync(draft, {recursive: true, force: true});
  }
}
