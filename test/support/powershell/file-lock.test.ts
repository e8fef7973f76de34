import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {withFileLock} from './file-lock.ts';

describe('a lock file', () => {
  let path: string;
  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), 'cscert-lock-')), 'build.lock');
  });
  afterEach(() => rmSync(join(path, '..'), {recursive: true, force: true}));

  test('is there while the work is done, and gone after it, even when the work fails', () => {
    expect(withFileLock(path, 1000, () => existsSync(path))).toBe(true);
    expect(existsSync(path)).toBe(false);
    const fail = (): never => {
      throw new Error('no');
    };
    expect(() => withFileLock(path, 1000, fail)).toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  test('of a process that is gone is taken over', () => {
    const {pid} = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(path, String(pid));
    expect(withFileLock(path, 1000, () => 'had')).toBe('had');
  });

  test('of a living process is waited for, and not longer than allowed', () => {
    writeFileSync(path, String(process.pid));
    const start = Date.now();
    expect(() => withFileLock(path, 500, () => 'had')).toThrow(`still held by process ${process.pid}`);
    expect(Date.now() - start).toBeGreaterThanOrEqual(500);
  });

  test('is had as soon as its owner gives it back', () => {
    // The owner cannot be this process, which stands still while it waits.
    const owner = spawn(process.execPath, [
      '-e',
      'setTimeout(() => require("fs").rmSync(process.argv[1]), 1000)',
      path,
    ]);
    writeFileSync(path, String(owner.pid));
    expect(withFileLock(path, 30_000, () => existsSync(path))).toBe(true);
  });
});
