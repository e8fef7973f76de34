import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {extendGitignore} from '../../../src/cli/init/gitignore.ts';
import {files} from '../../../src/host/files.ts';
import {temporaryFolder} from '../../support/program.ts';
import {realPart} from '../../support/real-parts.ts';

const folder = temporaryFolder();
let count = 0;

function newFolder(...names: readonly string[]): string {
  const path = join(folder, String(++count), ...names);
  mkdirSync(path, {recursive: true});
  return path;
}

const git = realPart('git', spawnSync('git', ['--version']).status === 0);

git.describe('the lines for private folders, as git reads them', () => {
  const SPECIAL = ['ca [prod]', 'c*a', 'c?a', 'back\\slash', '!ca', '#ca', 'blank ', 'line\nbreak', 'deep/er/ca'];

  test.each([...SPECIAL, 'x/../ca2', './ca3/', 'a/./b', '..ca'])('cover the folder %j', async declared => {
    const base = newFolder('repository');
    execFileSync('git', ['init', '--quiet', base]);
    const key = join(base, declared, 'issuing.key');
    mkdirSync(join(base, declared), {recursive: true});
    writeFileSync(key, 'a key');
    expect(await extendGitignore(files, {base, folders: [declared]})).toMatchObject({outOfReach: []});
    expect(spawnSync('git', ['-C', base, 'check-ignore', '--quiet', key]).status).toBe(0);
  });

  test('cover no other folder', async () => {
    const base = newFolder('repository');
    execFileSync('git', ['init', '--quiet', base]);
    await extendGitignore(files, {base, folders: SPECIAL});
    const others = ['ca p', 'cxa', 'cba', 'ca', 'er/ca', 'x/!ca'].map(name => join(name, 'issuing.key'));
    expect(spawnSync('git', ['-C', base, 'check-ignore', ...others], {encoding: 'utf8'}).stdout).toBe('');
  });
});

describe('folders that no line reaches', () => {
  const outOfReach = async (base: string, ...folders: readonly string[]) =>
    (await extendGitignore(files, {base, folders})).outOfReach;

  test('are told where they lie in a checkout', async () => {
    const base = newFolder('repository', 'lab');
    const repository = join(base, '..');
    mkdirSync(join(repository, '.git'));
    const absolute = join(repository, 'keys');
    expect(await outOfReach(base, '../ca', absolute, '.', 'ca')).toEqual(['../ca', absolute, '.']);
  });

  test('are not told where they lie outside of every checkout', async () => {
    const base = newFolder('repository');
    mkdirSync(join(base, '.git'));
    expect(await outOfReach(base, '../ca', newFolder('ca'))).toEqual([]);
  });

  test('are told where there is no checkout yet and they lie relative to the configuration', async () => {
    expect(await outOfReach(newFolder('lab'), '../ca', newFolder('ca'))).toEqual(['../ca']);
  });
});
