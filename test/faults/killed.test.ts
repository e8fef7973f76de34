/**
 * One apply, killed at every single call that changes the disk. An unharmed run is traced first; then, for each of its
 * calls, a fresh copy of the same world is applied and killed as it enters that call. Every rename, link, removal, new
 * folder, write and fsync of a first deployment is tried. Of the other runs those are left out that come between two
 * changes (fsync) or only make an empty folder: a kill there leaves the same files as one at the next call. What a loss
 * of power would leave besides is seen in the order of the calls.
 */
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {EDGE, preparedEdge} from '../support/edge-world.ts';
import {temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import type {Expected} from './support/after-a-fault.ts';
import {undurable} from './support/durable.ts';
import {changesOf, killAtEach, type Scene} from './support/kills.ts';
import {makeReadyKeys, useReadyKeys} from './support/ready-keys.ts';
import {
  APPLY,
  approvalWorld,
  approvedWorld,
  dueWorld,
  freshWorld,
  offlineWorlds,
  retiringWorld,
} from './support/scenes.ts';
import {type Call, hasStrace} from './support/strace.ts';

const MINUTES = 60_000;
const folder = temporaryFolder();
const ONCE = {'CN=contoso.com': 1, 'CN=se01.contoso.com': 1};
const TWICE = {'CN=contoso.com': 2, 'CN=se01.contoso.com': 2};

let realKeys: () => void;
let environment: Readonly<Record<string, string>>;
let fresh: string;
let due: string;
let retiring: string;

const traced = realPart('strace', hasStrace());

beforeAll(async () => {
  fresh = await freshWorld('lab', folder);
  due = await dueWorld(fresh);
  retiring = await retiringWorld(due);
  realKeys = await useReadyKeys(`${folder}/other-keys`, {2048: 16, 3072: 8});
  environment = await makeReadyKeys(`${folder}/keys`, {2048: 2, 3072: 4});
}, 3 * MINUTES);

afterAll(() => realKeys());

const sceneOf = (world: string, expected: Expected): Scene => ({world, argv: APPLY, environment, expected});

const changesFiles = ({name}: Call): boolean => name !== 'fsync' && name !== 'mkdir';

traced.test(
  'what an apply writes, links, removes and makes is on the disk before it goes on',
  async () => {
    const done = {unharmed: 0, apply: 0, issued: {register: {}, stored: {}, waiting: 0}} as const;
    for (const world of [fresh, retiring]) {
      const calls = await changesOf(sceneOf(world, done));
      const names = new Set(calls.map(({name}) => name));
      expect(['rename', 'link', 'unlink'].filter(name => !names.has(name as Call['name']))).toEqual([]);
      expect(undurable(calls)).toEqual([]);
    }
  },
  MINUTES,
);

traced.describe('an apply that is killed at any call', () => {
  test(
    'of a first deployment loses nothing and issues nothing twice',
    async () => {
      const issued = {register: ONCE, stored: ONCE, waiting: 0};
      const scene = sceneOf(fresh, {unharmed: 0, apply: 0, issued});
      const calls = await changesOf(scene);
      expect(calls.length).toBeGreaterThan(100);
      expect(calls.filter(({about}) => about.startsWith('ca/issued')).length).toBeGreaterThanOrEqual(8);
      expect(await killAtEach(calls, scene)).toEqual({missed: [], broken: []});
    },
    5 * MINUTES,
  );

  test(
    'of a renewal leaves every usage with a working certificate',
    async () => {
      const issued = {register: TWICE, stored: TWICE, waiting: 0};
      const scene = sceneOf(due, {unharmed: 0, apply: 0, issued});
      const calls = (await changesOf(scene)).filter(changesFiles);
      // The three usages of the server change at once; what is global has a file of its own.
      expect(calls.map(({about}) => about).filter(about => about.endsWith('/assigned.json'))).toEqual([
        'servers/se01.contoso.com/.cscert-tmp-# > servers/se01.contoso.com/assigned.json',
        'servers/global/.cscert-tmp-# > servers/global/assigned.json',
      ]);
      expect(await killAtEach(calls, scene)).toEqual({missed: [], broken: []});
    },
    5 * MINUTES,
  );

  test(
    'that retires what was superseded leaves no certificate without its key',
    async () => {
      // What the product replicates stays; only its assignment before is forgotten.
      const issued = {register: TWICE, stored: {...TWICE, 'CN=se01.contoso.com': 1}, waiting: 0};
      const scene = sceneOf(retiring, {unharmed: 0, apply: 0, issued});
      const calls = (await changesOf(scene)).filter(changesFiles);
      const removed = calls.filter(({name, about}) => name === 'unlink' && /\/(My|Keys)\//.test(about));
      expect(removed.map(({about}) => about)).toEqual([
        'servers/se01.contoso.com/My/#.pem',
        'servers/se01.contoso.com/Keys/#.key',
      ]);
      expect(await killAtEach(calls, scene)).toEqual({missed: [], broken: []});
    },
    5 * MINUTES,
  );

  test(
    'that copies what a pool shares leaves no copy without its key',
    async () => {
      const once = {'CN=access.contoso.com': 1, 'CN=edgepool.contoso.com': 1};
      const issued = {register: once, stored: once, waiting: 0};
      const scene = sceneOf(await preparedEdge(folder), {unharmed: 0, apply: 0, issued});
      const copied = (await changesOf(scene)).filter(
        call => changesFiles(call) && call.path.startsWith(`servers/${EDGE(2)}/`) && /\/(Keys|My)\//.test(call.path),
      );
      const named = copied.filter(({name}) => name === 'rename').map(({target}) => target.split('/')[2]);
      expect(named).toEqual(['Keys', 'My', 'Keys', 'My']);
      expect(await killAtEach(copied, scene)).toEqual({missed: [], broken: []});
    },
    5 * MINUTES,
  );

  test(
    'that waits for approval hands each request in once',
    async () => {
      const scene = sceneOf(approvalWorld(fresh), {
        unharmed: 3,
        apply: 3,
        issued: {register: {}, stored: {}, waiting: 2},
      });
      const calls = (await changesOf(scene)).filter(changesFiles);
      expect(await killAtEach(calls, scene)).toEqual({missed: [], broken: []});
    },
    5 * MINUTES,
  );

  test(
    'that collects what was approved gets each certificate',
    async () => {
      const issued = {register: ONCE, stored: ONCE, waiting: 0};
      const scene = sceneOf(await approvedWorld(approvalWorld(fresh)), {unharmed: 0, apply: 0, issued});
      const calls = (await changesOf(scene)).filter(changesFiles);
      expect(await killAtEach(calls, scene)).toEqual({missed: [], broken: []});
    },
    5 * MINUTES,
  );

  test(
    'that asks offline, and one that finds the answers, ask once and take each answer',
    async () => {
      const {asking, answered} = await offlineWorlds(fresh);
      const scenes = [
        sceneOf(asking, {unharmed: 3, apply: 3, issued: {register: {}, stored: {}, waiting: 2}}),
        sceneOf(answered, {unharmed: 0, apply: 0, issued: {register: {}, stored: ONCE, waiting: 2}}),
      ];
      for (const scene of scenes) {
        const calls = (await changesOf(scene)).filter(changesFiles);
        expect(await killAtEach(calls, scene)).toEqual({missed: [], broken: []});
      }
    },
    5 * MINUTES,
  );
});
