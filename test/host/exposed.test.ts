import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {isExposed} from '../../src/host/exposed.ts';
import {temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
/** Where nobody else gets into the folder for temporary files, nothing in it is exposed. */
const isOpenHere = isExposed(tmpdir());

/** A key in a folder in another one. */
function keyWith(modes: {readonly outer: number; readonly inner: number; readonly key: number}): string {
  const outer = join(folder, Object.values(modes).join('-'));
  const inner = join(outer, 'Keys');
  mkdirSync(inner, {recursive: true});
  const key = join(inner, 'a.key');
  writeFileSync(key, 'secret');
  chmodSync(key, modes.key);
  chmodSync(inner, modes.inner);
  chmodSync(outer, modes.outer);
  return key;
}

const OPEN = {outer: 0o755, inner: 0o711, key: 0o644};

describe('a file', () => {
  test('is exposed where everybody may read it and go through every folder above it', () => {
    const key = keyWith(OPEN);
    expect(isExposed(key)).toBe(false);
    chmodSync(folder, 0o755);
    expect(isExposed(key)).toBe(isOpenHere);
    chmodSync(folder, 0o700);
    expect(isExposed(key)).toBe(false);
  });

  test.each([
    ['itself is closed', {key: 0o640}],
    ['lies in a folder that is closed', {inner: 0o750}],
    ['lies below a folder that is closed', {outer: 0o700}],
  ])('is not where it %s', (_what, closed) => {
    chmodSync(folder, 0o755);
    expect(isExposed(keyWith({...OPEN, ...closed}))).toBe(false);
    chmodSync(folder, 0o700);
  });

  test('is judged where it lies, not where a link to it does', () => {
    chmodSync(folder, 0o755);
    const link = join(folder, 'link');
    symlinkSync(keyWith({...OPEN, outer: 0o700}), link);
    expect(isExposed(link)).toBe(false);
    chmodSync(folder, 0o700);
  });

  test('that is not there is not, and on Windows none is', () => {
    expect(isExposed(join(folder, 'nothing'))).toBe(false);
    expect(isExposed('/', 'win32')).toBe(false);
  });
});
