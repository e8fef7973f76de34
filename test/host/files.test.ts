import {execFileSync, spawnSync} from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {files, filesOn} from '../../src/host/files.ts';
import {PATIENCE} from '../../src/host/patience.ts';
import {writeExclusively} from '../../src/host/write-file.ts';
import {compileFolder} from '../support/compiled-source.ts';

const LIMIT = 1000;
const PRIVATE = {mode: 0o600};

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
const modeOf = (path: string): number => statSync(path).mode & 0o777;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cscert-files-'));
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe('reading a file', () => {
  it('gives its bytes, also of an empty one and of one of exactly the limit', async () => {
    for (const size of [0, 1, 511, 512, 513, LIMIT]) {
      writeFileSync(at('f'), Buffer.alloc(size, 7));
      expect(await files.read(at('f'), LIMIT)).toEqual(Buffer.alloc(size, 7));
    }
  });

  it('gives all of it where it is larger than most', async () => {
    for (const size of [16_383, 16_384, 16_385, 16_386, 40_000]) {
      writeFileSync(at('f'), Buffer.alloc(size, 'abc'));
      expect((await files.read(at('f'), 40_000))?.equals(Buffer.alloc(size, 'abc'))).toBe(true);
    }
  });

  it('gives bytes that the next one does not change', async () => {
    writeFileSync(at('a'), 'first');
    writeFileSync(at('b'), 'second');
    const [a, b] = await Promise.all([files.read(at('a'), LIMIT), files.read(at('b'), LIMIT)]);
    expect([a, b].map(String)).toEqual(['first', 'second']);
  });

  it('gives undefined when there is none', async () => {
    expect(await files.read(at('none'), LIMIT)).toBeUndefined();
    expect(await files.read(at('no', 'such', 'folder'), LIMIT)).toBeUndefined();
  });

  it('refuses what is larger than the limit, also when its claimed size is absurd', async () => {
    writeFileSync(at('f'), 'x'.repeat(LIMIT + 1));
    await expect(files.read(at('f'), LIMIT)).rejects.toMatchObject({code: 'EFBIG'});
    truncateSync(at('f'), 2 ** 40);
    await expect(files.read(at('f'), LIMIT)).rejects.toMatchObject({code: 'EFBIG'});
  });

  it('reads to the end of a file that claims to be empty', async () => {
    const status = await files.read('/proc/self/status', 1_000_000);
    expect(status?.toString()).toContain('Pid:');
    await expect(files.read('/proc/self/status', 10)).rejects.toMatchObject({code: 'EFBIG'});
  });

  it('refuses a folder, a FIFO that nobody writes (without waiting) and a device', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    for (const path of [folder, at('fifo'), '/dev/zero', '/dev/null', '/dev/urandom']) {
      await expect(files.read(path, LIMIT)).rejects.toMatchObject({code: 'EINVAL'});
    }
  });

  it('refuses a FIFO that somebody writes, and reads nothing of it', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const both = openSync(at('fifo'), constants.O_RDWR | constants.O_NONBLOCK);
    try {
      writeSync(both, 'text');
      await expect(files.read(at('fifo'), LIMIT)).rejects.toMatchObject({code: 'EINVAL'});
      const left = Buffer.alloc(10);
      expect(left.toString('utf8', 0, readSync(both, left))).toBe('text');
    } finally {
      closeSync(both);
    }
  });

  it('follows a link to a regular file and to nothing else', async () => {
    writeFileSync(at('target'), 'x');
    symlinkSync('target', at('good'));
    symlinkSync('/dev/zero', at('bad'));
    symlinkSync('gone', at('dangling'));
    expect((await files.read(at('good'), LIMIT))?.toString()).toBe('x');
    expect(await files.read(at('dangling'), LIMIT)).toBeUndefined();
    await expect(files.read(at('bad'), LIMIT)).rejects.toMatchObject({code: 'EINVAL'});
  });

  it('refuses every link where it is told to, also one that leads in a circle or nowhere', async () => {
    writeFileSync(at('target'), 'x');
    for (const [to, name] of [
      ['target', 'good'],
      ['gone', 'dangling'],
      ['loop', 'loop'],
      ['/dev/zero', 'bad'],
    ] as const) {
      symlinkSync(to, at(name));
      await expect(files.read(at(name), LIMIT, {links: 'refuse'})).rejects.toMatchObject({code: 'ELOOP'});
    }
    expect((await files.read(at('target'), LIMIT, {links: 'refuse'}))?.toString()).toBe('x');
    expect(await files.read(at('none'), LIMIT, {links: 'refuse'})).toBeUndefined();
    await expect(files.read(at('loop'), LIMIT)).rejects.toMatchObject({code: 'ELOOP'});
  });

  it('rejects when a file stands where a folder should', async () => {
    writeFileSync(at('f'), 'x');
    await expect(files.read(at('f', 'below'), LIMIT)).rejects.toMatchObject({code: 'ENOTDIR'});
  });
});

