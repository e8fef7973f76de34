import {describe, expect, test} from '@jest/globals';
import {type DiscoverInput, discover} from '../../src/config/discover.ts';
import {readOnlyFiles, systemError} from './read-only-files.ts';

const FILES = readOnlyFiles({
  '/repo/cscert.yaml': 'one',
  '/repo/cscert/pools/b.yml': 'b',
  '/repo/cscert/pools/a.yaml': 'a',
  '/repo/cscert/deployment.yaml': 'd',
  '/repo/cscert/notes.txt': 'no',
  '/repo/cscert/.hidden.yaml': 'no',
  '/repo/cscert/.git/config.yaml': 'no',
  '/other/x.yaml': 'x',
  '/empty/readme.md': 'no',
});

const find = async (input: Partial<DiscoverInput>) => {
  const {found, base, diagnostics} = await discover({paths: [], cwd: '/repo', environment: {}, files: FILES, ...input});
  return {files: found.map(({file}) => file), names: found.map(({name}) => name), base, diagnostics};
};

describe('which files are the configuration', () => {
  test('a file or a folder that is named counts before everything else', async () => {
    const environment = {CSCERT_CONFIG: '/other/x.yaml'};
    expect(await find({paths: ['cscert'], environment})).toMatchObject({
      files: ['cscert/deployment.yaml', 'cscert/pools/a.yaml', 'cscert/pools/b.yml'],
      names: ['deployment.yaml', 'pools/a.yaml', 'pools/b.yml'],
      base: '/repo/cscert',
      diagnostics: [],
    });
  });

  test('then the environment variable, then cscert.yaml, then the folder cscert', async () => {
    expect(await find({environment: {CSCERT_CONFIG: '../other/x.yaml'}})).toMatchObject({
      files: ['../other/x.yaml'],
      base: '/other',
    });
    expect(await find({})).toMatchObject({files: ['cscert.yaml'], base: '/repo'});
    const files = readOnlyFiles({'/repo/cscert/a.yaml': 'a'});
    expect(await find({files})).toMatchObject({files: ['cscert/a.yaml'], base: '/repo/cscert'});
  });

  test('several are read together, each once, and the first says what paths are relative to', async () => {
    const {files, base} = await find({paths: ['/other/x.yaml', 'cscert/pools', 'cscert/pools/a.yaml']});
    expect(files).toEqual(['../other/x.yaml', 'cscert/pools/a.yaml', 'cscert/pools/b.yml']);
    expect(base).toBe('/other');
  });

  test('standard input that was not given is said', async () => {
    expect((await find({paths: ['-']})).diagnostics).toEqual([expect.objectContaining({code: 'CFG_NOT_FOUND'})]);
  });

  test('standard input is a file in the working folder', async () => {
    expect(await find({paths: ['-'], stdin: 'text'})).toMatchObject({files: ['<stdin>'], base: '/repo'});
  });

  test.each([
    [
      'nothing is there',
      {cwd: '/nowhere'},
      'CFG_NOT_FOUND',
      /cscert\.yaml.*cscert.*\/nowhere.*CSCERT_CONFIG/,
      /cscert init/,
    ],
    ['the named path is not there', {paths: ['x.yaml']}, 'CFG_NOT_FOUND', /"x\.yaml"/, /--config/],
    ['the variable names nothing', {environment: {CSCERT_CONFIG: 'x'}}, 'CFG_NOT_FOUND', /"x"/, /CSCERT_CONFIG/],
    ['a folder has no YAML', {paths: ['/empty']}, 'CFG_NOT_FOUND', /\*\.yaml/, /cscert init/],
  ])('what was looked for is said when %s', async (_what, input, code, detail, help) => {
    const {files, diagnostics} = await find(input);
    expect(files).toEqual([]);
    expect(diagnostics).toEqual([
      expect.objectContaining({code, detail: expect.stringMatching(detail), help: expect.stringMatching(help)}),
    ]);
  });

  test.each([
    ['EACCES', 'CFG_UNREADABLE', 'EACCES'],
    ['EFBIG', 'CFG_TOO_LARGE', '1 MiB'],
    ['EINVAL', 'CFG_UNREADABLE', 'regular file'],
  ])('a file that answers %s is named, and the others are read', async (systemCode, code, words) => {
    const read = async (path: string, limit: number) => {
      if (path.endsWith('a.yaml')) throw systemError(systemCode);
      return FILES.read(path, limit);
    };
    const {files, diagnostics} = await find({paths: ['cscert'], files: {...FILES, read}});
    expect(files).toEqual(['cscert/deployment.yaml', 'cscert/pools/b.yml']);
    expect(diagnostics).toEqual([expect.objectContaining({code, detail: expect.stringContaining(words)})]);
    expect(diagnostics[0]?.detail).toContain('cscert/pools/a.yaml');
  });

  test('a folder that contains itself ends with a message', async () => {
    const list = async () => [{name: 'loop', kind: 'folder'} as const];
    const {diagnostics} = await find({paths: ['/loop'], files: {...FILES, list}});
    expect(diagnostics).toEqual([
      expect.objectContaining({code: 'CFG_TOO_LARGE', detail: expect.stringContaining('loop/loop')}),
    ]);
  });
});
