/**
 * A disk that is full, fails, is read-only or forbids. Errors are injected into each single call of an apply; a disk
 * that is really full is a small tmpfs, which also gives the short writes that no injection can give.
 */
import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, expect, test} from '@jest/globals';
import {temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {damage, type Expected, shortcomings} from './support/after-a-fault.ts';
import {changesOf, onEach, type Scene, traced} from './support/kills.ts';
import {makeReadyKeys} from './support/ready-keys.ts';
import {APPLY, freshWorld} from './support/scenes.ts';
import {type Call, type Change, hasStrace} from './support/strace.ts';

const MINUTES = 60_000;
const folder = temporaryFolder();
const ONCE = {'CN=contoso.com': 1, 'CN=se01.contoso.com': 1};
const FINISHED: Expected = {unharmed: 0, apply: 0, issued: {register: ONCE, stored: ONCE, waiting: 0}};

let environment: Readonly<Record<string, string>>;
let fresh: string;

beforeAll(async () => {
  environment = await makeReadyKeys(`${folder}/keys`, {2048: 2, 3072: 2});
  fresh = await freshWorld('lab', folder);
});

realPart('strace', hasStrace()).describe('x', () => {
  test('y', async () => {
    const scene: Scene = {world: fresh, argv: APPLY, environment, expected: FINISHED};
    const calls = await changesOf(scene);
    const E: Record<string, string> = {write: 'ENOSPC', fsync: 'EIO', rename: 'EACCES', link: 'EROFS', mkdir: 'ENOSPC', unlink: 'EROFS'};
    const report = await onEach(calls, async call => {
      const {world, exit, calls: seen} = await traced(scene, {call, how: `error=${E[call.name]}`});
      console.log(call.name, call.ordinal, call.about, exit.code, exit.stderr.match(/^error[^]*/m)?.[0] ?? exit.stderr.slice(-300));
      return {hit: seen.some(c => c.result.includes('INJECTED')), broken: [...damage(world, []), ...(await shortcomings(world, FINISHED))]};
    });
    console.log(report);
  }, 5*MINUTES);
});