describe('listing a folder', () => {
  it('gives names and kinds, sorted, links as what they lead to, without half-written files', async () => {
    mkdirSync(at('b'));
    writeFileSync(at('a'), '');
    writeFileSync(at('Z'), '');
    writeFileSync(at('.cscert-tmp-0123'), 'half');
    symlinkSync('b', at('c'));
    symlinkSync('nowhere', at('d'));
    symlinkSync('e', at('e'));
    expect(await files.list(folder)).toEqual([
      {name: 'Z', kind: 'file'},
      {name: 'a', kind: 'file'},
      {name: 'b', kind: 'folder'},
      {name: 'c', kind: 'folder', link: true},
      {name: 'd', kind: 'other', link: true},
      {name: 'e', kind: 'other', link: true},
    ]);
    expect(await files.look(at('e'))).toEqual({name: 'e', kind: 'other', link: true});
    expect(await files.list(at('none'))).toBeUndefined();
  });
});

describe('writing a file', () => {
  it('gives it the mode that was asked for, whatever the mask of the process', async () => {
    const mask = process.umask(0o077);
    try {
      await files.write(at('key'), 'secret', PRIVATE);
      await files.write(at('crt'), 'public', {mode: 0o644});
      expect([modeOf(at('key')), modeOf(at('crt'))]).toEqual([0o600, 0o644]);
      await files.write(at('crt'), 'now secret', PRIVATE);
      expect(modeOf(at('crt'))).toBe(0o600);
    } finally {
      process.umask(mask);
    }
  });

  it('leaves old content or new, never half, while others read', async () => {
    const versions = ['a', 'b'].map(letter => letter.repeat(200_000));
    await files.write(at('f'), versions[0] ?? '', PRIVATE);
    let writing = true;
    const writer = (async () => {
      for (let turn = 0; turn < 20; turn++) await files.write(at('f'), versions[turn % 2] ?? '', PRIVATE);
      writing = false;
    })();
    while (writing) {
      const seen = readFileSync(at('f'), 'utf8');
      expect(versions.includes(seen)).toBe(true);
      await new Promise(setImmediate);
    }
    await writer;
  });

  it('that is interrupted leaves the old content, and its remains are not listed', async () => {
    mkdirSync(at('data'));
    await files.write(at('data', 'f'), 'old', PRIVATE);
    compileFolder('core', at('compiled'));
    const host = compileFolder('host', at('compiled'));
    const program = `
      const {files} = require(${JSON.stringify(join(host, 'files.ts'))});
      require('node:fs').watch(${JSON.stringify(at('data'))}, () => process.kill(process.pid, 'SIGKILL'));
      files.write(${JSON.stringify(at('data', 'f'))}, Buffer.alloc(50_000_000, 'n'), {mode: 0o600});`;
    const {signal} = spawnSync(process.execPath, ['--eval', program]);
    expect(signal).toBe('SIGKILL');
    expect(readFileSync(at('data', 'f'), 'utf8')).toBe('old');
    expect(readdirSync(at('data'))).toHaveLength(2);
    expect(await files.list(at('data'))).toEqual([{name: 'f', kind: 'file'}]);
  });

  it('that fails leaves nothing behind', async () => {
    mkdirSync(at('taken'));
    writeFileSync(at('taken', 'inside'), '');
    await expect(files.write(at('taken'), 'x', PRIVATE)).rejects.toMatchObject({code: 'EISDIR'});
    await expect(files.write(at('none', 'f'), 'x', PRIVATE)).rejects.toMatchObject({code: 'ENOENT'});
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  it('replaces a link and never what it leads to', async () => {
    writeFileSync(at('target'), 'untouched');
    symlinkSync('target', at('link'));
    await files.write(at('link'), 'new', PRIVATE);
    expect(readFileSync(at('target'), 'utf8')).toBe('untouched');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(false);
  });
});

describe('creating a file', () => {
  it('succeeds for exactly one of many who try at once, and its content is whole', async () => {
    const tries = Array.from({length: 50}, (_, at) => String(at).repeat(1000));
    const won = await Promise.all(tries.map(text => files.create(at('lock'), text, PRIVATE)));
    const winners = tries.filter((_, at) => won[at]);
    expect(winners).toHaveLength(1);
    expect(readFileSync(at('lock'), 'utf8')).toBe(winners[0]);
    expect(readdirSync(folder)).toEqual(['lock']);
    expect(modeOf(at('lock'))).toBe(0o600);
  });

  it('says no and changes nothing when the name is taken, also by a link to nowhere', async () => {
    writeFileSync(at('f'), 'old');
    symlinkSync('nowhere', at('link'));
    expect(await files.create(at('f'), 'new', PRIVATE)).toBe(false);
    expect(await files.create(at('link'), 'new', PRIVATE)).toBe(false);
    expect(readFileSync(at('f'), 'utf8')).toBe('old');
    expect(existsSync(at('nowhere'))).toBe(false);
  });
});

describe('a folder that may be written but not read', () => {
  it('takes files all the same, and what was done is not told as a failure', () => {
    mkdirSync(at('data'));
    chmodSync(folder, 0o711);
    chmodSync(at('data'), 0o333);
    compileFolder('core', at('compiled'));
    // Not as root, which may read everything.
    const program = `
      const {files} = require(${JSON.stringify(join(compileFolder('host', at('compiled')), 'files.ts'))});
      const at = name => ${JSON.stringify(at('data'))} + '/' + name;
      if (process.getuid() === 0) process.seteuid(65534);
      (async () => [
        await files.create(at('lock'), 'ours', {mode: 0o600}),
        await files.create(at('lock'), 'theirs', {mode: 0o600}),
        await files.write(at('f'), 'new', {mode: 0o600}),
        await files.rename(at('f'), at('g')),
        await files.remove(at('lock')),
      ])().then(said => process.stdout.write(JSON.stringify(said)), error => process.stdout.write(String(error)));`;
    const {stdout} = spawnSync(process.execPath, ['--eval', program], {encoding: 'utf8'});
    chmodSync(at('data'), 0o700);
    expect(stdout).toBe('[true,false,null,null,true]');
    expect(readdirSync(at('data'))).toEqual(['g']);
  });
});

describe('creating a file where there are no hard links', () => {
  it('succeeds for exactly one of many who try at once', async () => {
    const won = await Promise.all(
      Array.from({length: 20}, (_, turn) => writeExclusively(at('lock'), {data: `${turn}`, mode: 0o640})),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(readFileSync(at('lock'), 'utf8')).toBe(`${won.indexOf(true)}`);
    expect(modeOf(at('lock'))).toBe(0o640);
  });
});

describe('folders', () => {
  it('are made with their parents, private, by exactly one of many who try at once', async () => {
    const made = await Promise.all(Array.from({length: 20}, () => files.makeFolder(at('a', 'b', 'c'))));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect([modeOf(at('a')), modeOf(at('a', 'b')), modeOf(at('a', 'b', 'c'))]).toEqual([0o700, 0o700, 0o700]);
  });

  it('that exist keep their mode', async () => {
    mkdirSync(at('a'));
    chmodSync(at('a'), 0o755);
    expect(await files.makeFolder(at('a'))).toBe(false);
    expect(modeOf(at('a'))).toBe(0o755);
  });

  it('are refused where a file stands', async () => {
    writeFileSync(at('f'), '');
    await expect(files.makeFolder(at('f'))).rejects.toMatchObject({code: 'ENOTDIR'});
    await expect(files.makeFolder(at('f', 'below'))).rejects.toMatchObject({code: 'ENOTDIR'});
  });
});

describe('moving and removing', () => {
  it('moves files and folders between folders', async () => {
    mkdirSync(at('from', 'inner'), {recursive: true});
    mkdirSync(at('to'));
    await files.rename(at('from', 'inner'), at('to', 'inner'));
    expect(await files.list(at('to'))).toEqual([{name: 'inner', kind: 'folder'}]);
  });

  it('removes a file, a link without what it leads to, an empty folder, and tells when there was nothing', async () => {
    writeFileSync(at('f'), '');
    symlinkSync('f', at('link'));
    mkdirSync(at('empty'));
    expect(await files.remove(at('link'))).toBe(true);
    expect(existsSync(at('f'))).toBe(true);
    expect(await files.remove(at('f'))).toBe(true);
    expect(await files.remove(at('empty'))).toBe(true);
    expect(await files.remove(at('f'))).toBe(false);
  });

  it('tells that there was nothing where somebody else was quicker', async () => {
    writeFileSync(at('f'), '');
    const system = {...PATIENCE, rename: renameSync, link: linkSync, rmdir: rmdirSync};
    const unlink = (path: string): never => {
      unlinkSync(path);
      throw Object.assign(new Error('gone'), {code: 'ENOENT'});
    };
    expect(await filesOn({...system, unlink}).remove(at('f'))).toBe(false);
  });

  it('never removes a folder with something in it', async () => {
    mkdirSync(at('full'));
    writeFileSync(at('full', 'f'), '');
    await expect(files.remove(at('full'))).rejects.toMatchObject({code: 'ENOTEMPTY'});
  });
});
