/** `npm ci` refuses a lock file in which a platform's package is missing, on every platform: so each must be named. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(join(__dirname, '..', 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Where Node looks for a dependency of the package at `path`: beside it, then in each folder above. */
function isLocked(path: string, name: string): boolean {
  const here = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  if (Object.hasOwn(lock.packages, here)) return true;
  return path !== '' && isLocked(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name);
}

describe('package-lock.json', () => {
  test('names every package that a package depends on, those of other platforms too', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, {dependencies, optionalDependencies}]) =>
      Object.keys({...dependencies, ...optionalDependencies})
        .filter(name => !isLocked(path, name))
        .map(name => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('is there for Linux, macOS and Windows', () => {
    for (const platform of ['linux-x64', 'darwin-arm64', 'win32-x64']) {
      expect(lock.packages).toHaveProperty([`node_modules/@biomejs/cli-${platform}`]);
    }
  });
});
