import {describe, expect, test} from '@jest/globals';
import {type DiscoverInput, discover} from '../../src/config/discover.ts';
import {LIMITS, TOTALS} from '../../src/config/limits.ts';
import type {FolderEntry} from '../../src/engine/ports/host.ts';
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
    const nothing = expect.objectContaining({code: 'CFG_NOT_FOUND', detail: 'Nothing came from standard input.'});
    expect((await find({paths: ['-']})).diagnostics).toEqual([nothing]);
    expect((await find({paths: ['-'], readStdin: async () => Buffer.of()})).diagnostics).toEqual([nothing]);
  });

  test('standard input is a file in the working folder, and is read once', async () => {
    let reads = 0;
    const readStdin = async () => Buffer.from(`text ${++reads}`);
    expect(await find({paths: ['-', '-'], readStdin})).toMatchObject({files: ['<stdin>'], base: '/repo'});
    expect(reads).toBe(1);
  });

  test('standard input has the limit of a file', async () => {
    const limits: number[] = [];
    const readStdin = async (limit: number) => {
      limits.push(limit);
      throw systemError('EFBIG');
    };
    const {files, diagnostics} = await find({paths: ['-'], readStdin});
    expect(files).toEqual([]);
    expect(limits).toEqual([LIMITS.bytes]);
    const detail = 'Standard input is larger than 1 MiB.';
    expect(diagnostics).toEqual([expect.objectContaining({code: 'CFG_TOO_LARGE', detail})]);
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

  test('a link that leads nowhere and a file that goes while it is looked for are said: they may have declared something', async () => {
    const list = async () =>
      [
        {name: 'a.yaml', kind: 'file'},
        {name: 'gone.yaml', kind: 'file'},
        {name: 'link.yaml', kind: 'other', link: true},
        {name: 'pools', kind: 'other', link: true},
        {name: '.#a.yaml', kind: 'other', link: true},
        {name: 'socket', kind: 'other'},
      ] as const;
    const read = async (path: string) => (path.endsWith('/a.yaml') ? Buffer.from('a') : undefined);
    const {files, diagnostics} = await find({paths: ['/x'], files: {...FILES, list, read}});
    expect(files).toEqual(['../x/a.yaml']);
    expect(diagnostics.map(({code, detail}) => `${code} ${detail}`)).toEqual([
      'CFG_UNREADABLE "../x/gone.yaml" was in its folder and is gone.',
      'CFG_UNREADABLE "../x/link.yaml" is a symbolic link that leads to no file and no folder.',
      'CFG_UNREADABLE "../x/pools" is a symbolic link that leads to no file and no folder.',
    ]);
  });

  test('a folder that contains itself ends with a message', async () => {
    const list = async () => [{name: 'loop', kind: 'folder'} as const];
    const {diagnostics} = await find({paths: ['/loop'], files: {...FILES, list}});
    expect(diagnostics).toEqual([
      expect.objectContaining({code: 'CFG_TOO_LARGE', detail: expect.stringContaining('loop/loop')}),
    ]);
  });
});

describe('how much is looked at', () => {
  const search = async (entries: readonly FolderEntry[], size = 1) => {
    const calls = {read: 0, list: 0};
    const list = async () => (calls.list++ === 0 ? entries : []);
    const read = async () => {
      calls.read++;
      return Buffer.alloc(size, '#');
    };
    const {files, diagnostics} = await find({paths: ['/x'], files: {...FILES, list, read}});
    return {found: files.length, calls, said: diagnostics.map(({code, detail}) => `${code} ${detail}`)};
  };
  const entries = (count: number, name: string, kind: FolderEntry['kind']): FolderEntry[] =>
    Array.from({length: count}, (_, index) => ({name: `${index}${name}`, kind}));

  test('as many files as the limit are read, and no more', async () => {
    expect(await search(entries(TOTALS.files, '.yaml', 'file'))).toMatchObject({found: TOTALS.files, said: []});
    const {calls, said} = await search(entries(2 * TOTALS.files, '.yaml', 'file'));
    expect(calls.read).toBe(TOTALS.files);
    expect(said).toEqual([
      expect.stringMatching(/^CFG_TOO_LARGE .*"\.\.\/x\/5000\.yaml": there are more than 5000 YAML files/),
    ]);
  });

  test('what is no YAML counts too, so that a link to a whole disk ends soon', async () => {
    expect(await search([...entries(TOTALS.names - 1, '', 'folder'), ...entries(1, '.yaml', 'file')])).toMatchObject({
      found: 1,
      said: [],
    });
    const {calls, said} = await search([...entries(2 * TOTALS.names, '', 'folder'), ...entries(1, '.yaml', 'file')]);
    expect(calls).toEqual({read: 0, list: TOTALS.names + 1});
    expect(said).toEqual([expect.stringMatching(/^CFG_TOO_LARGE .*more than 100000 files and folders/)]);
  });

  test('all files together have a size that is not exceeded', async () => {
    const most = TOTALS.bytes / LIMITS.bytes;
    expect(await search(entries(most, '.yaml', 'file'), LIMITS.bytes)).toMatchObject({found: most, said: []});
    const {calls, said} = await search(entries(1000, '.yaml', 'file'), LIMITS.bytes);
    expect(calls.read).toBe(most + 1);
    expect(said).toEqual([expect.stringMatching(/^CFG_TOO_LARGE .*larger than 32 MiB together.*"\.\.\/x\/32\.yaml"/)]);
  });
});
