/**
 * Disks that are full, fail, are read-only or forbid. An error is injected into each call of an apply, one call a run;
 * short writes and a disk that is really full come from the system itself: a limit on the size of files, and a tmpfs.
 */
import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import {copyWorld} from '../support/contoso-world.ts';
import {temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {damage, type Expected, serversOf, shortcomings} from './support/after-a-fault.ts';
import {changesOf, onEach, type Scene, traced} from './support/kills.ts';
import {type Exit, runProgram} from './support/launch.ts';
import {makeReadyKeys, useReadyKeys} from './support/ready-keys.ts';
import {APPLY, freshWorld} from './support/scenes.ts';
import {type Call, type Change, hasStrace} from './support/strace.ts';

const MINUTES = 60_000;
const folder = temporaryFolder();
const LAB_ONCE = {'CN=contoso.com': 1, 'CN=se01.contoso.com': 1};
const FINISHED: Expected = {unharmed: 0, apply: 0, issued: {register: LAB_ONCE, stored: LAB_ONCE, waiting: 0}};

let realKeys: () => void;
let environment: Readonly<Record<string, string>>;
let lab: string;

beforeAll(async () => {
  realKeys = await useReadyKeys(`${folder}/other-keys`, {2048: 16, 3072: 4});
  environment = await makeReadyKeys(`${folder}/keys`, {2048: 8, 3072: 2});
  lab = await freshWorld('lab', folder);
});

afterAll(() => realKeys());

/** What is injected; each call of a kind gets the next one. `link` has none that stands for a file system without links. */
const ERRORS: Readonly<Record<Change, readonly string[]>> = {
  write: ['ENOSPC', 'EIO', 'EDQUOT'],
  fsync: ['EIO', 'ENOSPC'],
  rename: ['EACCES', 'EROFS', 'ENOSPC'],
  link: ['EROFS', 'ENOSPC', 'EIO'],
  mkdir: ['ENOSPC', 'EACCES', 'EROFS'],
  unlink: ['EROFS', 'EACCES', 'EIO'],
  rmdir: ['EROFS'],
};

/** From the server's folder to the release of its lock; what comes before and after are the locks of the checkout. */
function workOf(calls: readonly Call[]): readonly Call[] {
  const first = calls.findIndex(({about}) => about.startsWith('servers/'));
  const last = calls.findLastIndex(({name, about}) => name === 'unlink' && about.endsWith('/lock.json'));
  return calls.slice(first, last).filter(({name, about}) => name !== 'unlink' || !about.includes('.cscert-tmp-'));
}

/** What a call is about: people know a temporary file only by the name that it is to get. */
function fileOf({path}: Call, calls: readonly Call[]): string {
  if (!path.includes('.cscert-tmp-')) return path;
  return calls.find(({name, path: from}) => (name === 'rename' || name === 'link') && from === path)?.target ?? path;
}

/** Certificates are others in every run. */
const withoutThumbprints = (text: string): string => text.replaceAll(/[0-9A-F]{40}/g, '#');

/** What a message lacks that names the file, what the system said and what to do. */
function unsaid({stdout, stderr}: Exit, error: string, path: string): readonly string[] {
  const text = `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
  return [
    ...(text.includes(`${error}:`) ? [] : [`it does not say ${error}`]),
    ...(withoutThumbprints(text).includes(withoutThumbprints(path)) ? [] : [`it does not name ${path}`]),
    ...(/help: \S.* run the command again/.test(text) ? [] : ['it does not say what to do']),
  ];
}

realPart('strace', hasStrace()).describe('an error of the disk', () => {
  test(
    'at any call of the work ends with 1, says what and where, and is made good by the next apply',
    async () => {
      const scene: Scene = {world: lab, argv: APPLY, environment, expected: FINISHED};
      const all = await changesOf(scene);
      const calls = workOf(all);
      expect(calls.length).toBeGreaterThan(100);
      let turn = 0;
      const report = await onEach(calls, async call => {
        const kinds = ERRORS[call.name];
        const error = kinds[turn++ % kinds.length] ?? 'EIO';
        const {world, exit, calls: seen} = await traced(scene, {call, how: `error=${error}`});
        return {
          hit: seen.some(({result}) => result.includes('INJECTED')),
          broken: [
            ...(exit.code === 1 ? [] : [`it ended with ${exit.code}`]),
            ...unsaid(exit, error, fileOf(call, all)),
            ...damage(world, []),
            ...leftovers(world),
            ...(await shortcomings(world, FINISHED)),
          ],
        };
      });
      expect(report).toEqual({missed: [], broken: []});
    },
    5 * MINUTES,
  );

  test(
    'on one server of several leaves the others finished',
    async () => {
      const contoso = await freshWorld('contoso', folder);
      const argv = [...APPLY, '--config', '.'];
      const expected: Expected = {unharmed: 0, apply: 0, issued: {register: {}, stored: {}, waiting: 0}};
      const scene: Scene = {world: contoso, argv, environment, expected};
      const server = 'fe02.contoso.com';
      const call = {name: 'mkdir', path: `servers/${server}/Keys`, ordinal: 1} as const;
      const {world, exit} = await traced(scene, {call, how: 'error=ENOSPC'});
      expect(exit.code).toBe(1);
      expect(unsaid(exit, 'ENOSPC', call.path)).toEqual([]);
      const assigned = serversOf(world).filter(name =>
        readdirSync(join(world, 'servers', name)).includes('assigned.json'),
      );
      expect(assigned).toEqual(serversOf(world).filter(name => name !== server));
    },
    MINUTES,
  );
});

/** Temporary files and folders that a run that was not killed did not clear away. */
function leftovers(world: string): readonly string[] {
  const names = readdirSync(world, {recursive: true, encoding: 'utf8'});
  return names.filter(name => /(^|\/)\.(cscert-tmp|authority)-[^/]*$/.test(name)).map(name => `${name} is left over`);
}

const limits = realPart('prlimit', spawnSync('prlimit', ['--version']).status === 0);

limits.test(
  'a write that stops short leaves the old or the new file, never half of one',
  async () => {
    // A limit cuts the write that crosses it and fails the next one: here keys, certificates, the CA, and nearly everything.
    for (const bytes of [1600, 1000, 300, 100]) {
      const world = copyWorld(lab);
      const under = ['prlimit', `--fsize=${bytes}`];
      const exit = await runProgram(APPLY, {cwd: world, environment, under});
      expect(exit.code).toBe(1);
      expect(unsaid(exit, 'EFBIG', world)).toEqual([]);
      expect([...damage(world, []), ...leftovers(world)]).toEqual([]);
      expect(await shortcomings(world, FINISHED)).toEqual([]);
    }
  },
  MINUTES,
);

const mounted: string[] = [];

afterEach(() => {
  for (const path of mounted.splice(0)) spawnSync('umount', [path]);
});

/** A disk of its own, so small that it is full before an apply is through. Undefined where nobody may mount. */
function mountSmall(path: string, size: string): string | undefined {
  mkdirSync(path, {recursive: true});
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]).status !== 0) return undefined;
  mounted.push(path);
  return path;
}

function mayMount(): boolean {
  const path = join(folder, 'probe');
  const disk = mountSmall(path, '16k');
  if (disk !== undefined) spawnSync('umount', [disk]);
  mounted.length = 0;
  rmSync(path, {recursive: true, force: true});
  return disk !== undefined;
}

realPart('the right to mount a tmpfs', mayMount()).test(
  'a disk that is full is said, nothing is lost, and with more space the next apply finishes',
  async () => {
    for (const size of ['32k', '48k', '64k', '80k']) {
      const world = copyWorld(lab);
      const disk = mountSmall(join(world, '..', 'disk'), size) ?? '';
      cpSync(world, disk, {recursive: true});
      const exit = await runProgram(APPLY, {cwd: disk, environment});
      expect({size, code: exit.code, unsaid: unsaid(exit, 'ENOSPC', disk)}).toEqual({size, code: 1, unsaid: []});
      expect(`${exit.stdout}${exit.stderr}`).toContain('Free space on that disk');
      expect([...damage(disk, []), ...leftovers(disk)]).toEqual([]);
      expect(spawnSync('mount', ['-o', 'remount,size=4m', disk]).status).toBe(0);
      expect(await shortcomings(disk, FINISHED)).toEqual([]);
    }
  },
  MINUTES,
);
