/** What a path can lead to besides a file, on the real file system: nothing of it may be waited for or read without end. */
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {loadConfig} from '../../src/config/load.ts';
import {readSecret} from '../../src/config/secret-reference.ts';
import {files} from '../../src/host/files.ts';
import {realPart} from '../support/real-parts.ts';
import {VALID} from './load-text.ts';

let cwd = '';
const at = (...names: string[]): string => join(cwd, ...names);

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cscert-config-'));
  mkdirSync(at('good'));
  writeFileSync(at('good', 'a.yaml'), VALID);
});

afterEach(() => rmSync(cwd, {recursive: true, force: true}));

const load = async (path: string): Promise<readonly string[]> => {
  const {loaded, diagnostics} = await loadConfig({paths: [path], cwd, environment: {}, files});
  const said = diagnostics.map(({code, detail, help}) => `${code} ${detail} help: ${help}`);
  return loaded === undefined ? said : ['loaded', ...said];
};

const secret = async (path: string): Promise<string> => {
  const read = await readSecret(`file:${path}`, {environment: {}, files, base: cwd});
  return 'ok' in read ? 'read' : `${read.problem.code} ${read.problem.detail}`;
};

const NOT_REGULAR = /^CFG_UNREADABLE "[^"]+" is no regular file; it may be a folder, a pipe.*--config -/;

const unix = realPart('the special files of Unix', process.platform !== 'win32');

unix.describe('a configuration path', () => {
  test.each([
    ['a FIFO', () => execFileSync('mkfifo', [at('x.yaml')])],
    ['a link to a device that never ends', () => symlinkSync('/dev/zero', at('x.yaml'))],
    ['a link to a terminal', () => symlinkSync('/dev/tty', at('x.yaml'))],
  ])('that is %s is refused at once, named or found', async (_what, make) => {
    make();
    expect(await load('x.yaml')).toEqual([expect.stringMatching(NOT_REGULAR)]);
    symlinkSync(at('x.yaml'), at('good', 'x.yaml'));
    expect(await load('good')).toEqual([
      expect.stringMatching(/^CFG_UNREADABLE "good\/x\.yaml" is a symbolic link that/),
    ]);
  });

  test('that is a FIFO in a folder is refused, and so is a socket', async () => {
    execFileSync('mkfifo', [at('good', 'b.yaml')]);
    const server = createServer().listen(at('good', 'c.yaml'));
    await new Promise(resolve => server.once('listening', resolve));
    const said = await load('good');
    server.close();
    expect(said).toEqual([expect.stringMatching(NOT_REGULAR), expect.stringMatching(NOT_REGULAR)]);
  });

  test('that is a link to a file or a folder counts as that', async () => {
    symlinkSync('good', at('folder'));
    symlinkSync(at('good', 'a.yaml'), at('file.yaml'));
    expect(await load('folder')).toEqual(['loaded']);
    expect(await load('file.yaml')).toEqual(['loaded']);
  });

  test('that is a link to itself is said, and spoils no other file of its folder', async () => {
    symlinkSync('x.yaml', at('x.yaml'));
    expect(await load('x.yaml')).toEqual([
      expect.stringMatching(/"x\.yaml" is a symbolic link that leads in a circle/),
    ]);
    symlinkSync('b.yaml', at('good', 'b.yaml'));
    expect(await load('good')).toEqual([
      expect.stringMatching(/"good\/b\.yaml" is a symbolic link that leads to no file/),
    ]);
  });

  test('that leads back into itself ends soon', async () => {
    symlinkSync('.', at('good', 'self'));
    expect(await load('good')).toEqual([expect.stringMatching(/^CFG_TOO_LARGE .*more than 8 levels/)]);
  });

  test('with a size that would fill the memory is refused without being read', async () => {
    writeFileSync(at('x.yaml'), '');
    truncateSync(at('x.yaml'), 2 ** 40);
    expect(await load('x.yaml')).toEqual([expect.stringMatching(/^CFG_TOO_LARGE "x\.yaml" is larger than 1 MiB/)]);
  });
});

unix.describe('a secret in a file', () => {
  test.each([
    ['a FIFO', 'no regular file', () => execFileSync('mkfifo', [at('s')])],
    ['a folder', 'no regular file', () => mkdirSync(at('s'))],
    ['a device that never ends', 'no regular file', () => symlinkSync('/dev/zero', at('s'))],
    ['a link to itself', 'leads in a circle', () => symlinkSync('s', at('s'))],
    ['a link to nothing', 'no file', () => symlinkSync('none', at('s'))],
    ['larger than any secret', 'larger than 64 KiB', () => writeFileSync(at('s'), Buffer.alloc(65_537, 'x'))],
    ['UTF-16', 'NUL', () => writeFileSync(at('s'), Buffer.from('hunter2', 'utf16le'))],
  ])('that is %s is a problem in words', async (_what, words, make) => {
    make();
    expect(await secret('s')).toMatch(
      new RegExp(`^CFG_SECRET_MISSING .*"s".*${words}`.replace('"s".*no file', 'no file "s"')),
    );
  });

  test('whose claimed size is absurd is not allocated', async () => {
    writeFileSync(at('s'), '');
    truncateSync(at('s'), 2 ** 40);
    expect(await secret('s')).toMatch(/larger than 64 KiB/);
  });

  test('with a path that no file can have is a problem in words', async () => {
    expect(await secret('a\0b')).toMatch(/^CFG_SECRET_MISSING .*NUL character in its path/);
  });
});

describe('a path with a NUL character', () => {
  test('is a problem in words', async () => {
    expect(await load('a\0b')).toEqual([expect.stringMatching(/^CFG_UNREADABLE "a\\u0000b" has a NUL character/)]);
  });
});
