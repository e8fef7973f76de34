import {spawnSync} from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {openLogFile} from '../../src/host/log-file.ts';

let stateFolder = '';

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'cscert-log-'));
});

afterEach(() => rmSync(stateFolder, {recursive: true, force: true}));

describe('the log of a run', () => {
  it('is readable by its owner alone and holds what was appended at once', async () => {
    const log = await openLogFile({stateFolder, now: new Date('2026-08-22T10:00:00.123Z'), suffix: '0a1b'});
    log.append('first\n');
    log.append('zweite ü\n');
    expect(log.path).toBe(join(stateFolder, 'logs', 'apply-20260822T100000Z-0a1b.log'));
    expect(readFileSync(log.path, 'utf8')).toBe('first\nzweite ü\n');
    expect(statSync(log.path).mode & 0o777).toBe(0o600);
    log.close();
  });

  it('is one of the last twenty; older ones go and nothing else does', async () => {
    const names: string[] = [];
    for (let hour = 0; hour < 23; hour++) {
      const now = new Date(Date.UTC(2026, 7, 22, hour));
      const log = await openLogFile({stateFolder, now, suffix: 'ab'});
      log.close();
      names.push(log.path);
      if (hour === 0) writeFileSync(join(stateFolder, 'logs', 'notes.log'), '');
    }
    const left = readdirSync(join(stateFolder, 'logs')).map(name => join(stateFolder, 'logs', name));
    expect(left.sort()).toEqual([...names.slice(3), join(stateFolder, 'logs', 'notes.log')]);
  });

  it('goes where it was asked to, over an older one', async () => {
    const path = join(stateFolder, 'mine.log');
    writeFileSync(path, 'a much older and longer log', {mode: 0o644});
    const log = await openLogFile({path, now: new Date(0), suffix: 'ab'});
    log.append('new');
    log.close();
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', 0o600]);
  });

  it('may be thrown away', async () => {
    const before = statSync('/dev/null').mode;
    const log = await openLogFile({path: '/dev/null', now: new Date(0), suffix: 'ab'});
    log.append('x');
    log.close();
    expect(statSync('/dev/null').mode).toBe(before);
  });

  it('is refused by a pipe that nobody reads, and waits for nobody', async () => {
    const path = join(stateFolder, 'pipe');
    if (spawnSync('mkfifo', [path]).status !== 0) return;
    await expect(openLogFile({path, now: new Date(0), suffix: 'ab'})).rejects.toThrow('ENXIO');
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const log = await openLogFile({path, now: new Date(0), suffix: 'ab'});
    log.append('read by somebody');
    const bytes = Buffer.alloc(100);
    expect(bytes.toString('utf8', 0, readSync(reader, bytes))).toBe('read by somebody');
    expect(() => log.append('x'.repeat(1_000_000))).toThrow('EAGAIN');
    log.close();
    closeSync(reader);
  });

  it('has no place without a home', async () => {
    await expect(openLogFile({now: new Date(0), suffix: 'ab'})).rejects.toThrow('no home');
  });
});
