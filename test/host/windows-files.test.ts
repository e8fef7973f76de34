/** What the file system of Windows refuses, played on a real one: see docs/windows.md for what is assumed. */

import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {link, rename, rmdir, unlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {type FileSystem, filesOn} from '../../src/host/files.ts';
import {systemError} from '../support/memory-files.ts';

const PRIVATE = {mode: 0o600};

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cscert-windows-'));
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

type Call = 'rename' | 'link' | 'unlink' | 'rmdir';

interface Refusing {
  readonly system: FileSystem;
  /** Milliseconds that were waited, one number for each time. */
  readonly waits: number[];
}

/** Refuses a call so many times with a code of Windows before it does it. */
function refusing(
  refused: Partial<Record<Call, readonly [code: string, times: number]>>,
  platform = 'win32',
): Refusing {
  const waits: number[] = [];
  const left = new Map(Object.entries(refused).map(([call, [, times]]) => [call, times]));
  const guard =
    <A extends readonly [string, ...string[]]>(call: Call, work: (...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      const times = left.get(call) ?? 0;
      left.set(call, times - 1);
      if (times > 0) throw systemError(refused[call]?.[0] ?? '', args[0]);
      await work(...args);
    };
  const pause = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
  };
  const calls = {rename: guard('rename', rename), link: guard('link', link)};
  const removals = {unlink: guard('unlink', unlink), rmdir: guard('rmdir', path => rmdir(path))};
  return {waits, system: {platform: platform as NodeJS.Platform, pause, ...calls, ...removals}};
}

const MANY = 1000;

describe('on Windows, a file that another has open', () => {
  it.each(['EPERM', 'EACCES', 'EBUSY'])('is replaced when the other has let it go (%s)', async code => {
    writeFileSync(at('f'), 'old');
    const {system, waits} = refusing({rename: [code, 5]});
    await filesOn(system).write(at('f'), 'new', PRIVATE);
    expect(readFileSync(at('f'), 'utf8')).toBe('new');
    expect(waits).toEqual([10, 20, 50, 100, 200]);
    expect(readdirSync(folder)).toEqual(['f']);
  });

  it('is waited for three seconds and not longer; what was there stays, and nothing else', async () => {
    writeFileSync(at('f'), 'old');
    const {system, waits} = refusing({rename: ['EPERM', MANY]});
    await expect(filesOn(system).write(at('f'), 'new', PRIVATE)).rejects.toMatchObject({code: 'EPERM'});
    const waited = waits.reduce((sum, one) => sum + one, 0);
    expect(waited).toBeGreaterThan(2000);
    expect(waited).toBeLessThan(4000);
    expect(readFileSync(at('f'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['f']);
  });

  it('is removed when the other has let it go', async () => {
    writeFileSync(at('f'), 'old');
    const {system, waits} = refusing({unlink: ['EBUSY', 2]});
    expect(await filesOn(system).remove(at('f'))).toBe(true);
    expect([existsSync(at('f')), waits]).toEqual([false, [10, 20]]);
  });

  it('lets its folder go a moment after it was removed', async () => {
    mkdirSync(at('d'));
    const {system} = refusing({rmdir: ['ENOTEMPTY', 2]});
    expect(await filesOn(system).remove(at('d'))).toBe(true);
    expect(existsSync(at('d'))).toBe(false);
  });

  it('may be moved with its whole folder when it is free', async () => {
    mkdirSync(at('made'));
    writeFileSync(at('made', 'root.pem'), 'x');
    const {system, waits} = refusing({rename: ['EPERM', 1]});
    await filesOn(system).rename(at('made'), at('authority'));
    expect([readdirSync(folder), waits]).toEqual([['authority'], [10]]);
  });
});

describe('on Windows, what waiting cannot cure', () => {
  it('is not waited for: a folder where another folder stands, or a file should be written', async () => {
    mkdirSync(at('made'));
    mkdirSync(at('authority'));
    const {system, waits} = refusing({rename: ['EPERM', MANY]});
    await expect(filesOn(system).rename(at('made'), at('authority'))).rejects.toMatchObject({code: 'EPERM'});
    await expect(filesOn(system).write(at('authority'), 'x', PRIVATE)).rejects.toMatchObject({code: 'EISDIR'});
    expect(waits).toEqual([]);
    expect(readdirSync(folder).toSorted()).toEqual(['authority', 'made']);
  });

  it('is not waited for: a full disk, and a file that is not there', async () => {
    const {system, waits} = refusing({rename: ['ENOSPC', MANY]});
    await expect(filesOn(system).write(at('f'), 'x', PRIVATE)).rejects.toMatchObject({code: 'ENOSPC'});
    expect(await filesOn(system).remove(at('none'))).toBe(false);
    expect(waits).toEqual([]);
  });
});

describe('a lock or an entry of a register on a Windows volume', () => {
  it('is made once, also where a scanner has the file open at first', async () => {
    const {system, waits} = refusing({link: ['EBUSY', 2]});
    const files = filesOn(system);
    expect(await files.create(at('lock'), 'one', PRIVATE)).toBe(true);
    expect(await files.create(at('lock'), 'two', PRIVATE)).toBe(false);
    expect([readFileSync(at('lock'), 'utf8'), waits]).toEqual(['one', [10, 20]]);
  });

  it.each([
    ['FAT, in the words of Node', 'EISDIR'],
    ['a share', 'ENOTSUP'],
  ])('is made once where there are no hard links (%s)', async (_title, code) => {
    const files = filesOn(refusing({link: [code, MANY]}).system);
    const won = await Promise.all(['a', 'b', 'c'].map(text => files.create(at('lock'), text, PRIVATE)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['lock']);
  });
});

it('elsewhere a refusal is one, at once', async () => {
  const {system, waits} = refusing({rename: ['EPERM', 1]}, 'linux');
  await expect(filesOn(system).write(at('f'), 'x', PRIVATE)).rejects.toMatchObject({code: 'EPERM'});
  expect(waits).toEqual([]);
});
